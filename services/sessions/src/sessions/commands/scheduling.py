"""Creating, changing and cancelling sessions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from chassis import outbox
from chassis.auth import Principal
from chassis.errors import FieldError
from chassis.statement import Statement
from contracts.sessions import Acceptance, Mode, SessionCancelled, SessionChanged
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.categories import ensure_categories
from sessions.commands.events import NewId, envelope, state_fields
from sessions.commands.locking import check_version, lock_session
from sessions.commands.new_sessions import insert_coaches, insert_courses, insert_sessions
from sessions.domain.sessions import (
    Session,
    check_open,
    check_schedule,
    check_zone,
    edit_roster,
    scheduled_session,
    split_shares,
)
from sessions.errors import AlreadyCancelled, NameTaken, UnknownReference
from sessions.queries.directory import default_zone, existing_courses, roles_by_id

COACH_ROLES = ("coach", "admin")
"""Roles of people who can be given a session to coach."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """What is asked for when a session is scheduled. A zone of None is the organisation's."""

    name: str
    description: str
    mode: Mode
    coaches: tuple[tuple[UUID, int | None], ...]
    course_ids: tuple[UUID, ...]
    category: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str | None
    roster: Mapping[UUID, Acceptance | None]


class SessionChanges(TypedDict, total=False):
    """What is changed about a session; what is not named stays. A category of None takes it away."""

    name: str
    description: str
    mode: Mode
    coaches: tuple[tuple[UUID, int | None], ...]
    course_ids: tuple[UUID, ...]
    category: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str


async def create_session(
    db: AsyncConnection, *, caller: Principal, new: NewSession, now: datetime, new_id: NewId
) -> Session:
    """Schedule a session and emit SessionScheduled. Raises NameTaken, UnknownReference, InvalidSchedule/-Shares."""
    zone = new.zone or await default_zone(db, org_id=caller.org_id)
    check_zone(zone)
    check_schedule(new.starts_at, new.ends_at)
    coaches = split_shares(new.coaches)
    roster = edit_roster((), add=new.roster, remove=()).roster
    await check_references(
        db, org_id=caller.org_id, coaches=[c.person_id for c in coaches], courses=new.course_ids, learners=new.roster
    )
    category_ids = await ensure_categories(
        db, org_id=caller.org_id, names=[new.category] if new.category else [], new_id=new_id
    )
    session = scheduled_session(
        session_id=new_id(),
        org_id=caller.org_id,
        name=new.name,
        description=new.description,
        category_id=category_ids[new.category] if new.category else None,
        mode=new.mode,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        zone=zone,
        coaches=coaches,
        course_ids=new.course_ids,
        roster=roster,
    )
    await insert_sessions(db, caller=caller, sessions=[session], now=now, new_id=new_id)
    return session


async def check_references(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coaches: Collection[UUID] = (),
    courses: Collection[UUID] = (),
    learners: Collection[UUID] = (),
) -> None:
    """Raise UnknownReference for coaches, courses and learners that are not there or have another role."""
    errors: list[FieldError] = []
    if coaches or learners:
        roles = await roles_by_id(db, org_id=org_id, ids={*coaches, *learners})
        errors += _wrong_people("/coaches", coaches, roles, allowed=COACH_ROLES)
        errors += _wrong_people("/roster", learners, roles, allowed=("learner",))
    if courses:
        existing = await existing_courses(db, org_id=org_id, ids=courses)
        missing = (course_id for course_id in courses if course_id not in existing)
        errors += [FieldError("/course_ids", f"there is no course {course_id}") for course_id in missing]
    if errors:
        raise UnknownReference("Name people and courses of your organisation, in their role.", errors=errors)


def _wrong_people(
    pointer: str, person_ids: Collection[UUID], roles: Mapping[UUID, str], *, allowed: Sequence[str]
) -> list[FieldError]:
    errors = []
    for person_id in person_ids:
        role = roles.get(person_id)
        if role is None:
            errors.append(FieldError(pointer, f"there is no person {person_id}"))
        elif role not in allowed:
            errors.append(FieldError(pointer, f"{person_id} is a {role}, not a {' or '.join(allowed)}"))
    return errors


_CHANGE = Statement("""
    UPDATE sessions
    SET version = version + 1, name = :name, description = :description, mode = :mode, category_id = :category_id,
        starts_at = :starts_at, ends_at = :ends_at, zone = :zone
    WHERE org_id = :org_id AND id = :session_id
""")
_DROP_COACHES = Statement("DELETE FROM session_coaches WHERE org_id = :org_id AND session_id = :session_id")
_DROP_COURSES = Statement("DELETE FROM session_courses WHERE org_id = :org_id AND session_id = :session_id")


async def change_session(
    db: AsyncConnection,
    *,
    caller: Principal,
    session_id: UUID,
    changes: SessionChanges,
    expected_version: int | None,
    now: datetime,
    new_id: NewId,
) -> Session:
    """Change a session that has not ended and emit SessionChanged; where nothing differs, do nothing.

    Raises SessionNotFound, StaleVersion, AlreadyCompleted, AlreadyCancelled, and what create_session raises.
    """
    session = await lock_session(db, org_id=caller.org_id, session_id=session_id)
    check_version(session, expected_version)
    check_open(session)
    after = await _changed(db, session, changes, new_id=new_id)
    if after == session:
        return session
    after = replace(after, version=session.version + 1)
    scope = {"org_id": caller.org_id, "session_id": session_id}
    names = ("name", "description", "mode", "category_id", "starts_at", "ends_at", "zone")
    try:
        await _CHANGE.run(db, {**scope, **{name: getattr(after, name) for name in names}})
    except IntegrityError as error:
        if "sessions_name_key" not in str(error.orig):
            raise
        raise NameTaken(
            f"There is another session named {after.name!r}; names are unique.",
            errors=[FieldError("/name", "is in use")],
        ) from error
    if after.coaches != session.coaches:
        await _DROP_COACHES.run(db, scope)
        await insert_coaches(db, org_id=caller.org_id, sessions=[after])
    if after.course_ids != session.course_ids:
        await _DROP_COURSES.run(db, scope)
        await insert_courses(db, org_id=caller.org_id, sessions=[after])
    fields = envelope(caller, session_id=session_id, sequence=after.version, event_id=new_id(), now=now)
    await outbox.add(db, SessionChanged(**fields, **state_fields(after)))
    return after


async def _changed(db: AsyncConnection, session: Session, changes: SessionChanges, *, new_id: NewId) -> Session:
    """Return the session with the changes made, after checking them."""
    plain: dict[str, Any] = {name: value for name, value in changes.items() if name not in ("coaches", "category")}
    after = replace(session, **plain)
    if "coaches" in changes:
        after = replace(after, coaches=split_shares(changes["coaches"]))
    if {"starts_at", "ends_at"} & changes.keys():
        check_schedule(after.starts_at, after.ends_at)
    if "zone" in changes:
        check_zone(after.zone)
    await check_references(
        db,
        org_id=session.org_id,
        coaches=[coach.person_id for coach in after.coaches] if "coaches" in changes else (),
        courses=after.course_ids if "course_ids" in changes else (),
    )
    if "category" in changes:
        name = changes["category"]
        ids = await ensure_categories(db, org_id=session.org_id, names=[name] if name else [], new_id=new_id)
        after = replace(after, category_id=ids[name] if name else None)
    return after


_CANCEL = Statement("""
    UPDATE sessions
    SET version = version + 1, state = 'cancelled', cancelled_at = :now, cancelled_by = :by, cancel_reason = :reason
    WHERE org_id = :org_id AND id = :session_id
""")


async def cancel_session(
    db: AsyncConnection,
    *,
    caller: Principal,
    session_id: UUID,
    reason: str,
    expected_version: int | None,
    now: datetime,
    event_id: UUID,
) -> Session:
    """Cancel a session that has not ended and emit SessionCancelled. The same again changes nothing.

    Raises SessionNotFound, StaleVersion, AlreadyCompleted, and AlreadyCancelled for another reason than the first.
    """
    session = await lock_session(db, org_id=caller.org_id, session_id=session_id)
    if session.state == "cancelled":
        if session.cancel_reason == reason:
            return session
        raise AlreadyCancelled("The session was cancelled before, for another reason.")
    check_version(session, expected_version)
    check_open(session)
    scope = {"org_id": caller.org_id, "session_id": session_id}
    await _CANCEL.run(db, {**scope, "now": now, "by": caller.person_id, "reason": reason})
    sequence = session.version + 1
    await outbox.add(
        db,
        SessionCancelled(
            **envelope(caller, session_id=session_id, sequence=sequence, event_id=event_id, now=now),
            session_id=session_id,
            cancelled_at=now,
            cancelled_by=caller.person_id,
        ),
    )
    return replace(session, version=sequence, state="cancelled", cancelled_at=now, cancel_reason=reason)
