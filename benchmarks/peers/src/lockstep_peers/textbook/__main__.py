"""python -m lockstep_peers.textbook: one process of the textbook service, or its preparation. See the package."""

import argparse
import asyncio
import importlib
import logging
import os
import sys
import threading
from typing import Any, Final
from uuid import UUID

import uvicorn
import uvloop

from lockstep_peers.textbook import database, preparation
from lockstep_peers.textbook.worker import create_worker

LOOPBACK: Final = "127.0.0.1"
SERVICES: Final = ("sessions", "attendance", "payouts", "reports")


def main() -> None:
    """Read the command line and run the task."""
    options = parse_arguments()
    logging.basicConfig(level=logging.WARNING)
    if options.task == "prepare":
        service_module(options.service)
        asyncio.run(preparation.prepare(options.dsn))
    elif options.task == "fill":
        models = service_module(options.service).FILLED
        asyncio.run(preparation.fill(models, dsn=options.dsn, source=options.source, org_id=options.org))
    else:
        threading.Thread(target=end_with_input, daemon=True).start()
        database.connect(options.dsn)
        if options.task == "command":
            serve(options.port)
        else:
            router = service_module(options.task).router
            uvloop.run(create_worker(router, prefix=options.prefix).run())


def service_module(service: str) -> Any:
    """Import a service and its tables."""
    return importlib.import_module(f"lockstep_peers.textbook.{service}")


def parse_arguments() -> argparse.Namespace:
    """Return the options of one of the tasks."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_peers.textbook")
    tasks = parser.add_subparsers(dest="task", required=True)
    for name in ("prepare", "fill"):
        task = tasks.add_parser(name)
        task.add_argument("--service", choices=SERVICES, required=True)
        task.add_argument("--dsn", required=True, help="postgresql://… of the service's textbook database")
        if name == "fill":
            task.add_argument("--source", required=True, help="postgresql://… of the platform's database")
            task.add_argument("--org", type=UUID, required=True, help="id of the organisation whose rows are copied")
    for name in ("command", *SERVICES):
        task = tasks.add_parser(name)
        task.add_argument("--dsn", required=True, help="postgresql://… of the service's textbook database")
        task.add_argument("--prefix", required=True, help="prefix of the topics")
        task.add_argument("--port", type=int, default=0, help="port on which command listens")
    return parser.parse_args()


def serve(port: int) -> None:
    """Run the sessions API."""
    uvicorn.run(
        "lockstep_peers.textbook.command:app",
        host=LOOPBACK,
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
    )


def end_with_input() -> None:
    """End the process when its standard input ends, in whatever way its starter ended."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
