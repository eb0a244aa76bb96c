"""Helpers for the tests of requests for help: sessions that their coach cannot end, and what is sent for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from ..conftest import RECAP, School

REASON = "hospital-zq1"
WHY = "The coach was in hospital"


async def too_late(school: School, **changes: object) -> str:
    """Return a session in person that was over 73 hours ago, and more for each one before it."""
    ended = datetime.now(UTC) - timedelta(hours=73 + school.scheduled)
    plan = {"mode": "in_person", "starts_at": ended - timedelta(minutes=45), "ends_at": ended}
    return await school.schedule(**plan | changes)


async def blocked(school: School, **changes: object) -> str:
    """Return a started session of today in which two learners accepted, and `learner-3` has not answered."""
    return await school.started(**{"roster": roster_of(school, "accepted", "accepted", "invited")} | changes)


def roster_of(school: School, *answers: str) -> list[dict[str, object]]:
    """Return learner-1, learner-2 and so on with these answers."""
    return [
        {"person_id": school.people[f"learner-{number}"], "acceptance": answer}
        for number, answer in enumerate(answers, 1)
    ]


async def ask(school: School, session_id: str, who: str = "coach-1", **changes: Any) -> httpx.Response:
    """Ask for help. Without changes it has 45 minutes, a good recap and a reason. None leaves a field out."""
    headers = changes.pop("headers", None)
    body = {"minutes": 45, "recap": RECAP, "reason": REASON} | changes
    sent = {name: value for name, value in body.items() if value is not None}
    return await school.send(who, "POST", f"/v1/sessions/{session_id}/help", sent, headers)


async def asked(school: School, session_id: str, who: str = "coach-1", **changes: Any) -> str:
    """Ask for help, and return the id of the request."""
    answer = await ask(school, session_id, who, **changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["help_id"])


async def complete(school: School, help_id: str, who: str = "support", **changes: Any) -> httpx.Response:
    """Complete a session with a request, with a reason."""
    return await school.send(who, "POST", f"/v1/help/{help_id}/complete", {"reason": WHY} | changes)


async def detail(school: School, help_id: str, who: str = "support") -> Any:
    """Return a whole request."""
    return await school.ok(who, "GET", f"/v1/help/{help_id}")


async def listed(school: School, who: str = "support", **params: str) -> list[tuple[str, str]]:
    """Return id and state of each request in the list."""
    items = (await school.ok(who, "GET", "/v1/help", **params))["items"]
    return [(one["help_id"], one["state"]) for one in items]


def reported(school: School, *, attended: str | None = None, not_attended: str | None = None) -> dict[str, Any]:
    """Return what somebody says of a learner who was there, and of one who was not."""
    return {
        "attended_ids": [] if attended is None else [str(school.people[attended])],
        "not_attended_ids": [] if not_attended is None else [str(school.people[not_attended])],
    }


def mark(school: School, learner: str, code: str = "present", minutes: int | None = None) -> dict[str, object]:
    """Return what a coach says of the attendance of a learner."""
    return {"person_id": str(school.people[learner]), "code": code, "minutes": minutes}
