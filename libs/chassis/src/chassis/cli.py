"""The commands that every service has: api, worker, migrate, openapi, parked."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import orjson
import uvicorn
from contracts.envelope import Event
from fastapi import FastAPI
from faststream.asgi import AsgiFastStream

from chassis import migrations, parked_commands
from chassis.consumer import Handler
from chassis.settings import ServiceSettings
from chassis.telemetry import configure_logging, configure_tracing

KEEP_ALIVE_SECONDS: Final = 75  # longer than the gateway's: it, not we, ends idle connections
GRACEFUL_SHUTDOWN_SECONDS: Final = 20


def main(
    *,
    settings: type[ServiceSettings],
    create_app: Callable[[ServiceSettings], FastAPI],
    create_worker: Callable[[ServiceSettings], AsgiFastStream],
    handlers: Mapping[type[Event], Handler],
    migrations_folder: Path,
) -> None:
    """Run the command that the arguments name; the body of every service's __main__.py."""
    service = settings.service
    arguments = _parser(service).parse_args()
    loaded = settings()
    if arguments.command == "openapi":
        sys.stdout.buffer.write(orjson.dumps(create_app(loaded).openapi(), option=orjson.OPT_INDENT_2) + b"\n")
        return
    configure_logging(service, arguments.command)
    match arguments.command:
        case "api":
            configure_tracing(f"{service}-api")
            _serve(create_app(loaded), loaded.api_host, loaded.api_port)
        case "worker":
            configure_tracing(f"{service}-worker")
            _serve(create_worker(loaded), loaded.worker_host, loaded.worker_port)
        case "migrate":
            migrations.migrate(migrations_folder, loaded.owner_database_url.get_secret_value())
        case "parked":
            sys.exit(asyncio.run(parked_commands.run(loaded, handlers, arguments)))


def _parser(service: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {service}", description=f"The {service} service.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("api", help="serve the HTTP API")
    commands.add_parser("worker", help="consume events, relay the outbox")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("openapi", help="print the API's OpenAPI document")
    parked_commands.add_arguments(commands.add_parser("parked", help="records that could not be handled"))
    return parser


def _serve(app: FastAPI | AsgiFastStream, host: str, port: int) -> None:
    uvicorn.run(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,  # the gateway writes it
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )
