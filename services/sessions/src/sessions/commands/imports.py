"""Importing people, courses and sessions from CSV files: all rows or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.auth import Principal
from chassis.errors import FieldError
from contracts.sessions import Acceptance, Mode
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.categories import ensure_categories
from sessions.commands.directory import NewCourse, NewPerson, create_courses, create_people
from sessions.commands.events import NewId
from sessions.commands.new_sessions import insert_sessions
from sessions.domain import sheets
from sessions.domain.imports import (
    Outcome,
    Report,
    parse_rows,
    plan_course,
    plan_person,
    plan_session,
)
from sessions.domain.sessions import WHOLE_BASIS_POINTS, Coach, Seat, check_zone, scheduled_session
from sessions.errors import ImportRefused
from sessions.queries.directory import default_zone
from sessions.queries.imports import courses_by_code, people_by_username, sessions_by_name

ERRORS_NAMED_MAX = 20
"""How many rows the problem lists as offending fields; its report has them all."""


@dataclass(frozen=True, slots=True)
class SessionDefaults:
    """What a file of sessions does not say. A zone of None is the organisation's."""

    zone: str | None
    mode: Mode
    acceptance: Acceptance


async def import_people(
    db: AsyncConnection, *, caller: Principal, data: bytes, dry_run: bool, now: datetime, new_id: NewId
) -> Report:
    """Create the people in a file (username;name;role, optionally email). Raises UnreadableFile, ImportRefused."""
    raw, ragged = sheets.read_sheet(data, sheets.PEOPLE)
    rows, refused = parse_rows(
        raw,
        ragged,
        sheets.person_row,
        unique=lambda row: row.username,
        unique_column="username",
        name_column="name",
    )
    existing = await people_by_username(db, org_id=caller.org_id, usernames=[row.username for row in rows])
    planned = [plan_person(row, existing.get(row.username)) for row in rows]
    if not may_write([*planned, *refused], dry_run=dry_run):
        return report([*planned, *refused])
    people = [
        NewPerson(new_id(), row.username, row.name, row.email, row.role)
        for row, outcome in zip(rows, planned, strict=True)
        if outcome.result == "create"
    ]
    if people:
        await create_people(db, caller=caller, people=people, now=now)
    return report(with_ids(planned, [person.person_id for person in people]))


async def import_courses(
    db: AsyncConnection, *, caller: Principal, data: bytes, dry_run: bool, now: datetime, new_id: NewId
) -> Report:
    """Create the courses in a file (code;title, optionally category). Raises UnreadableFile, ImportRefused."""
    raw, ragged = sheets.read_sheet(data, sheets.COURSES)
    rows, refused = parse_rows(
        raw,
        ragged,
        sheets.course_row,
        unique=lambda row: row.code,
        unique_column="code",
        name_column="title",
    )
    existing = await courses_by_code(db, org_id=caller.org_id, codes=[row.code for row in rows])
    planned = [plan_course(row, existing.get(row.code)) for row in rows]
    if not may_write([*planned, *refused], dry_run=dry_run):
        return report([*planned, *refused])
    courses = [
        NewCourse(new_id(), row.code, row.name, row.category)
        for row, outcome in zip(rows, planned, strict=True)
        if outcome.result == "create"
    ]
    if courses:
        await create_courses(db, caller=caller, courses=courses, now=now, new_id=new_id)
    return report(with_ids(planned, [course.course_id for course in courses]))


async def import_sessions(
    db: AsyncConnection,
    *,
    caller: Principal,
    data: bytes,
    defaults: SessionDefaults,
    dry_run: bool,
    now: datetime,
    new_id: NewId,
) -> Report:
    """Create the sessions in a file with Chamilo's columns and emit SessionScheduled for each.

    Raises UnreadableFile, ImportRefused, InvalidSchedule for an unknown zone.
    """
    org_id = caller.org_id
    zone = defaults.zone or await default_zone(db, org_id=org_id)
    check_zone(zone)
    raw, ragged = sheets.read_sheet(data, sheets.SESSIONS)
    rows, refused = parse_rows(
        raw,
        ragged,
        lambda row: sheets.session_row(row, zone=zone),
        unique=lambda row: row.name,
        unique_column="SessionName",
        name_column="SessionName",
    )
    usernames = {row.coach for row in rows} | {username for row in rows for username in row.learners}
    people = await people_by_username(db, org_id=org_id, usernames=usernames)
    courses = await courses_by_code(db, org_id=org_id, codes={code for row in rows for code in row.courses})
    existing = await sessions_by_name(db, org_id=org_id, names=[row.name for row in rows])
    planned = [plan_session(row, existing.get(row.name), people=people, courses=courses) for row in rows]
    if not may_write([*planned, *refused], dry_run=dry_run):
        return report([*planned, *refused])
    new_rows = [row for row, outcome in zip(rows, planned, strict=True) if outcome.result == "create"]
    names = {row.category for row in new_rows if row.category is not None}
    category_ids = await ensure_categories(db, org_id=org_id, names=names, new_id=new_id)
    sessions = [
        scheduled_session(
            session_id=new_id(),
            org_id=org_id,
            name=row.name,
            description=row.description or "",
            category_id=category_ids[row.category] if row.category is not None else None,
            mode=defaults.mode,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            zone=zone,
            coaches=(Coach(people[row.coach].id, WHOLE_BASIS_POINTS),),
            course_ids=tuple(courses[code].id for code in row.courses),
            roster=[Seat(people[username].id, defaults.acceptance) for username in row.learners],
        )
        for row in new_rows
    ]
    if sessions:
        await insert_sessions(db, caller=caller, sessions=sessions, now=now, new_id=new_id)
    return report(with_ids(planned, [session.session_id for session in sessions]))


def may_write(outcomes: Sequence[Outcome], *, dry_run: bool) -> bool:
    """Say whether the file is to be written; raise ImportRefused where it has errors and is not only tried."""
    if dry_run:
        return False
    wrong = [outcome for outcome in outcomes if outcome.result == "error"]
    if wrong:
        whole = report(outcomes)
        raise ImportRefused(
            f"{len(wrong)} of {len(outcomes)} rows are wrong, so nothing was imported. Correct them and send the file "
            "again.",
            errors=[
                FieldError(f"line {outcome.line}, {outcome.column or 'row'}", outcome.detail or "")
                for outcome in [row for row in whole.results if row.result == "error"][:ERRORS_NAMED_MAX]
            ],
            report=whole.document(),
        )
    return True


def with_ids(planned: Sequence[Outcome], ids: Sequence[UUID]) -> list[Outcome]:
    """Return the outcomes with the ids of what was created, in the order of creation."""
    created = iter(ids)
    return [o._replace(id=next(created)) if o.result == "create" else o for o in planned]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Return the report of a file, in order of lines."""
    return Report(tuple(sorted(outcomes, key=lambda outcome: outcome.line)))
