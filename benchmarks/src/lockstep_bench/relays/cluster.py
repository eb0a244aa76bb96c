"""A PostgreSQL for the relays, set up like the platform's. Its wal_level is logical because Debezium needs that."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from typing import Final, NamedTuple

from lockstep_local import postgres
from lockstep_local.ports import find_free
from lockstep_local.preparation import create_databases

STOP_SECONDS: Final = 20

SETTINGS: Final = {
    "wal_level": "logical",
    # A relay is frozen while another has its turn. PostgreSQL would think that it is dead.
    "wal_sender_timeout": "0",
}


class Cluster(NamedTuple):
    """A running server: how to reach it, its process, and a folder that is removed with it."""

    server: postgres.Server
    pid: int
    folder: Path


@asynccontextmanager
async def scratch_cluster(data: Path) -> AsyncIterator[Cluster]:
    """Run a server with the platform's roles in a new folder of `data`. Remove it and its slots afterwards."""
    with tempfile.TemporaryDirectory(prefix="relays-", dir=data) as scratch:
        folder, port = Path(scratch) / "postgres", find_free()
        server = postgres.server(folder, port)
        await asyncio.to_thread(postgres.prepare, folder)
        with (folder / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        process = postgres.start_postgres(folder, port)
        try:
            await asyncio.to_thread(postgres.wait_ready, process, folder, port)
            await asyncio.to_thread(create_databases, server)
            yield Cluster(server, process.pid, Path(scratch))
        finally:
            await asyncio.to_thread(_stop, process)


def _stop(process: Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except TimeoutExpired:
        process.kill()
        process.wait()
