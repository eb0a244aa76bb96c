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
_RAISE_OTHERS = Statement("""
    UPDATE sequences SET sequence = new.sequence
    FROM unnest(CAST(:keys AS text[]), CAST(:sequences AS bigint[])) AS new (key, sequence)
    WHERE sequences.key = new.key AND sequences.sequence < new.sequence
""")


async def raise_versions(db: AsyncConnection, sequences: Mapping[str, int]) -> None:
    """Raise the versions of sessions, organisations and learners, by their partition keys, to at least these numbers.

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
    await _RAISE_OTHERS.execute(db, {"keys": list(sequences), "sequences": list(sequences.values())})
    if sessions:
        await _RAISE.execute(db, {"session_ids": list(sessions), "versions": list(sessions.values())})
