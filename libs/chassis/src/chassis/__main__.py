"""python -m chassis: prepares PostgreSQL and Kafka for the services, and Kafka for the operator's own consumers."""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncpg
from aiokafka.errors import KafkaError
from contracts.access import ADMIN, PRINCIPALS

from chassis.database.roles import ROLES, create_databases
from chassis.messaging import rights
from chassis.messaging.admin import KafkaRefusedError, administration, set_passwords
from chassis.messaging.topics import TopicsDifferError, create_topics
from chassis.operations.kafka_access import KafkaAccess, read_password
from chassis.operations.secret_files import read_secret
from chassis.operations.telemetry import configure_logging

PASSWORD_BYTES: Final = 32


def main() -> None:
    """Run the command in the arguments, and exit with its status."""
    arguments = _parser().parse_args()
    configure_logging("chassis", arguments.command)
    try:
        if arguments.command == "create-databases":
            asyncio.run(_create_databases(arguments))
        else:
            asyncio.run(_run(arguments, _access(arguments)))
    except (KafkaRefusedError, TopicsDifferError, KafkaError, ValueError, OSError, asyncpg.PostgresError) as error:
        sys.exit(f"{arguments.command}: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chassis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    databases = commands.add_parser(
        "create-databases", help="create the missing roles and databases, and set the rights and passwords of the roles"
    )
    databases.add_argument("--server", required=True, help="postgresql://superuser@host:port/postgres, no password")
    databases.add_argument("--password-file", type=Path, required=True, help="the file with the superuser's password")
    databases.add_argument(
        "--passwords",
        type=Path,
        required=True,
        metavar="FOLDER",
        help=f"the password of each role is in <FOLDER>/<role>/password: {', '.join(ROLES)}",
    )
    topics = commands.add_parser("create-topics", help="create the missing topics, and set the rights of the services")
    topics.add_argument("--replication-factor", type=int, default=1, help="copies of every partition (production: 3)")
    topics.add_argument(
        "--passwords",
        type=Path,
        metavar="FOLDER",
        help=f"also set the passwords of {ADMIN} and of the services: each is in <FOLDER>/<name>/password",
    )
    admit = commands.add_parser("admit-consumer", help="let a consumer of yours read topics, and set its password")
    admit.add_argument("--topics", required=True, metavar="NAME,NAME", help=f"of these: {', '.join(rights.OPEN)}")
    admit.add_argument(
        "--consumer-password-file", type=Path, required=True, help="its password; a missing file is written"
    )
    dismiss = commands.add_parser("dismiss-consumer", help="take the rights and the password from a consumer")
    for command in (admit, dismiss):
        command.add_argument("name", help="its principal; its consumer groups are called <name>.<anything>")
    for command in (topics, admit, dismiss):
        command.add_argument("--bootstrap-servers", required=True, help="host:port[,host:port...]")
        command.add_argument("--user", help=f"the principal that runs this command, usually {ADMIN}")
        command.add_argument("--password-file", type=Path, help="the file with its password")
        command.add_argument("--certificate-file", type=Path, help="its key and certificate, instead of a password")
        command.add_argument("--ca-file", type=Path, help="the authority that signed Kafka's certificate")
    return parser


def _access(arguments: argparse.Namespace) -> KafkaAccess:
    password = arguments.password_file and read_password(arguments.password_file)
    return KafkaAccess(
        arguments.bootstrap_servers, arguments.user, password, arguments.ca_file, arguments.certificate_file
    )


async def _create_databases(arguments: argparse.Namespace) -> None:
    passwords = {name: read_password(arguments.passwords / name / "password") for name in ROLES}
    password = read_secret(arguments.password_file, name="--password-file")
    server = await asyncpg.connect(arguments.server, password=password)
    try:
        still_open = await create_databases(server, passwords)
    finally:
        await server.close()
    sys.stdout.write("Each role of a service reaches the database of its service, and no other.\n")
    for name in still_open:
        sys.stdout.write(
            f"But the database {name} lets every role of the server in. Close it, unless others need that: "
            f"REVOKE CONNECT, TEMPORARY ON DATABASE {name} FROM PUBLIC\n"
        )


async def _run(arguments: argparse.Namespace, access: KafkaAccess) -> None:
    match arguments.command:
        case "create-topics":
            if arguments.passwords is not None:
                passwords = {
                    name: read_password(arguments.passwords / name / "password") for name in (ADMIN, *PRINCIPALS)
                }
                async with administration(access) as admin:
                    await set_passwords(admin, passwords)
            await create_topics(access, replication_factor=arguments.replication_factor)
        case "admit-consumer":
            topics, password_file = arguments.topics.split(","), arguments.consumer_password_file
            rights.consumer_rights(arguments.name, topics)  # before a file is written
            _ensure_password(password_file)
            await _admit(access, arguments.name, topics, password_file)
        case _:
            await rights.dismiss_consumer(access, arguments.name)


def _ensure_password(file: Path) -> None:
    """Write a random password, which only its owner may read, unless the file exists."""
    with suppress(FileExistsError), os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(secrets.token_urlsafe(PASSWORD_BYTES))


async def _admit(access: KafkaAccess, name: str, topics: Sequence[str], password_file: Path) -> None:
    await rights.admit_consumer(access, name, read_password(password_file), topics)
    sys.stdout.write(
        f"{name} may read {', '.join(sorted(topics))}, in consumer groups whose names begin with {name}.\n"
        "These topics hold the events of all organisations: everybody who has the password reads all of them.\n"
    )


if __name__ == "__main__":
    main()
