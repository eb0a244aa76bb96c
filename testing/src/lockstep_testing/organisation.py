"""Makes an organisation with one of everything, through the API of sessions."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from lockstep_testing.api import Api

ROLES: Final = ("admin", "coach", "support", "auditor")
"""Together they may do everything."""


async def made_in(api: Api, *, org_id: UUID, person_id: UUID) -> dict[str, Any]:
    """Make an organisation with one of everything, and return the ids by the names of their fields."""

    async def send(method: str, path: str, body: object, *, coach_id: UUID | None = None) -> dict[str, Any]:
        roles, who = (ROLES, person_id) if coach_id is None else (("coach",), coach_id)
        headers = {**api.headers(org_id, who, roles), "Content-Type": "application/json"}
        answer = await api.client.request(method, f"/v1/{path}", content=orjson.dumps(body), headers=headers)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    await send("PUT", "organisation", {"name": "Riverside", "zone": "Europe/Prague"})
    coach = await send("POST", "people", {"username": "grace", "name": "Grace Hopper", "role": "coach"})
    ids = {"person_id": UUID(coach["person_id"]), "guardian_id": coach["person_id"], "coach_id": coach["person_id"]}
    course = await send("POST", "courses", {"code": "MATH-1", "title": "Algebra"})
    for noun, kind in (("categories", "category"), ("classes", "class"), ("rooms", "room")):
        ids[f"{kind}_id"] = (await send("POST", noun, {"name": "Maths"}))[f"{kind}_id"]
    planned = {"name": "Algebra", "mode": "online", "coaches": [{"person_id": coach["person_id"]}]}
    begin = datetime.now(UTC) + timedelta(minutes=10)  # it can be started already, and a substitute can be proposed
    times = {"starts_at": begin, "ends_at": begin + timedelta(minutes=45)}
    session = await send("POST", "sessions", planned | times)
    batch = await send(
        "POST",
        "batches",
        {**planned, "rule": "FREQ=DAILY", "first_at": "2099-11-02T17:00", "duration_minutes": 60},
    )
    address = {"kind": "material", "title": "Worksheet", "url": "https://files.example.org/worksheet"}
    link = await send("POST", f"sessions/{session['session_id']}/links", address)
    other = await send("POST", "people", {"username": "joan", "name": "Joan Clarke", "role": "coach"})
    substitute = {"coach_id": other["person_id"], "reason": "I am at a conference."}
    proposal = await send(
        "POST", f"sessions/{session['session_id']}/substitutes", substitute, coach_id=ids["person_id"]
    )
    return {
        **ids,
        "proposal_id": proposal["proposal_id"],
        "link_id": link["link_id"],
        "course_id": course["course_id"],
        "session_id": session["session_id"],
        "batch_id": batch["batch_id"],
    }
