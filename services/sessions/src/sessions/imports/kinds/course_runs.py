"""Lock course runs that a file names, in the order of all locks, and let their lessons follow."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import Problem
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.lessons import FileRun
from sessions.imports.checks.sessions import CheckedSession
from sessions.imports.kinds.existing_sessions import existing_sessions
from sessions.runs.follow import follow_run
from sessions.session.domain import Session
from sessions.session.events import Author
from sessions.spellings import Finder, folded

LESSON_WEIGHT: Final = 100
"""What it weighs to change a lesson, beside a learner of a new session, who weighs 1: some 10 ms (see jobs.steps)."""

_PLACE: Final = "t.id, t.starts_at IS NULL AND t.started_at IS NULL AS is_run"
_FIND = Finder("sessions", "name", _PLACE)
_FIND_EXACTLY = Finder("sessions", "external_id", _PLACE, is_exact=True)
_LOCK_RUNS = Statement("""
    SELECT id FROM sessions WHERE org_id = :org_id AND id = ANY (CAST(:run_ids AS uuid[])) ORDER BY id FOR UPDATE
""")
_LOCK_SERIES = Statement("""
    SELECT id FROM batches WHERE org_id = :org_id AND run_id = ANY (CAST(:run_ids AS uuid[])) ORDER BY id FOR UPDATE
""")
_LOCK_SESSIONS = Statement("""
    SELECT id FROM sessions
    WHERE org_id = :org_id AND id IN (
        SELECT unnest(CAST(:session_ids AS uuid[]))
        UNION
        SELECT lesson.id FROM sessions lesson
        WHERE lesson.org_id = :org_id AND lesson.run_id = ANY (CAST(:run_ids AS uuid[]))
          AND lesson.state = 'scheduled' AND lesson.starts_at > :now)
    ORDER BY id FOR UPDATE
""")
_COUNT_COMING = Finder(
    "sessions",
    "name",
    "(SELECT count(*) FROM sessions lesson WHERE lesson.org_id = t.org_id AND lesson.run_id = t.id "
    "AND lesson.state = 'scheduled' AND lesson.starts_at > now()) AS lessons",
)


async def lock_with_runs(
    db: AsyncConnection,
    *,
    org_id: UUID,
    names: Collection[str] = (),
    external_ids: Collection[str] = (),
    session_ids: Collection[UUID] = (),
    inside: Collection[str] = (),
    now: datetime,
) -> None:
    """Lock the sessions that a file may change, and what follows the course runs among them.

    `inside` are the names of the runs inside which rows plan lessons. Without a run nothing is locked here: the
    sessions themselves are locked when they are read. With one, locks are taken in the order in which all commands take
    them: runs, their series, then the other sessions.
    """
    rows = [
        *(await _FIND.find(db, org_id=org_id, names=names)).values(),
        *(await _FIND_EXACTLY.find(db, org_id=org_id, names=external_ids)).values(),
    ]
    run_ids = [*session_ids, *(row.id for row in rows if row.is_run)]
    around = [row.id for row in (await _FIND.find(db, org_id=org_id, names=inside)).values() if row.is_run]
    if not run_ids and not around:
        return
    await _LOCK_RUNS.execute(db, {"org_id": org_id, "run_ids": [*run_ids, *around]})
    scope = {"org_id": org_id, "run_ids": run_ids}
    await _LOCK_SERIES.execute(db, scope)
    others = [row.id for row in rows if not row.is_run]
    await _LOCK_SESSIONS.execute(db, {**scope, "session_ids": others, "now": now})


async def file_runs(
    db: AsyncConnection, checked: Sequence[CheckedSession], *, org_id: UUID, names: Collection[str]
) -> dict[str, FileRun]:
    """Return the course runs that rows name, by the given spellings: those that exist, and those that rows make."""
    existing = await existing_sessions(db, org_id=org_id, names=names, lock=False)
    given = list(names)
    forms = await folded(db, [*given, *(one.row.name for one in checked)])
    made = dict(zip(forms[len(given) :], map(FileRun.made, checked), strict=True))
    new = {name: made.get(form) for name, form in zip(given, forms, strict=False)}
    found = {name: one for name, one in new.items() if one is not None}
    return found | {name: FileRun.existing(one) for name, one in existing.items()}


async def lessons_to_come(db: AsyncConnection, *, org_id: UUID, names: Collection[str]) -> Mapping[str, int]:
    """Return how many lessons the course runs with these names have to come, by the given spellings."""
    return {name: row.lessons for name, row in (await _COUNT_COMING.find(db, org_id=org_id, names=names)).items()}


async def followed(
    db: AsyncConnection,
    before: Session,
    after: Session,
    *,
    author: Author,
    now: datetime,
    new_id: NewId,
    of_courses: bool = False,
) -> str | None:
    """Let the lessons of a course run follow its change. Return why they cannot, or None.

    If they cannot, the caller takes the change of the run back.
    """
    try:
        await follow_run(db, author=author, before=before, after=after, now=now, new_id=new_id, of_courses=of_courses)
    except Problem as problem:
        return f"its lessons cannot follow. {problem.detail}"
    return None
