"""An organisation for one test: people, a course, a rate, and sessions as the test needs them."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from lockstep_local.waiting import eventually

from lockstep_e2e.platform import Caller, Platform

RECAP = (
    "We repeated linear equations, solved six word problems together and checked each result by substitution. "
    "Both learners can do it alone now; next time we begin with two unknowns."
)
RATE_AMOUNT_MINOR = 4_000
EFFECTS = ("attendance_locked", "earnings_credited", "insight_inputs_refreshed")


@dataclass(frozen=True, slots=True)
class Academy:
    """An organisation that no other test knows."""

    platform: Platform
    admin: Caller
    coach: Caller
    colleague: Caller
    learners: tuple[Caller, ...]
    course_id: UUID
    _free_hours: Iterator[float] = field(default_factory=lambda: itertools.count(0.25, 1.5))

    async def schedule(
        self,
        *,
        mode: Literal["online", "in_person"] = "in_person",
        ended_hours_ago: float | None = None,
        minutes: int = 60,
        acceptances: Sequence[str] = ("accepted", "accepted"),
        **fields: Any,
    ) -> UUID:
        """Schedule a session with a learner per acceptance, and wait for its register.

        Without `ended_hours_ago`, the first session ended a quarter of an hour ago. No reminder is due then, so nothing
        changes it during the test. Each further one ended an hour and a half earlier, so that its coach was free.
        """
        if ended_hours_ago is None:
            ended_hours_ago = next(self._free_hours)
        ends_at = datetime.now(UTC) - timedelta(hours=ended_hours_ago)
        body = {
            "name": f"Session {uuid4()}",
            "mode": mode,
            "coaches": [{"person_id": str(self.coach.person_id)}],
            "course_ids": [str(self.course_id)],
            "starts_at": (ends_at - timedelta(minutes=minutes)).isoformat(),
            "ends_at": ends_at.isoformat(),
            "roster": [
                {"person_id": str(learner.person_id), "acceptance": acceptance}
                for learner, acceptance in zip(self.learners, acceptances, strict=False)
            ],
        }
        session = await self.platform.post(self.admin, "/v1/sessions", body | fields)
        session_id = UUID(session["session_id"])
        await eventually(lambda: self.register(session_id), f"register of session {session_id}")
        return session_id

    async def register(self, session_id: UUID) -> Any:
        """Return the register of a session, or None if there is none yet."""
        answer = await self.platform.send(self.admin, "GET", f"/v1/attendance/registers/{session_id}")
        return answer.json() if answer.is_success else None

    async def mark(self, session_id: UUID, *codes: str) -> int:
        """Mark the learners in their order, and return the version of the marks."""
        marks = [
            {"person_id": str(learner.person_id), "code": code}
            for learner, code in zip(self.learners, codes, strict=False)
        ]
        answer = await self.platform.post(self.coach, f"/v1/attendance/registers/{session_id}/marks", {"marks": marks})
        return int(answer["version"])

    async def complete(self, session_id: UUID, **fields: Any) -> Any:
        """Complete a session as its coach, and return the answer."""
        body = {"minutes": 60, "recap": RECAP} | fields
        return await self.platform.post(self.coach, f"/v1/sessions/{session_id}/complete", body)

    async def set_rate(self) -> UUID:
        """Set a rate per hour for everybody, effective for years."""
        since = (datetime.now(UTC) - timedelta(days=1_000)).isoformat()
        rate = {"scope": "org", "unit": "hour", "amount_minor": RATE_AMOUNT_MINOR, "currency": "EUR"}
        answer = await self.platform.post(self.admin, "/v1/payouts/rates", rate | {"effective_from": since})
        return UUID(answer["rate_id"])

    async def effects(self, session_id: UUID) -> Any:
        """Return the effects of a session, or None while reports does not know it."""
        answer = await self.platform.send(self.admin, "GET", f"/v1/reports/sessions/{session_id}/effects")
        return answer.json() if answer.is_success else None

    async def all_effects(self, session_id: UUID) -> Any:
        """Return the effects of a session when all three have taken place."""

        async def look() -> Any:
            found = await self.effects(session_id)
            return found if found is not None and found["complete"] else None

        return await eventually(look, f"session {session_id} with all its effects")


async def found_academy(platform: Platform, *, with_rate: bool = True) -> Academy:
    """Create an organisation with an admin, two coaches, two learners and a course."""
    org_id = uuid4()
    admin = Caller(org_id, uuid4(), ("admin",))
    answer = await platform.send(
        admin, "PUT", "/v1/organisation", json={"name": "Test academy", "zone": "Europe/Prague"}
    )
    assert answer.is_success, answer.text

    async def person(name: str, role: str) -> Caller:
        body = {"username": name.lower(), "name": name, "role": role}
        created = await platform.post(admin, "/v1/people", body)
        return Caller(org_id, UUID(created["person_id"]), (role,))

    course = await platform.post(admin, "/v1/courses", {"code": "MATH-1", "title": "Algebra", "category": "Maths"})
    academy = Academy(
        platform=platform,
        admin=admin,
        coach=await person("Grace", "coach"),
        colleague=await person("Emmy", "coach"),
        learners=(await person("Ada", "learner"), await person("Alan", "learner")),
        course_id=UUID(course["course_id"]),
    )
    if with_rate:
        await academy.set_rate()
    return academy
