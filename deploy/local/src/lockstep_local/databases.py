"""Makes the roles and databases of a stack, and moves a server of release 0.2.0 or older to passwords of its own.

Up to that release the superuser and all roles had one known password. Now each has a random one. What is there stays.

python -m lockstep_local.databases --server postgresql://postgres@HOST:5432/postgres --passwords DIR
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

import asyncpg
from asyncpg import Connection, Record
from chassis.database.roles import ROLES, create_databases, set_password
from chassis.operations.kafka_access import read_password
from chassis.operations.settings import KNOWN_PASSWORD

from lockstep_local.failure import StackError
from lockstep_local.passwords import password_file

SUPERUSER: Final = "postgres"
ALL: Final = (SUPERUSER, *ROLES)
"""Everybody who has a password."""


async def prepare(server: str, passwords: Path) -> None:
    """Make what is missing on the server, and set the passwords in this folder, which are made if they are missing.

    `server` is the address of the superuser without a password. It may be repeated. Raises StackError.
    """
    connection = await _connect(server, password_file(passwords, SUPERUSER))
    try:
        await create_databases(connection, {name: read_password(password_file(passwords, name)) for name in ROLES})
    finally:
        await connection.close()


async def _connect(server: str, file: Path) -> "Connection[Record]":
    """Connect with the password in the file. A server that still has the known one takes that, and gets the other."""
    password = read_password(file)
    try:
        return await asyncpg.connect(server, password=password.get_secret_value())
    except asyncpg.InvalidPasswordError:
        try:
            connection = await asyncpg.connect(server, password=KNOWN_PASSWORD)
        except asyncpg.InvalidPasswordError as error:
            raise StackError(
                f"PostgreSQL does not take the password of {SUPERUSER} in {file}, nor the one of older releases. "
                f"Set it to the one in the file: ALTER ROLE {SUPERUSER} PASSWORD '…'"
            ) from error
        await set_password(connection, SUPERUSER, password)
        return connection


def main(arguments: list[str] | None = None) -> int:
    """Run the command that is described above, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_local.databases")
    parser.add_argument("--server", required=True, help="the superuser's address, without a password")
    parser.add_argument("--passwords", type=Path, required=True, help="folder with a folder for each role")
    options = parser.parse_args(arguments)
    try:
        asyncio.run(prepare(options.server, options.passwords))
    except (StackError, OSError, asyncpg.PostgresError) as error:
        sys.stderr.write(f"lockstep: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
