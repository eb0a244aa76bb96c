"""Who did what to a session, and when: what was kept of its changes, and what the session itself tells."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

import orjson
from chassis.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.history import Action, FieldChange
from sessions.domain.sessions import Session

EntryAction = Action | Literal["created", "started", "cancelled", "completed"]

_CHANGES = Statement("""
    SELECT version, at, by, action, CAST(changes AS text) AS changes
    FROM (
        SELECT * FROM session_history
        WHERE org_id = :org_id AND session_id = :session_id
          AND (CAST(:last_at AS timestamptz) IS NULL
               OR (at, version) < (CAST(:last_at AS timestamptz), CAST(:last_version AS bigint)))
        ORDER BY at DESC, version DESC LIMIT :limit
    ) AS page
    ORDER BY at DESC, version DESC
""")
_LIFE = Statement("""
    SELECT s.created_at, s.created_by, s.started_at, s.started_by, s.cancelled_at, s.cancelled_by, s.cancel_reason,
           s.notice, r.completed_at, r.record
    FROM sessions s LEFT JOIN completion_records r ON r.org_id = s.org_id AND r.session_id = s.id
    WHERE s.org_id = :org_id AND s.id = :session_id
""")
_NAMES = Statement("SELECT id, name FROM people WHERE org_id = :org_id AND id = ANY (CAST(:person_ids AS uuid[]))")
_ID: Final = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_UNKNOWN_VERSION: Final = 0
"""A start is not kept as a change, and the session does not say which of its versions began with it."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that was done. By nobody where it was not kept who it was; `names` are those of people it is about."""

    at: datetime
    version: int
    action: EntryAction
    by: UUID | None
    by_name: str | None
    changes: Sequence[FieldChange]
    names: Sequence[tuple[UUID, str]]

    @property
    def known_version(self) -> int | None:
        """Return the version that it made, where that is known."""
        return self.version or None


async def history(
    db: AsyncConnection, session: Session, *, with_reason: bool, limit: int, cursor: str | None
) -> tuple[list[HistoryEntry], str | None]:
    """Return a page of what was done to a session, newest first, and the cursor of the next page.

    Changes from before they were kept are missing. `with_reason`: why it was cancelled stays with the staff.
    """
    last = _last(cursor) if cursor is not None else None
    scope = {"org_id": session.org_id, "session_id": session.session_id}
    last_at, last_version = last or (None, None)
    rows = await _CHANGES.all(db, {**scope, "last_at": last_at, "last_version": last_version, "limit": limit + 1})
    life = _life(await _LIFE.one(db, scope), session, with_reason=with_reason)
    found = [(row.at, row.version, row.action, row.by, row.changes.encode()) for row in rows]
    found += [one for one in life if last is None or one[:2] < last]
    found.sort(key=lambda one: one[:2], reverse=True)
    page = found[:limit]
    ids = {by for *_, by, _ in page if by is not None}.union(*(_ids(changes) for *_, changes in page))
    named = {row.id: row.name for row in await _NAMES.all(db, {"org_id": session.org_id, "person_ids": list(ids)})}
    entries = [_entry(*one, named=named) for one in page]
    more = len(found) > limit
    return entries, encode_cursor(page[-1][0].astimezone(UTC).isoformat(), page[-1][1]) if more else None


_Found = tuple[datetime, int, EntryAction, UUID | None, bytes]


def _life(row: Any, session: Session, *, with_reason: bool) -> list[_Found]:
    """Return what a session and its completion record tell of its life."""
    found: list[_Found] = [(row.created_at, 1, "created", row.created_by, b"[]")]
    if row.started_at is not None:
        found.append((row.started_at, _UNKNOWN_VERSION, "started", row.started_by, b"[]"))
    if row.cancelled_at is not None:
        told = [FieldChange("notice", None, row.notice)] if row.notice is not None else []
        told += [FieldChange("cancel_reason", None, row.cancel_reason)] if with_reason else []
        changes = orjson.dumps([one._asdict() for one in told])
        # nothing can be changed after a cancellation, so it made the version that the session has
        found.append((row.cancelled_at, session.version, "cancelled", row.cancelled_by, changes))
    if row.record is not None:
        record = orjson.loads(row.record)
        found.append((row.completed_at, record["sequence"], "completed", UUID(record["completed_by"]), b"[]"))
    return found


def _entry(
    at: datetime, version: int, action: EntryAction, by: UUID | None, changes: bytes, *, named: dict[UUID, str]
) -> HistoryEntry:
    return HistoryEntry(
        at=at,
        version=version,
        action=action,
        by=by,
        by_name=None if by is None else named.get(by),
        changes=[FieldChange(**change) for change in orjson.loads(changes)],
        names=[(one, named[one]) for one in sorted(_ids(changes)) if one in named],
    )


def _ids(changes: bytes) -> Collection[UUID]:
    """Return every id that changes mention, of people or not."""
    return {UUID(found.decode()) for found in _ID.findall(changes)}


def _last(cursor: str) -> tuple[datetime, int]:
    at, version = decode_cursor(cursor, parts=2)
    if not isinstance(version, int):
        raise InvalidCursor("Use next_cursor of the previous page unchanged.")
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC), version
    except (ValueError, OverflowError) as error:
        raise InvalidCursor("Use next_cursor of the previous page unchanged.") from error
