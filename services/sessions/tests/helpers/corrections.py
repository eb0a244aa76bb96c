"""Helpers for the tests of corrections: completed sessions, policies and requests."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from ..conftest import School

MINUTES = {"field": "minutes", "minutes": 30, "reason": "The call broke off"}
NEW_RECAP = "We repeated fractions, because they were needed, and went on to equations afterwards. " * 2
BOTH_COACHES = ("coach-1", "coach-2")


async def completed(school: School, **changes: object) -> str:
    """Return a completed session of both coaches, with 45 minutes and half of the earnings each.

    Without starts_at it has no schedule, so the policy that holds when it is started applies.
    """
    coaches = [{"person_id": school.people[coach]} for coach in BOTH_COACHES]
    start = school.started if "starts_at" in changes else school.unplanned
    session_id = await start(**{"coaches": coaches} | changes)
    assert (await school.complete(session_id)).is_success
    return session_id


async def put_policy(school: School, **values: object) -> None:
    """Put a policy in force for the sessions that are completed from now on.

    If it needs a second person, there is one more admin, as otherwise it would be refused.
    """
    if any(name.endswith("_second_person") and value for name, value in values.items()):
        admin = {"username": f"admin-{uuid4()}", "name": "Grace", "role": "admin"}
        await school.ok("admin", "POST", "/v1/people", admin)
    await school.ok("admin", "PUT", "/v1/policy", values)


def shares(school: School, first: int, second: int) -> list[dict[str, Any]]:
    """Return the shares of both coaches, in the form that bodies and answers have."""
    return [
        {"person_id": str(school.people[coach]), "share_basis_points": share}
        for coach, share in zip(BOTH_COACHES, (first, second), strict=True)
    ]


async def propose(school: School, who: str, session_id: str, body: object = MINUTES) -> httpx.Response:
    """Propose an amendment."""
    return await school.send(who, "POST", f"/v1/sessions/{session_id}/amendments", body)


async def proposed(school: School, session_id: str, body: object = MINUTES, who: str = "coach-1") -> str:
    """Propose an amendment that waits for approval, and return its id."""
    answer = await propose(school, who, session_id, body)
    assert (answer.status_code, answer.json()["state"]) == (201, "proposed"), answer.text
    return str(answer.json()["amendment_id"])


async def decide(
    school: School, who: str, session_id: str, amendment_id: str | UUID, decision: str = "approve", **body: object
) -> httpx.Response:
    """Approve or reject a proposal."""
    path = f"/v1/sessions/{session_id}/amendments/{amendment_id}/{decision}"
    return await school.send(who, "POST", path, body or None)


async def completion(school: School, session_id: str, **params: str) -> Any:
    """Return a session's completion as an admin reads it."""
    return (await school.ok("admin", "GET", f"/v1/sessions/{session_id}", **params))["completion"]
