"""Makes what services need before they run: roles, databases, tables and topics. Every step may be repeated."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from contracts.access import ADMIN, PRINCIPALS

from lockstep_local import databases, kafka, postgres
from lockstep_local.failure import StackError
from lockstep_local.passwords import password_file
from lockstep_local.programs import SERVICES, migrate_environment
from lockstep_local.state import State

STEP_TIMEOUT_SECONDS = 120


def _run(what: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Run one step to its end. Raises StackError, with its output, if it fails, or if it takes too long."""
    try:
        done = subprocess.run(  # noqa: S603
            arguments,
            capture_output=True,
            text=True,
            check=False,
            timeout=STEP_TIMEOUT_SECONDS,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
    except subprocess.TimeoutExpired as expired:
        raise StackError(
            f"{what} did not end within {STEP_TIMEOUT_SECONDS} s. Look at the logs (make logs), then repeat make up."
        ) from expired
    if done.returncode != 0:
        raise StackError(f"{what} failed:\n{done.stdout}{done.stderr}")


def create_databases(server: postgres.Server) -> None:
    """Create roles and databases as the Docker stack does, and set the passwords of all roles.

    It runs in a thread of its own, so that the caller may be in an event loop. Raises StackError.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, databases.prepare(postgres.address(server.port), server.passwords)).result()


def create_topics(folder: Path) -> None:
    """Create the topics of contracts/topics.py that are missing, and set the passwords and rights in Kafka.

    The node's own certificate lets it in, also on a folder from before Kafka had passwords.
    """
    passwords = kafka.passwords_folder(folder)
    for name in (ADMIN, *PRINCIPALS):
        password_file(passwords, name)
    options = {
        "--bootstrap-servers": kafka.bootstrap_servers(kafka.node_port(folder)),
        "--certificate-file": str(kafka.node_certificate(folder)),
        "--ca-file": str(kafka.ca_file(folder)),
        "--passwords": str(passwords),
    }
    arguments = [part for option in options.items() for part in option]
    _run("Creating topics", [sys.executable, "-m", "chassis", "create-topics", *arguments], {})


def migrate(state: State, data: Path) -> None:
    """Bring the tables of every service up to date."""
    environment: dict[str, str] = {}
    for service in SERVICES:
        environment |= migrate_environment(service, state, data)
    _run("Migrating the databases", [sys.executable, "-m", "lockstep_local.migrations"], environment)


def prepare_all(state: State, data: Path) -> None:
    """Create and migrate the databases, and create the topics at the same time. PostgreSQL and Kafka must be ready."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        topics = pool.submit(create_topics, data / "kafka")
        create_databases(postgres.server(data / "postgres", state.ports["postgres"]))
        migrate(state, data)
        topics.result()
