"""Read requests for help."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.ending.deadline import logging_deadline
from sessions.ending.domain import ReportedMark
from sessions.ending.queries import Ending, ending_of
from sessions.ending.taking_part import Reported
from sessions.help.domain import WAITING, HelpRequest, HelpState
from sessions.help.errors import HelpNotFound
from sessions.sealed.queries import read_texts
from sessions.session.domain import Session
from sessions.session.queries import read_session
from sessions.session.read_many import read_sessions

_STORED: Final = (
    *(field.name for field in fields(HelpRequest) if field.name not in ("state", "reported")),
    "attended_ids",
    "not_attended_ids",
)
_UNENDED: Final = "num_nonnulls(h.closed_at, h.completed_at, h.replaced_at) = 0"
# A request of a session that was ended without it is overtaken as soon as that is committed. So ending a session does
# not have to know of it.
_SELECT: Final = f"""
    SELECT {", ".join(f"h.{name}" for name in _STORED)},
           CASE WHEN h.completed_at IS NOT NULL THEN 'completed'
                WHEN h.closed_at IS NOT NULL THEN 'closed'
                WHEN h.replaced_at IS NOT NULL THEN 'replaced'
                WHEN s.state IN ('completed', 'cancelled') THEN 'overtaken'
                WHEN h.questioned_at IS NOT NULL THEN 'questioned'
                ELSE 'open' END AS state
    FROM help_requests h JOIN sessions s ON s.org_id = h.org_id AND s.id = h.session_id
    WHERE h.org_id = :org_id
"""  # noqa: S608 - names of this package
_ONE = Statement(f"{_SELECT} AND h.help_id = :help_id")
_OF_SESSION = Statement(f"{_SELECT} AND h.session_id = :session_id AND {_UNENDED}")
_BY_TIME: Final = Keyset(last_at=datetime, last_id=UUID)


def _page(which: str, after: str, order: str) -> Statement:
    """Return the statement for a page of the requests of all sessions, in one of the two orders."""
    return Statement(f"""
        SELECT * FROM (
            {_SELECT} AND {which}
              AND (CAST(:session_id AS uuid) IS NULL OR h.session_id = :session_id)
              AND (CAST(:coach_id AS uuid) IS NULL OR EXISTS (
                  SELECT FROM session_coaches c WHERE c.session_id = h.session_id AND c.person_id = :coach_id))
              AND (CAST(:last_at AS timestamptz) IS NULL
                   OR (h.asked_at, h.help_id) {after} (CAST(:last_at AS timestamptz), CAST(:last_id AS uuid)))
        ) AS found WHERE state = ANY (CAST(:states AS text[]))
        ORDER BY asked_at {order}, help_id {order} LIMIT :limit
    """)  # noqa: S608 - texts of this module


# Somebody waits for an answer to those that wait, so the oldest comes first.
_WAITING = _page(_UNENDED, ">", "ASC")
_ENDED = _page("true", "<", "DESC")
_NAMES = Statement("SELECT id, name FROM people WHERE org_id = :org_id AND id = ANY (CAST(:person_ids AS uuid[]))")


class HelpRow(NamedTuple):
    """A request in the list, its session, until when its coaches may log it, and the names of the people it names."""

    request: HelpRequest
    session: Session
    log_until: datetime | None
    names: Mapping[UUID, str]


class HelpDetail(NamedTuple):
    """A whole request: its texts, as far as they are not erased, and whether the reader may end its session now."""

    request: HelpRequest
    texts: Mapping[str, Any] | None
    question: str | None
    close_reason: str | None
    ending: Ending
    names: Mapping[UUID, str]


async def read_help(db: AsyncConnection, *, org_id: UUID, help_id: UUID) -> HelpRequest:
    """Return a request for help, or raise HelpNotFound."""
    row = await _ONE.one_or_none(db, {"org_id": org_id, "help_id": help_id})
    if row is None:
        raise HelpNotFound(help_id)
    return _request(row)


async def waiting_help(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> HelpRequest | None:
    """Return the request of a session that nobody has ended, or None."""
    row = await _OF_SESSION.one_or_none(db, {"org_id": org_id, "session_id": session_id})
    return None if row is None else _request(row)


async def list_help(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coach_id: UUID | None,
    state: HelpState | None,
    session_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> Slice[HelpRow]:
    """Return a page of the requests in a state, or of all that wait. Raises InvalidCursor.

    Those that wait come in the order in which they were asked, those that have ended the other way round. `coach_id`
    leaves only those of sessions that this person coaches or co-coaches.
    """
    states = WAITING if state is None else (state,)
    statement = _WAITING if set(states) <= set(WAITING) else _ENDED
    rows = await statement.all(
        db,
        {
            "org_id": org_id,
            "coach_id": coach_id,
            "session_id": session_id,
            "states": list(states),
            **_BY_TIME.parameters(cursor),
            "limit": limit + 1,
        },
    )
    page = _BY_TIME.page(rows, limit=limit, key=lambda row: (row.asked_at, row.help_id)).map(_request)
    session_ids = {one.session_id for one in page.items}
    found = await read_sessions(db, org_id=org_id, session_ids=session_ids) if session_ids else []
    sessions = {one.session_id: one for one in found}
    people = {one.asked_by for one in page.items} | {one.coaches[0].person_id for one in found}
    names = await _names(db, people, org_id=org_id)
    return page.map(
        lambda one: HelpRow(one, sessions[one.session_id], logging_deadline(sessions[one.session_id]), names)
    )


async def help_detail(
    db: AsyncConnection,
    *,
    org_id: UUID,
    help_id: UUID,
    person_id: UUID,
    sees_all: bool,
    is_admin: bool,
    is_support: bool,
    now: datetime,
) -> HelpDetail:
    """Return a whole request, for staff and the coaches of its session. Raises HelpNotFound."""
    request = await read_help(db, org_id=org_id, help_id=help_id)
    session = await read_session(db, org_id=org_id, session_id=request.session_id)
    check_responsible(session, help_id, person_id=person_id, sees_all=sees_all)
    ending = await ending_of(
        db,
        session,
        by=person_id,
        is_admin=is_admin,
        is_support=is_support,
        now=now,
        reported=request.reported,
    )
    ids = [one for one in (help_id, request.question_id, request.close_reason_id) if one is not None]
    opened = {text_id: one.texts for text_id, one in (await read_texts(db, org_id=org_id, text_ids=ids)).items()}
    people = {request.asked_by, request.questioned_by, request.closed_by, request.completed_by} - {None}
    return HelpDetail(
        request,
        texts=opened.get(help_id),
        question=_text(opened, request.question_id, "question"),
        close_reason=_text(opened, request.close_reason_id, "reason"),
        ending=ending,
        names=await _names(db, {session.coaches[0].person_id, *people}, org_id=org_id),
    )


def check_responsible(session: Session, help_id: UUID, *, person_id: UUID, sees_all: bool) -> None:
    """Raise HelpNotFound unless a person sees all requests, or coaches the session of this one."""
    if not sees_all and not session.is_coach(person_id):
        raise HelpNotFound(help_id)


async def _names(db: AsyncConnection, people: set[UUID | None] | set[UUID], *, org_id: UUID) -> dict[UUID, str]:
    rows = await _NAMES.all(db, {"org_id": org_id, "person_ids": list(people)}) if people else []
    return {row.id: row.name for row in rows}


def _text(opened: Mapping[UUID, Mapping[str, Any]], text_id: UUID | None, name: str) -> str | None:
    return str(opened[text_id][name]) if text_id is not None and text_id in opened else None


def _request(row: Any) -> HelpRequest:
    stored = {name: getattr(row, name) for name in _STORED}
    attended, not_attended = stored.pop("attended_ids"), stored.pop("not_attended_ids")
    return HelpRequest(
        **stored
        | {
            "state": row.state,
            "blockers": tuple(row.blockers),
            "marks": _marks(row.marks),
            "reported": Reported(frozenset(attended), frozenset(not_attended)),
        }
    )


def _marks(stored: Sequence[Mapping[str, Any]]) -> tuple[ReportedMark, ...]:
    return tuple(ReportedMark(UUID(one["person_id"]), one["code"], one["minutes"]) for one in stored)
