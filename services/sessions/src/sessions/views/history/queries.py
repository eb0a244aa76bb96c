"""Read who did what to a session, and when: from its stored changes, and from the session itself."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import orjson
from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sealed.queries import read_texts
from sessions.session.differences import Action, FieldChange
from sessions.session.domain import Session

HistoryAction = (
    Action
    | Literal["created", "started", "cancelled", "completed"]
    | Literal["amendment_proposed", "amended", "amendment_rejected", "void_proposed", "voided", "void_rejected"]
    | Literal["attendance_amended"]
)

_NEWEST_FIRST: Final = Keyset(last_at=datetime, last_version=int, last_id=UUID)
_CHANGES = Statement("""
    SELECT version, at, by, action, CAST(changes AS text) AS changes, text_id
    FROM (
        SELECT * FROM session_history
        WHERE org_id = :org_id AND session_id = :session_id
          AND (CAST(:last_at AS timestamptz) IS NULL
               OR (at, version, CAST(:no_id AS uuid))
                  < (CAST(:last_at AS timestamptz), CAST(:last_version AS bigint), CAST(:last_id AS uuid)))
        ORDER BY at DESC, version DESC LIMIT :limit
    ) AS page
    ORDER BY at DESC, version DESC
""")
# Proposals, decisions, and corrections of attendance. `text_id` is the id of the text that holds the reason.
_CORRECTIONS = Statement("""
    SELECT at, version, id, action, by, field, CAST(old AS text) AS old, CAST(new AS text) AS new, second, alone,
           text_id
    FROM (
        SELECT proposed_at AS at, CAST(:unknown_version AS bigint) AS version, amendment_id AS id,
               CASE field WHEN 'void' THEN 'void_proposed' ELSE 'amendment_proposed' END AS action,
               proposed_by AS by, field, old, new, CAST(NULL AS uuid) AS second, CAST(NULL AS boolean) AS alone,
               amendment_id AS text_id
        FROM amendments WHERE org_id = :org_id AND session_id = :session_id
        UNION ALL
        SELECT d.decided_at, coalesce(d.sequence, :unknown_version), a.amendment_id,
               CASE WHEN a.field = 'void' THEN CASE d.decision WHEN 'applied' THEN 'voided' ELSE 'void_rejected' END
                    WHEN d.decision = 'applied' THEN 'amended' ELSE 'amendment_rejected' END,
               d.decided_by, a.field, a.old, a.new, NULL,
               CASE d.decision WHEN 'applied' THEN d.decided_by = a.proposed_by END, d.reason_id
        FROM amendment_decisions d JOIN amendments a USING (amendment_id)
        WHERE d.org_id = :org_id AND d.session_id = :session_id
        UNION ALL
        SELECT amended_at, :unknown_version, amendment_id, 'attendance_amended', proposed_by, CAST(person_id AS text),
               old, new, approved_by, approved_by IS NULL, NULL
        FROM session_attendance_amendments WHERE org_id = :org_id AND session_id = :session_id
    ) AS found
    WHERE CAST(:last_at AS timestamptz) IS NULL
       OR (at, version, id) < (CAST(:last_at AS timestamptz), CAST(:last_version AS bigint), CAST(:last_id AS uuid))
    ORDER BY at DESC, version DESC, id DESC LIMIT :limit
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
"""The version of a start and of a proposal. A start is not stored as a change, so its version is not known, and a
proposal makes no version."""
_NO_ID: Final = UUID(int=0)
"""The id of an entry that has a version of its own, because the version already identifies it."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that was done. `by` is None if it is not known who did it. `names` are the people it is about.

    Only corrections that took effect have `decided_alone`.
    """

    at: datetime
    version: int
    action: HistoryAction
    by: UUID | None
    by_name: str | None
    changes: Sequence[FieldChange]
    names: Sequence[tuple[UUID, str]]
    decided_alone: bool | None

    @property
    def known_version(self) -> int | None:
        """Return the version that it made, or None if that is not known."""
        return self.version or None


async def history(
    db: AsyncConnection, session: Session, *, with_reason: bool, limit: int, cursor: str | None
) -> Slice[HistoryEntry]:
    """Return a page of what was done to a session, newest first. Raises InvalidCursor.

    Changes from before the history was stored are missing. `with_reason` adds the reasons of cancellations and
    corrections, which only staff may read.
    """
    last = _NEWEST_FIRST.parameters(cursor)
    scope = {
        "org_id": session.org_id,
        "session_id": session.session_id,
        **last,
        "no_id": _NO_ID,
        "unknown_version": _UNKNOWN_VERSION,
        "limit": limit + 1,
    }
    found = [
        _Found(row.at, row.version, _NO_ID, row.action, row.by, row.changes.encode(), row.text_id)
        for row in await _CHANGES.all(db, scope)
    ]
    life = _life(await _LIFE.one(db, scope), session, with_reason=with_reason)
    found += [one for one in life if cursor is None or one[:3] < tuple(last.values())]
    if session.state == "completed":
        found += [_corrected(row) for row in await _CORRECTIONS.all(db, scope)]
    found.sort(key=lambda one: one[:3], reverse=True)
    page = _NEWEST_FIRST.page(found, limit=limit, key=lambda one: one[:3])
    if with_reason:
        page = page._replace(items=await _with_reasons(db, page.items, org_id=session.org_id))
    ids = {one.by for one in page.items if one.by is not None}.union(*(_ids(one.changes) for one in page.items))
    named = {row.id: row.name for row in await _NAMES.all(db, {"org_id": session.org_id, "person_ids": list(ids)})}
    return page.map(lambda one: _entry(one, named=named))


class _Found(NamedTuple):
    """Something that was done. The first three fields define the order, and a cursor holds them."""

    at: datetime
    version: int
    id: UUID
    action: HistoryAction
    by: UUID | None
    changes: bytes
    text_id: UUID | None = None
    decided_alone: bool | None = None


def _corrected(row: Any) -> _Found:
    """Return the entry for a row of _CORRECTIONS. The approver of a mark's correction is one of its changes."""
    changes = [FieldChange(row.field, orjson.loads(row.old), None if row.new is None else orjson.loads(row.new))]
    if row.second is not None:
        changes.append(FieldChange("approved_by", None, str(row.second)))
    dumped = orjson.dumps([change._asdict() for change in changes])
    return _Found(row.at, row.version, row.id, row.action, row.by, dumped, row.text_id, row.alone)


async def _with_reasons(db: AsyncConnection, page: Sequence[_Found], *, org_id: UUID) -> list[_Found]:
    """Return the page with the reasons of corrections. Reasons that were erased are missing."""
    texts = await read_texts(db, org_id=org_id, text_ids=[one.text_id for one in page if one.text_id is not None])
    return [
        one._replace(changes=_and_reason(one.changes, texts[one.text_id].texts["reason"]))
        if one.text_id in texts
        else one
        for one in page
    ]


def _and_reason(changes: bytes, reason: str) -> bytes:
    return orjson.dumps([*orjson.loads(changes), FieldChange("reason", None, reason)._asdict()])


def _life(row: Any, session: Session, *, with_reason: bool) -> list[_Found]:
    """Return the entries that come from the session itself and its completion record."""
    found = [_Found(row.created_at, 1, _NO_ID, "created", row.created_by, b"[]")]
    if row.started_at is not None:
        found.append(_Found(row.started_at, _UNKNOWN_VERSION, _NO_ID, "started", row.started_by, b"[]"))
    if row.cancelled_at is not None:
        fields = [FieldChange("notice", None, row.notice)] if row.notice is not None else []
        fields += [FieldChange("cancel_reason", None, row.cancel_reason)] if with_reason else []
        changes = orjson.dumps([one._asdict() for one in fields])
        # nothing can be changed after a cancellation, so the cancellation made the session's present version
        found.append(_Found(row.cancelled_at, session.version, _NO_ID, "cancelled", row.cancelled_by, changes))
    if row.record is not None:
        record = orjson.loads(row.record)
        by = UUID(record["completed_by"])
        found.append(_Found(row.completed_at, record["sequence"], _NO_ID, "completed", by, b"[]"))
    return found


def _entry(found: _Found, *, named: dict[UUID, str]) -> HistoryEntry:
    return HistoryEntry(
        at=found.at,
        version=found.version,
        action=found.action,
        by=found.by,
        by_name=None if found.by is None else named.get(found.by),
        changes=[FieldChange(**change) for change in orjson.loads(found.changes)],
        decided_alone=found.decided_alone,
        names=[(one, named[one]) for one in sorted(_ids(found.changes)) if one in named],
    )


def _ids(changes: bytes) -> Collection[UUID]:
    """Return every id that the changes mention, of people and of other things."""
    return {UUID(found.decode()) for found in _ID.findall(changes)}
