"""Helpers for the tests of batches: a weekly series that begins next Monday, and its future sessions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..conftest import School


def monday(week: int) -> date:
    """Return a Monday. The one of week 0 is the first that is at least a day and a half ahead in every zone."""
    begin = datetime.now(UTC).date() + timedelta(days=2)
    return begin + timedelta(days=(-begin.weekday()) % 7, weeks=week)


def first_monday(time: str = "17:00") -> str:
    """Return the local time of the first Monday."""
    return f"{monday(0)}T{time}"


def body(school: School, **changes: object) -> dict[str, object]:
    """Return the body of a batch: four Mondays at 17:00 in the organisation's zone, an hour each."""
    whole: dict[str, object] = {
        "name": "Algebra",
        "mode": "online",
        "coaches": [{"person_id": school.people["coach-1"]}],
        "rule": "FREQ=WEEKLY;BYDAY=MO",
        "first_at": first_monday(),
        "duration_minutes": 60,
        "ahead_days": (monday(3) - datetime.now(UTC).date()).days + 1,
    }
    return whole | changes


async def create(school: School, **changes: object) -> Any:
    """Create such a batch and return the answer."""
    return await school.ok("admin", "POST", "/v1/batches", body(school, **changes))


def seat(school: School, number: int, acceptance: str | None = None) -> dict[str, Any]:
    """Return a learner, by number, as a roster entry of a body."""
    return {"person_id": school.people[f"learner-{number}"], "acceptance": acceptance}


async def future(school: School, batch_id: str) -> list[Any]:
    """Return the sessions that are still to come, by start."""
    batch = await school.ok("admin", "GET", f"/v1/batches/{batch_id}")
    return list(batch["next_sessions"])
