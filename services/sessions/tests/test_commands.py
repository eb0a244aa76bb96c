"""The commands of operators start and find their code, although each is imported only when it runs."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from lockstep_local.waiting import HANGING_SECONDS
from lockstep_testing.databases import Databases


def test_every_command_runs_on_a_database_that_the_first_one_made(databases: Databases, tmp_path: Path) -> None:
    database = asyncio.run(databases.create_empty("sessions"))
    environment = os.environ | {
        "SESSIONS_ENVIRONMENT": "local",
        "SESSIONS_DATABASE_URL": database.api_url,
        "SESSIONS_WORKER_DATABASE_URL": database.worker_url,
        "SESSIONS_OWNER_DATABASE_URL": database.owner_url,
        "SESSIONS_JWKS_URL": "file:///unused",
    }

    def says(*arguments: object) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "sessions", *map(str, arguments)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=HANGING_SECONDS,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    try:
        kept = tmp_path / "checkpoints"
        kept.write_text("")
        for arguments, status, said in (
            (("migrate",), 0, ""),
            (("parked", "list"), 0, ""),
            (("audit", "--checkpoints", kept), 0, "0 logs"),
            (("erase", "--org", uuid4(), "--person", uuid4(), "--reason", "other"), 1, "There is no person"),
        ):
            found, printed = says(*arguments)
            assert (found, said in printed) == (status, True), (arguments, printed)
    finally:
        asyncio.run(databases.drop(database))
