"""Raise the versions of aggregates above what was published of them."""

from collections.abc import Mapping
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging.recovering import NotRecoverableError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.recovery.completions import RESTORE_AGAIN

_RAISE = Statement("""
    UPDATE sessions SET version = new.version
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:versions AS bigint[])) AS new (session_id, version)
    WHERE sessions.id = new.session_id AND sessions.version < new.version
""")


async def raise_versions(db: AsyncConnection, sequences: Mapping[str, int]) -> None:
    """Raise the versions of sessions, by their partition keys, to at least these numbers.

    Raises NotRecoverableError if a log is among them: it has checkpoints that differ from the published ones. Persons
    and texts have no version.
    """
    sessions: dict[UUID, int] = {}
    for key, sequence in sequences.items():
        kind, separator, _ = key.partition(":")
        if not separator:
            sessions[UUID(key)] = sequence
        elif kind == "log":
            raise NotRecoverableError(f"The database has unpublished checkpoints of {key}. {RESTORE_AGAIN}")
    if sessions:
        await _RAISE.execute(db, {"session_ids": list(sessions), "versions": list(sessions.values())})
