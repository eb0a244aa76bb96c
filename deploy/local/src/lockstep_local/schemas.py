"""python -m lockstep_local.schemas write | check: services/<name>/schema.sql, a whole schema in one file.

The migrations make the schema, one change after the other. This file shows what they have made: tables, constraints,
indexes, functions, triggers, policies and privileges. `write` makes the files, and `check` fails when they are stale.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from chassis.database.migrations import migrate

from lockstep_local import postgres, preparation
from lockstep_local.failure import StackError
from lockstep_local.migrations import SERVICES_FOLDER
from lockstep_local.programs import SERVICES

HEADER: Final = """\
-- The schema of {service}, as its migrations make it. After a new migration, make this file anew:
--   .venv/bin/python -m lockstep_local.schemas write

"""
# What pg_dump writes beside the schema: comments, settings of its own session, and the key of psql's restricted mode.
_NOISE: Final = re.compile(r"^(--.*|SET .*;|SELECT pg_catalog\.set_config\(.*|\\(un)?restrict .*)\n", re.MULTILINE)


def dump(database_url: str) -> str:
    """Return the schema of a database as SQL. Raises StackError if it cannot be read."""
    dsn = urlsplit(database_url)._replace(scheme="postgresql").geturl()
    arguments = [str(postgres.BINARIES / "pg_dump"), "--schema-only", "--no-owner", f"--dbname={dsn}"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise StackError(f"The schema could not be read:\n{done.stderr}")
    return re.sub(r"\n{3,}", "\n\n", _NOISE.sub("", done.stdout)).strip() + "\n"


def schema_file(service: str) -> Path:
    """Return where the schema of a service stands."""
    return SERVICES_FOLDER / service / "schema.sql"


def make_all() -> dict[str, str]:
    """Return the schema of every service, made by its migrations on a server of its own."""
    with postgres.throwaway() as server:
        preparation.create_databases(server)
        made = {}
        for service in SERVICES:
            migrate(SERVICES_FOLDER / service / "migrations", server.url(service, user=f"{service}_owner"))
            made[service] = HEADER.format(service=service) + dump(server.dsn(service))
        return made


def write() -> None:
    """Write the schema of every service."""
    for service, schema in make_all().items():
        schema_file(service).write_text(schema)


def check() -> None:
    """Raise StackError unless every file shows what the migrations make."""
    stale = [
        service
        for service, schema in make_all().items()
        if not schema_file(service).exists() or schema_file(service).read_text() != schema
    ]
    if stale:
        raise StackError(
            f"schema.sql is not what the migrations make: {', '.join(stale)}. "
            "Make it anew: .venv/bin/python -m lockstep_local.schemas write"
        )


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(prog="lockstep_local.schemas", description=__doc__)
    parser.add_argument("command", choices=("write", "check"))
    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            check()
        else:
            write()
    except StackError as error:
        sys.stderr.write(f"lockstep: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
