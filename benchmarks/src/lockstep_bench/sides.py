"""The two sides that are compared: where each takes completions, who it believes is calling, and where its data is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from asyncpg import Connection, Record

from lockstep_bench.academy import MINUTES, RECAP, Session

BODY: Final = orjson.dumps({"minutes": MINUTES, "recap": RECAP})


@dataclass(frozen=True, slots=True)
class Side:
    """One side.

    `callers` are the header lines by which it knows a coach; `databases` are open connections, one per service; `pids`
    are the processes that work for it, by what they are called.
    """

    name: str
    host: str
    port: int
    callers: Mapping[str, str]
    databases: Mapping[str, "Connection[Record]"]
    pids: Mapping[str, int]

    def request(self, session: Session) -> bytes:
        """Return the HTTP request that completes a session."""
        head = (
            f"POST /v1/sessions/{session.session_id}/complete HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"{self.callers[session.coach_id]}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
        )
        return head.encode() + BODY
