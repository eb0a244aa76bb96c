"""Helpers for the tests of substitutes: sessions that are still to come, proposals and decisions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from ..conftest import School

REASON = "Conference-zq of coaches"
HOUR = timedelta(hours=1)


def in_days(days: float) -> dict[str, datetime]:
    """Return the schedule of a session of an hour that begins in this number of days."""
    starts_at = datetime.now(UTC) + timedelta(days=days)
    return {"starts_at": starts_at, "ends_at": starts_at + HOUR}


async def to_come(school: School, *coaches: str, days: float = 1, **changes: object) -> str:
    """Schedule a session that begins in this number of days, by default for coach-1, and return its id."""
    named = [{"person_id": school.people[one]} for one in coaches or ("coach-1",)]
    return await school.schedule(**{"coaches": named, **in_days(days), **changes})


async def propose(
    school: School, who: str, session_id: str, coach: str = "coach-2", headers: dict[str, str] | None = None
) -> httpx.Response:
    """Propose a coach for a session."""
    body = {"coach_id": school.people[coach], "reason": REASON}
    return await school.send(who, "POST", f"/v1/sessions/{session_id}/substitutes", body, headers)


async def proposed(school: School, session_id: str, who: str = "coach-1", coach: str = "coach-2") -> str:
    """Propose a coach for a session, and return the id of the proposal."""
    answer = await propose(school, who, session_id, coach)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["proposal_id"])


async def confirm(school: School, proposal_id: str, who: str = "admin") -> httpx.Response:
    """Confirm a proposal."""
    return await school.send(who, "POST", f"/v1/substitutes/{proposal_id}/confirm")


async def reject(school: School, proposal_id: str, who: str = "admin", reason: str | None = None) -> httpx.Response:
    """Reject a proposal, or withdraw it."""
    body = {} if reason is None else {"reason": reason}
    return await school.send(who, "POST", f"/v1/substitutes/{proposal_id}/reject", body)


async def listed(school: School, who: str = "admin", **filters: object) -> list[Any]:
    """Return the substitutions that somebody reads."""
    return list((await school.ok(who, "GET", "/v1/substitutes", **filters))["items"])


async def states(school: School, who: str = "admin", **filters: object) -> list[str]:
    """Return the states of the substitutions that somebody reads."""
    return [one["state"] for one in await listed(school, who, **filters)]


async def coaches_of(school: School, session_id: str) -> list[tuple[str, int]]:
    """Return the coaches of a session, by username, with their shares."""
    names = {str(person_id): name for name, person_id in school.people.items()}
    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    return [(names[one["person_id"]], one["share_basis_points"]) for one in session["coaches"]]
