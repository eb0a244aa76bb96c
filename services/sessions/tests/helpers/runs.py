"""Helpers for the tests of course runs: a run, lessons and series inside it, and whether these agree with it."""

from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from ..conftest import School
from .batches import body, monday

HOUR: Final = timedelta(hours=1)
PRAGUE: Final = ZoneInfo("Europe/Prague")
FIELDS: Final = (
    "display_from",
    "display_until",
    "access_from",
    "access_until",
    "coach_from",
    "coach_until",
    "visibility",
    "category_id",
)


def coach(school: School, number: int) -> dict[str, Any]:
    """Return a coach, by number, as an entry of a body."""
    return {"person_id": school.people[f"coach-{number}"]}


async def run(school: School, **changes: object) -> str:
    """Make a course run of some weeks with a course, two learners who were enrolled by class, and no lessons."""
    if "class_ids" not in changes:
        members = [school.people["learner-1"], school.people["learner-2"]]
        made = await school.ok("admin", "POST", "/v1/classes", {"name": f"Class {uuid4()}", "members": members})
        changes["class_ids"] = [made["class_id"]]
    whole: dict[str, object] = {
        "name": f"Autumn {uuid4()}",
        "mode": "online",
        "coaches": [coach(school, 1)],
        "course_ids": [school.course_id],
        "category": "Autumn",
        "access_from": "2026-01-01T00:00:00Z",
        "access_until": "2027-12-31T00:00:00Z",
    }
    made = await school.ok("admin", "POST", "/v1/sessions", whole | changes)
    assert made["is_run"]
    return str(made["session_id"])


def lesson_body(run_id: str, day: int = 0, **changes: object) -> dict[str, object]:
    """Return the body of a lesson: at nine on a day after the first Monday."""
    starts_at = datetime.combine(monday(0) + timedelta(days=day), time(9), PRAGUE)
    whole: dict[str, object] = {
        "name": f"Lesson {uuid4()}",
        "mode": "online",
        "run_id": run_id,
        "starts_at": starts_at,
        "ends_at": starts_at + HOUR,
    }
    return whole | changes


async def lesson(school: School, run_id: str, day: int = 0, **changes: object) -> str:
    """Plan a lesson inside a run and return its id."""
    made = await school.ok("admin", "POST", "/v1/sessions", lesson_body(run_id, day, **changes))
    return str(made["session_id"])


def series_body(school: School, run_id: str, **changes: object) -> dict[str, object]:
    """Return the body of a series inside a run: four Mondays at 17:00."""
    whole = body(school, name=f"Series {uuid4()}", run_id=run_id)
    del whole["coaches"]
    return whole | changes


async def series(school: School, run_id: str, **changes: object) -> Any:
    """Plan a series inside a run and return the answer."""
    return await school.ok("admin", "POST", "/v1/batches", series_body(school, run_id, **changes))


async def read(school: School, session_id: str) -> Any:
    """Return a session."""
    return await school.ok("admin", "GET", f"/v1/sessions/{session_id}")


async def lessons_to_come(school: School, run_id: str) -> list[Any]:
    """Return the lessons of a run that have not begun, in order of time, with their own fields."""
    rows = await school.rows(
        "SELECT id, own_fields FROM sessions WHERE run_id = :id AND state = 'scheduled' AND starts_at > now() "
        "ORDER BY starts_at, id",
        id=UUID(run_id),
    )
    return [{**await read(school, str(row.id)), "own_fields": set(row.own_fields)} for row in rows]


def learners(session: Any) -> set[str]:
    """Return the learners on the roster of a session."""
    return {one["person_id"] for one in session["roster"]}


def answers(school: School, session: Any) -> dict[str, tuple[str, str | None]]:
    """Return what each learner answered, and how they came to take part, by username."""
    names = {str(person_id): name for name, person_id in school.people.items()}
    return {names[one["person_id"]]: (one["acceptance"], one["accepted_by"]) for one in session["roster"]}


async def agreeing(school: School, run_id: str) -> int:
    """Assert that every lesson to come agrees with its run, where it has nothing of its own. Return how many there are.

    Nobody was added to a lesson alone or taken off one.
    """
    whole = await read(school, run_id)
    found = await lessons_to_come(school, run_id)
    own_of_series = {
        str(row.id): set(row.own_fields)
        for row in await school.rows("SELECT id, own_fields FROM batches WHERE run_id = :id", id=UUID(run_id))
    }
    for one in found:
        own = one["own_fields"] | own_of_series.get(one["batch_id"], set())
        for name in FIELDS:
            assert name in own or one[name] == whole[name], (name, one["name"])
        assert "coaches" in own or one["coaches"] == whole["coaches"], one["name"]
        if "course_ids" not in own:
            assert one["course_ids"] == whole["course_ids"], one["name"]
            assert "course_coaches" in own or coaches_of_courses(one) == coaches_of_courses(whole), one["name"]
        assert learners(one) == learners(whole), one["name"]
        assert one["class_ids"] == whole["class_ids"], one["name"]
    return len(found)


def coaches_of_courses(session: Any) -> dict[str, list[str]]:
    """Return the coaches of each course of a session."""
    return {one["course_id"]: one["coach_ids"] for one in session["courses"]}
