"""Read substitutions: one of them, the one of a coach that nobody has decided, and lists of them."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.domain import COACH_ROLES
from sessions.catalogue.people.queries import NamedPerson, page_by_name, people_by_name
from sessions.sealed.queries import read_texts
from sessions.substitutes.domain import Substitution, SubstitutionState
from sessions.substitutes.errors import SubstitutionNotFound

# What overtakes a proposal is written nowhere: cancelling, moving or starting a session need not know of substitutions.
# A proposal that was overtaken is open again if the cause ends, for example if the session is moved ahead.
_OVERTAKEN_BY: Final = """
    CASE WHEN x.state = 'overtaken' THEN 'replaced'
         WHEN x.state <> 'open' THEN NULL
         WHEN s.state IN ('cancelled', 'completed') THEN s.state
         WHEN s.state <> 'scheduled' OR s.starts_at <= :now THEN 'begun'
         WHEN NOT EXISTS (SELECT FROM session_coaches k WHERE k.session_id = s.id AND k.person_id = x.proposed_by)
         THEN 'not_their_session'
         WHEN EXISTS (SELECT FROM session_coaches k WHERE k.session_id = s.id AND k.person_id = x.coach_id)
         THEN 'coaches_it'
         WHEN c.erased_at IS NOT NULL OR c.role <> ALL (CAST(:coach_roles AS text[])) THEN 'no_coach' END
"""
_FOUND: Final = f"""
    SELECT x.proposal_id, x.session_id, x.proposed_by, x.coach_id, x.proposed_at, x.decided_by, x.decided_at,
           x.reason_id, x.session_version, x.state AS stored_state, {_OVERTAKEN_BY} AS overtaken_by,
           s.name AS session_name, s.starts_at, s.ends_at, s.zone, p.name AS proposer_name, c.name AS coach_name,
           (SELECT d.name FROM people d WHERE d.org_id = x.org_id AND d.id = x.decided_by) AS decider_name
    FROM substitutions x
    JOIN sessions s ON s.org_id = x.org_id AND s.id = x.session_id
    JOIN people p ON p.org_id = x.org_id AND p.id = x.proposed_by
    JOIN people c ON c.org_id = x.org_id AND c.id = x.coach_id
    WHERE x.org_id = :org_id
"""  # noqa: S608 - a text of this module
_ONE = Statement(f"{_FOUND} AND x.proposal_id = :proposal_id")
_UNDECIDED = Statement(f"{_FOUND} AND x.session_id = :session_id AND x.proposed_by = :proposed_by AND x.state = 'open'")
_SUBJECT = Statement("""
    SELECT session_id, coach_id FROM substitutions
    WHERE org_id = :org_id AND proposal_id = :proposal_id
      AND (CAST(:coach_id AS uuid) IS NULL OR CAST(:coach_id AS uuid) IN (proposed_by, coach_id))
""")
_COLLEAGUES = people_by_name("p.id <> :person_id AND p.role = ANY (CAST(:coach_roles AS text[]))")
_NEWEST_FIRST: Final = Keyset(last_at=datetime, last_id=UUID)


def _page(narrowed: str) -> Statement:
    """Return the statement for a page of the substitutions that a condition leaves."""
    return Statement(f"""
        SELECT * FROM ({_FOUND} {narrowed}
              AND (CAST(:session_id AS uuid) IS NULL OR x.session_id = :session_id)
              AND (CAST(:last_at AS timestamptz) IS NULL
                   OR (x.proposed_at, x.proposal_id) < (CAST(:last_at AS timestamptz), CAST(:last_id AS uuid)))
        ) AS found
        WHERE CAST(:state AS text) IS NULL
           OR :state = CASE WHEN overtaken_by IS NULL THEN stored_state ELSE 'overtaken' END
        ORDER BY proposed_at DESC, proposal_id DESC LIMIT :limit
    """)  # noqa: S608 - texts of this module


_OWN: Final = "AND (x.proposed_by = :coach_id OR x.coach_id = :coach_id)"
# An index has these alone. It finds the few that are open among many that were decided.
_UNDECIDED_ONLY: Final = "AND x.decided_by IS NULL"
_PAGES: Final = {
    (is_own, is_undecided): _page(f"{_OWN if is_own else ''} {_UNDECIDED_ONLY if is_undecided else ''}")
    for is_own in (False, True)
    for is_undecided in (False, True)
}
_FIELDS: Final = tuple(one.name for one in fields(Substitution) if one.name != "state")


class Subject(NamedTuple):
    """What never changes of a substitution: its session and the substitute."""

    session_id: UUID
    coach_id: UUID


class SubstitutionWithTexts(NamedTuple):
    """A substitution with its session, names and reasons.

    A reason is None if the reader may not read it, if there is none, or if it was erased.
    """

    substitution: Substitution
    session_name: str
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str
    proposer_name: str
    coach_name: str
    decider_name: str | None
    reason: str | None
    rejection_reason: str | None
    is_erased: bool


async def subject_of(db: AsyncConnection, *, org_id: UUID, proposal_id: UUID, coach_id: UUID | None) -> Subject:
    """Return the session and the substitute. `coach_id` is a coach, who finds those in which they have a part.

    Raises SubstitutionNotFound.
    """
    scope = {"org_id": org_id, "proposal_id": proposal_id, "coach_id": coach_id}
    row = await _SUBJECT.one_or_none(db, scope)
    if row is None:
        raise SubstitutionNotFound(proposal_id)
    return Subject(*row)


async def read_substitution(db: AsyncConnection, *, org_id: UUID, proposal_id: UUID, now: datetime) -> Substitution:
    """Return a substitution that exists, as it stands now."""
    return _substitution(await _ONE.one(db, {**_scope(org_id, now), "proposal_id": proposal_id}))


async def undecided_of(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, proposed_by: UUID, now: datetime
) -> Substitution | None:
    """Return the proposal of a coach for a session that nobody has decided, open or overtaken, or None."""
    scope = {**_scope(org_id, now), "session_id": session_id, "proposed_by": proposed_by}
    row = await _UNDECIDED.one_or_none(db, scope)
    return None if row is None else _substitution(row)


async def list_substitutions(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coach_id: UUID | None,
    state: SubstitutionState | None,
    session_id: UUID | None,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> Slice[SubstitutionWithTexts]:
    """Return a page of substitutions, the newest first. Raises InvalidCursor.

    `coach_id` leaves those that this coach proposed, or in which they are proposed. They read the reasons of the first
    ones only. None: staff, who read all.
    """
    values = {"coach_id": coach_id, "state": state, "session_id": session_id, "limit": limit + 1}
    statement = _PAGES[coach_id is not None, state in ("open", "overtaken")]
    rows = await statement.all(db, {**_scope(org_id, now), **values, **_NEWEST_FIRST.parameters(cursor)})
    page = _NEWEST_FIRST.page(rows, limit=limit, key=lambda row: (row.proposed_at, row.proposal_id))
    readable = [row for row in page.items if coach_id in (None, row.proposed_by)]
    text_ids = {text_id for row in readable for text_id in (row.proposal_id, row.reason_id) if text_id is not None}
    opened = await read_texts(db, org_id=org_id, text_ids=text_ids)
    reasons = {text_id: one.texts["reason"] for text_id, one in opened.items()}
    return page.map(lambda row: _with_texts(row, reasons, text_ids))


async def list_colleagues(
    db: AsyncConnection, *, org_id: UUID, person_id: UUID, q: str | None, limit: int, cursor: str | None
) -> Slice[NamedPerson]:
    """Return a page of the people whom a coach may propose as a substitute, by name: all other coaches.

    Each word of `q` begins a word of the name. Raises InvalidCursor.
    """
    scope = {"org_id": org_id, "person_id": person_id, "coach_roles": list(COACH_ROLES)}
    return await page_by_name(db, _COLLEAGUES, scope, q=q, limit=limit, cursor=cursor)


def _scope(org_id: UUID, now: datetime) -> dict[str, Any]:
    return {"org_id": org_id, "now": now, "coach_roles": list(COACH_ROLES)}


def _substitution(row: Any) -> Substitution:
    state: SubstitutionState = row.stored_state if row.overtaken_by is None else "overtaken"
    return Substitution(state=state, **{name: row[name] for name in _FIELDS})


def _with_texts(row: Any, reasons: Mapping[UUID, str], readable: Collection[UUID]) -> SubstitutionWithTexts:
    text_ids = {one for one in (row.proposal_id, row.reason_id) if one in readable}
    return SubstitutionWithTexts(
        _substitution(row),
        row.session_name,
        row.starts_at,
        row.ends_at,
        row.zone,
        row.proposer_name,
        row.coach_name,
        row.decider_name,
        reasons.get(row.proposal_id),
        reasons.get(row.reason_id),
        is_erased=any(one not in reasons for one in text_ids),
    )
