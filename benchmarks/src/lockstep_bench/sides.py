"""The sides that are compared: where each takes completions, how it knows the caller, and where its data is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from asyncpg import Connection, Record
from lockstep_local.programs import INFRASTRUCTURE
from lockstep_local.stack import Stack

from lockstep_bench.academy import MINUTES, RECAP, Session
from lockstep_bench.machine import CLIENT
from lockstep_bench.processes import Processes

LOCKSTEP: Final = "lockstep"
FLOOR: Final = "floor"
TEXTBOOK: Final = "textbook"
BODY: Final = orjson.dumps({"minutes": MINUTES, "recap": RECAP})


@dataclass(frozen=True, slots=True)
class Side:
    """One side.

    `callers` has the header lines by which the side knows a coach. `databases` has a superuser's open connection per
    service. `processes` has the processes that work for this side alone.
    """

    name: str
    host: str
    port: int
    callers: Mapping[str, str]
    databases: Mapping[str, "Connection[Record]"]
    processes: Processes
    stack: Stack

    def request(self, session: Session) -> bytes:
        """Return the HTTP request that completes a session."""
        head = (
            f"POST /v1/sessions/{session.session_id}/complete HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"{self.callers[session.coach_id]}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
        )
        return head.encode() + BODY

    def pids(self) -> dict[str, int]:
        """Return the pids of all processes that work for this side, with PostgreSQL, Kafka and the load generator."""
        servers = self.stack.pids()
        shared = {name: servers[name] for name in INFRASTRUCTURE}
        return {**self.processes.pids(), **shared, CLIENT: os.getpid()}
