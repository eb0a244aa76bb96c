"""Save an edited session: its plan, its roster and the coaches of its courses, whole or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from chassis.errors import FieldError, Problem
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.errors import check_version
from sessions.planners.errors import LeftToAdmins
from sessions.planning.change import change_session
from sessions.planning.courses import change_course_coaches
from sessions.planning.domain import Edit, RosterChange
from sessions.planning.lock import lock_planned
from sessions.planning.roster import change_roster
from sessions.session.domain import Session, SessionChanges
from sessions.session.events import Author


async def save_session(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    coach_id: UUID | None,
    edit: Edit,
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Save an edited session by the commands for its parts. Each part that changes emits an event.

    `coach_id` is the coach who planned it; None: an admin. The version is compared once, under the lock. Raises what
    change_session, change_roster and change_course_coaches raise, with pointers into the edit; then the caller's
    transaction has to be rolled back.
    """
    session, _ = await lock_planned(db, author=author, session_id=session_id, coach_id=coach_id)
    check_version("session", session.version, expected=expected_versions)
    if coach_id is not None and edit.course_coaches:
        raise LeftToAdmins(["course_coaches"])
    own: dict[str, Any] = {"coach_id": coach_id}
    part: dict[str, Any] = {"db": db, "author": author, "session_id": session_id, "expected_versions": None}
    # Fewer seats are set when learners have left, and more before learners come.
    roster_first = _fewer_seats(session, edit.changes)
    if edit.roster is not None and roster_first:
        session = await _save_roster(edit.roster, part | own, new_id)
    if edit.changes or edit.roster is None:
        with _pointing({"/add": "/seats_max"}):
            session = await change_session(**part, **own, changes=edit.changes, new_id=new_id)
    if edit.roster is not None and not roster_first:
        session = await _save_roster(edit.roster, part | own, new_id)
    for course_id, wanted in edit.course_coaches.items():
        present = {one.person_id for one in session.course_coaches if one.course_id == course_id}
        with _pointing({}, f"/course_coaches/{course_id}"):
            session = await change_course_coaches(
                **part,
                course_id=course_id,
                add=[one for one in wanted if one not in present],
                remove=sorted(present.difference(wanted)),
                new_id=new_id,
            )
    return session


def _fewer_seats(session: Session, changes: SessionChanges) -> bool:
    seats_max = changes.get("seats_max", session.seats_max)
    return seats_max is not None and (session.seats_max is None or seats_max < session.seats_max)


async def _save_roster(roster: RosterChange, part: Mapping[str, Any], new_id: NewId) -> Session:
    with _pointing({"/remove": "/roster/remove", "/class_ids": "/roster/class_ids"}, "/roster/add"):
        return await change_roster(
            **part, add=roster.add, remove=roster.remove, class_ids=roster.class_ids, new_id=new_id
        )


@contextmanager
def _pointing(pointers: Mapping[str, str], default: str | None = None) -> Iterator[None]:
    """Let the errors of a command for a part point to where this part is in the edit."""
    try:
        yield
    except Problem as error:
        error.errors = [
            FieldError(pointers.get(one.pointer, default or one.pointer), one.detail) for one in error.errors
        ]
        raise
