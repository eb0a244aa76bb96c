"""The commands that every service has: api, worker, migrate, openapi, parked, recover; and those that a service adds.

Each command imports only what it needs, so that a process starts within a second and uses little memory.
"""

import argparse
import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from chassis.operations.kafka_access import KafkaAccessError
from chassis.operations.settings import MissingSettingError, ServiceSettings
from chassis.operations.telemetry import configure_logging, configure_tracing

if TYPE_CHECKING:
    from fastapi import FastAPI
    from faststream.asgi import AsgiFastStream
    from starlette.applications import Starlette

KEEP_ALIVE_SECONDS: Final = 75  # longer than the gateway's, so that the gateway ends idle connections, not the service
GRACEFUL_SHUTDOWN_SECONDS: Final = 20


class Command(NamedTuple):
    """A command that only one service has."""

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    execute: Callable[[Any, argparse.Namespace], Awaitable[int]]
    """Takes the service's settings and the arguments, imports what it needs, and returns the exit status."""


def main(settings: type[ServiceSettings], *, commands: Sequence[Command] = ()) -> None:
    """Run the command in the arguments. This is the body of every service's __main__.py.

    A service `x` has `create_app` in x.app, `create_worker`, HANDLERS and IMPORTER in x.worker, and migrations/ beside
    src/.
    `commands` are those that only this service has.
    """
    service = settings.service
    arguments = create_parser(service, commands).parse_args()
    try:
        loaded = settings()
    except ValueError as error:  # a setting is missing or wrong; the message names it
        sys.exit(f"{service} {arguments.command}: {error}")
    if arguments.command != "openapi":
        configure_logging(service, arguments.command)
    try:
        _execute(service, loaded, arguments, commands)
    except (MissingSettingError, KafkaAccessError) as error:
        sys.exit(f"{service} {arguments.command}: {error}")


def _execute(service: str, loaded: ServiceSettings, arguments: argparse.Namespace, commands: Sequence[Command]) -> None:
    match arguments.command:
        case "api":
            loaded.needed("jwks_url")
            loaded.needed("database_url")  # before the server starts, so that the message stands alone
            configure_tracing(f"{service}-api")
            serve(_module(service, "app").create_app(loaded), loaded.api_host, loaded.api_port)
        case "worker":
            loaded.needed("worker_database_url")
            configure_tracing(f"{service}-worker")
            serve(_module(service, "worker").create_worker(loaded), loaded.worker_host, loaded.worker_port)
        case "migrate":
            from chassis.database.migrations import migrate  # noqa: PLC0415 - see above

            folder = Path(str(_module(service, "settings").__file__)).parents[2] / "migrations"
            migrate(folder, loaded.needed("owner_database_url"))
        case "openapi":
            _print_openapi(_module(service, "app").create_app(loaded))
        case "parked":
            handlers = _module(service, "worker").HANDLERS
            # by its name, like the parts of a service: no file of this room depends on Kafka
            parked = _module("chassis.messaging", "parked_commands")
            sys.exit(asyncio.run(parked.manage_parked(loaded, handlers, arguments)))
        case "recover":
            importer = _module(service, "worker").IMPORTER
            recovering = _module("chassis.messaging", "recovering")
            sys.exit(asyncio.run(recovering.recover(loaded, importer, dry_run=arguments.dry_run)))
        case own:
            command = next(command for command in commands if command.name == own)
            sys.exit(asyncio.run(_exit_status(command, loaded, arguments)))


async def _exit_status(command: Command, loaded: ServiceSettings, arguments: argparse.Namespace) -> int:
    return await command.execute(loaded, arguments)


def _module(package: str, name: str) -> Any:
    return import_module(f"{package}.{name}")


def _print_openapi(app: "FastAPI") -> None:
    import orjson  # noqa: PLC0415 - see above

    sys.stdout.buffer.write(orjson.dumps(app.openapi(), option=orjson.OPT_INDENT_2) + b"\n")


def create_parser(service: str, own: Sequence[Command] = ()) -> argparse.ArgumentParser:
    """Return the parser of a service's command line, with the commands that the service adds."""
    parser = argparse.ArgumentParser(prog=f"python -m {service}", description=f"The {service} service.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("api", help="serve the HTTP API")
    commands.add_parser("worker", help="consume events and relay the outbox")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("openapi", help="print the API's OpenAPI document")
    _add_parked(
        commands.add_parser("parked", help="list, show, replay or discard Kafka records that could not be handled")
    )
    recover = commands.add_parser(
        "recover", help="give a database that was restored to an earlier copy what the service published since"
    )
    recover.add_argument("--dry-run", action="store_true", help="print what would be done, and change nothing")
    for command in own:
        command.add_arguments(commands.add_parser(command.name, help=command.help))
    return parser


def _add_parked(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="action", required=True)
    commands.add_parser("list", help="print the oldest parked Kafka records, one per line")
    for name, text in (
        ("show", "print everything about one parked Kafka record"),
        ("replay", "handle all parked Kafka records with the same partition key again, in order, until one fails"),
        ("discard", "delete one parked Kafka record for good; those that wait behind it continue with `replay`"),
    ):
        commands.add_parser(name, help=text).add_argument("id", type=int, help="id from `parked list`")


def serve(app: "Starlette | AsgiFastStream", host: str, port: int) -> None:
    """Serve an ASGI application until SIGTERM, then let running requests finish."""
    import uvicorn  # noqa: PLC0415 - see above

    # What the start made stays to the end. Without this, the collector looks at all of it again every few seconds, and
    # every request waits for a tenth of a second meanwhile.
    gc.collect()
    gc.freeze()
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
