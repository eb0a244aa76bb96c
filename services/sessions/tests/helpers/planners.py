"""Lessons that a coach plans with learners of a class."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from ..conftest import School

TOMORROW = timedelta(days=1)


async def of_a_class(school: School, coach: str = "coach-1", learners: tuple[str, ...] = ("learner-1",)) -> str:
    """Create a class with these learners and this coach, and return its id."""
    members = [school.people[one] for one in learners]
    made = await school.ok("admin", "POST", "/v1/classes", {"name": f"Class {uuid4()}", "members": members})
    path = f"/v1/classes/{made['class_id']}"
    await school.ok("admin", "POST", f"{path}/coaches", {"add": [school.people[coach]]})
    return str(made["class_id"])


def lesson(school: School, *learners: str, coach: str = "coach-1", **changes: object) -> dict[str, object]:
    """Return the body of a lesson of tomorrow with these learners."""
    starts_at = datetime.now(UTC) + TOMORROW
    whole: dict[str, object] = {
        "name": f"Lesson {uuid4()}",
        "mode": "in_person",
        "coaches": [{"person_id": school.people[coach]}],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "roster": [{"person_id": school.people[one]} for one in learners],
    }
    return whole | changes


async def planned(school: School, *learners: str, **changes: Any) -> Any:
    """Let coach-1 plan a lesson, and return the session."""
    return await school.ok("coach-1", "POST", "/v1/sessions", lesson(school, *learners, **changes))


def at(*, hours: float) -> dict[str, datetime]:
    """Return the times of a lesson that begins in this number of hours."""
    starts_at = datetime.now(UTC) + timedelta(hours=hours)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=45)}


async def known(school: School) -> list[str]:
    """Return the names of the learners whom coach-1 may plan lessons with."""
    return [one["name"] for one in (await school.ok("coach-1", "GET", "/v1/me/learners"))["items"]]
