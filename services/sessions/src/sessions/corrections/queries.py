"""Read how completed sessions stand, the proposals to correct them, and the recap that holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.corrections.errors import AmendmentNotFound, NoRecapThen
from sessions.corrections.standing import CorrectedField, Correction, CorrectionState, Decided, Standing
from sessions.organisation.domain import Policy
from sessions.organisation.queries import policy_by_version
from sessions.record.queries import read_completion
from sessions.sealed.errors import TextErased
from sessions.sealed.queries import read_texts
from sessions.session.queries import visible_session

_SELECT = """
    SELECT a.amendment_id, a.session_id, a.field, CAST(a.old AS text) AS old, CAST(a.new AS text) AS new,
           a.reason_sha256, a.proposed_by, a.proposed_at,
           d.decision, d.decided_by, d.decided_at, d.sequence, d.reason_id
    FROM amendments a LEFT JOIN amendment_decisions d USING (amendment_id)
"""
_CORRECTIONS = f"{_SELECT} WHERE a.org_id = :org_id AND a.session_id = :session_id"
_APPLIED = Statement(f"{_CORRECTIONS} AND d.decision = 'applied' ORDER BY d.sequence")
_OPEN = Statement(f"{_CORRECTIONS} AND d.decision IS NULL AND a.field = :field")
_ONE = Statement(f"{_CORRECTIONS} AND a.amendment_id = :amendment_id")
_NEWEST_FIRST: Final = Keyset(last_at=datetime, last_id=UUID)
_PAGE = Statement(f"""
    {_CORRECTIONS} AND (CAST(:last_at AS timestamptz) IS NULL
        OR (a.proposed_at, a.amendment_id) < (CAST(:last_at AS timestamptz), CAST(:last_id AS uuid)))
    ORDER BY a.proposed_at DESC, a.amendment_id DESC LIMIT :limit
""")


def _of_all(joined: str) -> Statement:
    """Return the statement for a page of the corrections of all sessions, with the joined tables."""
    return Statement(f"""
        SELECT found.*, s.name AS session_name FROM (
            {_SELECT} {joined} WHERE a.org_id = :org_id
              AND (CAST(:last_at AS timestamptz) IS NULL
                   OR (a.proposed_at, a.amendment_id) < (CAST(:last_at AS timestamptz), CAST(:last_id AS uuid)))
              AND (CAST(:state AS text) IS NULL OR coalesce(d.decision, 'proposed') = :state)
              AND (CAST(:coach_id AS uuid) IS NULL OR EXISTS (
                  SELECT FROM session_coaches c WHERE c.session_id = a.session_id AND c.person_id = :coach_id))
            ORDER BY a.proposed_at DESC, a.amendment_id DESC LIMIT :limit
        ) AS found JOIN sessions s ON s.org_id = :org_id AND s.id = found.session_id
        ORDER BY found.proposed_at DESC, found.amendment_id DESC
    """)  # noqa: S608 - texts of this package


_OF_ALL = _of_all("")
# Few wait for a decision. A table that has them alone finds them among many that were decided.
_WAITING = _of_all("JOIN open_proposals o ON o.org_id = a.org_id AND o.amendment_id = a.amendment_id")


class CorrectionWithTexts(NamedTuple):
    """A correction with its texts. Texts that were erased are missing."""

    correction: Correction
    texts: Mapping[str, Any] | None
    rejection: Mapping[str, Any] | None


class CorrectionOfSession(NamedTuple):
    """A correction with its texts, and the session that it is about."""

    session_id: UUID
    session_name: str
    correction: CorrectionWithTexts


async def read_standing(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Standing | None:
    """Return how a session stands now, or None if it is not completed."""
    stored = await read_completion(db, org_id=org_id, session_id=session_id)
    if stored is None:
        return None
    applied = [_correction(one) for one in await _APPLIED.all(db, {"org_id": org_id, "session_id": session_id})]
    return Standing(
        record=orjson.loads(stored.record),
        record_hash=stored.leaf_hash,
        event_id=stored.event_id,
        completed_at=stored.completed_at,
        applied=tuple((one, one.decided) for one in applied if one.decided is not None),
    )


async def pinned_policy(db: AsyncConnection, standing: Standing, *, org_id: UUID) -> Policy:
    """Return the policy under which a session was completed. It applies to its corrections too."""
    return await policy_by_version(db, org_id=org_id, version=standing.record["policy"]["version"])


async def open_correction(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, field: CorrectedField
) -> Correction | None:
    """Return the proposal for a field that waits for a decision, or None."""
    row = await _OPEN.one_or_none(db, {"org_id": org_id, "session_id": session_id, "field": field})
    return None if row is None else _correction(row)


async def read_correction(db: AsyncConnection, *, org_id: UUID, session_id: UUID, amendment_id: UUID) -> Correction:
    """Return a correction of a session, or raise AmendmentNotFound."""
    row = await _ONE.one_or_none(db, {"org_id": org_id, "session_id": session_id, "amendment_id": amendment_id})
    if row is None:
        raise AmendmentNotFound(amendment_id)
    return _correction(row)


async def corrections(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, limit: int, cursor: str | None
) -> Slice[CorrectionWithTexts]:
    """Return a page of the proposals to correct a session, newest first. Raises InvalidCursor."""
    scope = {"org_id": org_id, "session_id": session_id, "limit": limit + 1}
    rows = await _PAGE.all(db, {**scope, **_NEWEST_FIRST.parameters(cursor)})
    page = _NEWEST_FIRST.page(rows, limit=limit, key=lambda row: (row.proposed_at, row.amendment_id))
    texts = await _texts(db, page.items, org_id=org_id)
    return page.map(lambda row: _with_texts(row, texts))


async def corrections_of_all(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coach_id: UUID | None,
    state: CorrectionState | None,
    limit: int,
    cursor: str | None,
) -> Slice[CorrectionOfSession]:
    """Return a page of the proposals to correct any session, newest first. Raises InvalidCursor.

    `coach_id` leaves only those of sessions that this person coaches or co-coaches. Coaches may read them at any time.
    """
    scope = {"org_id": org_id, "coach_id": coach_id, "state": state, "limit": limit + 1}
    statement = _WAITING if state == "proposed" else _OF_ALL
    rows = await statement.all(db, {**scope, **_NEWEST_FIRST.parameters(cursor)})
    page = _NEWEST_FIRST.page(rows, limit=limit, key=lambda row: (row.proposed_at, row.amendment_id))
    texts = await _texts(db, page.items, org_id=org_id)
    return page.map(lambda row: CorrectionOfSession(row.session_id, row.session_name, _with_texts(row, texts)))


async def read_recap(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    sees_all: bool,
    as_of: datetime | None,
    now: datetime,
) -> Any:
    """Return the recap of a completed session that holds now, or held at an instant, as JSON.

    Raises what visible_session raises, RecordNotFound if the session is not completed (or was not, at that instant),
    and TextErased.
    """
    await visible_session(db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now)
    standing = await read_standing(db, org_id=org_id, session_id=session_id)
    if standing is not None and as_of is not None:
        standing = standing.as_of(as_of)
    if standing is None:
        raise NoRecapThen
    recap = await recap_of(db, standing, org_id=org_id)
    if recap is None:
        raise TextErased
    return recap


async def recap_of(db: AsyncConnection, standing: Standing, *, org_id: UUID) -> Any:
    """Return the recap that holds as JSON, or None if it was erased."""
    opened = await read_texts(db, org_id=org_id, text_ids=[standing.recap_id])
    return opened[standing.recap_id].texts["recap"] if standing.recap_id in opened else None


async def _texts(db: AsyncConnection, rows: Sequence[Any], *, org_id: UUID) -> Mapping[UUID, Mapping[str, Any]]:
    text_ids = {row.amendment_id for row in rows} | {row.reason_id for row in rows} - {None}
    opened = await read_texts(db, org_id=org_id, text_ids=list(text_ids))
    return {text_id: one.texts for text_id, one in opened.items()}


def _with_texts(row: Any, texts: Mapping[UUID, Mapping[str, Any]]) -> CorrectionWithTexts:
    rejection = texts.get(row.reason_id) if row.decision == "rejected" else None
    return CorrectionWithTexts(_correction(row), texts.get(row.amendment_id), rejection)


def _correction(row: Any) -> Correction:
    return Correction(
        amendment_id=row.amendment_id,
        field=row.field,
        old=orjson.loads(row.old),
        new=None if row.new is None else orjson.loads(row.new),
        reason_sha256=row.reason_sha256,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided=None
        if row.decision is None
        else Decided(row.decision, row.decided_by, row.decided_at, row.sequence, row.reason_id),
    )
