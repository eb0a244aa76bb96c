"""Amendments of a locked register over HTTP: who proposes and decides, which marks hold, and what is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from attendance.handlers import on_session_completed, on_session_state_changed
from contracts.attendance import AttendanceAmended
from contracts.sessions import SessionCompleted, SessionStateChanged
from lockstep_testing.api import Api
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, OTHER_ORG = uuid4(), uuid4()
COACH, OTHER_COACH, ADMIN, SECOND = uuid4(), uuid4(), uuid4(), uuid4()
ANNA, BEN = uuid4(), uuid4()
REASON = "She came in by the side door."


class Caller:
    """A person of the organisation who sends requests about one session's register."""

    def __init__(self, api: Api, session_id: UUID, person: UUID, *roles: str, org: UUID = ORG) -> None:
        """Take the person, their roles and the session."""
        self._client, self._path = api.client, f"/v1/attendance/registers/{session_id}"
        self._headers = api.headers(org, person, roles)

    async def read(self, path: str = "") -> httpx.Response:
        """Read the register, or a path beneath it."""
        return await self._client.get(f"{self._path}{path}", headers=self._headers)

    async def propose(self, person: UUID, code: str, *, key: str | None = None, **more: Any) -> httpx.Response:
        """Propose another mark."""
        body = {"person_id": str(person), "code": code, "reason": REASON} | more
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        return await self._client.post(f"{self._path}/amendments", json=body, headers=headers)

    async def decide(self, amendment: Any, decision: str) -> httpx.Response:
        """Approve or reject an amendment."""
        body = {"reason": "An empty seat."} if decision == "reject" else None
        path = f"{self._path}/amendments/{amendment}/{decision}"
        return await self._client.post(path, headers=self._headers, json=body)


class Register:
    """The locked register of a session with Anna (present) and Ben (absent, since nobody marked him)."""

    def __init__(self, api: Api, session_id: UUID) -> None:
        """Take the session."""
        self.api, self.session_id = api, session_id
        self.coach = self.caller(COACH, "coach")
        self.admin, self.second = self.caller(ADMIN, "admin"), self.caller(SECOND, "admin", "coach")

    def caller(self, person: UUID, *roles: str, org: UUID = ORG) -> Caller:
        """Return a person who sends requests about this register."""
        return Caller(self.api, self.session_id, person, *roles, org=org)

    async def codes(self, caller: Caller, field: str) -> dict[str, tuple[str, int | None, str]]:
        """Return the marks in a field of the register, as the caller sees them."""
        marks = (await caller.read()).json()[field]
        return {one["person_id"]: (one["code"], one["minutes"], one["source"]) for one in marks}


@pytest.fixture
def locked(api: Api, handle: Handle, events: Events) -> Callable[..., Awaitable[Register]]:
    """Make a locked register."""

    async def make(**policy: Any) -> Register:
        register = Register(api, uuid4())
        people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA, BEN]}
        await handle(on_session_state_changed, events(SessionStateChanged, register.session_id, sequence=1, **people))
        marks = {"marks": [{"person_id": str(ANNA), "code": "present", "minutes": 45}]}
        path = f"/v1/attendance/registers/{register.session_id}/marks"
        answer = await api.client.post(path, json=marks, headers=api.headers(ORG, COACH, ["coach"]))
        assert answer.status_code == 200
        await handle(
            on_session_completed, events(SessionCompleted, register.session_id, sequence=2, **people, **policy)
        )
        return register

    return make


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return status and slug of a refusal."""
    return answer.status_code, answer.json()["type"].removeprefix("urn:lockstep:problem:")


async def amended(rows: Rows) -> list[AttendanceAmended]:
    """Return the amendments in the outbox, oldest first."""
    found = await rows("SELECT payload FROM outbox WHERE headers->>'ce_type' LIKE '%AttendanceAmended%' ORDER BY id")
    return [AttendanceAmended.model_validate_json(row.payload) for row in found]


async def test_a_coach_proposes_an_admin_approves_and_the_official_register_stays(
    locked: Callable[..., Awaitable[Register]], rows: Rows
) -> None:
    register = await locked()
    official = await register.codes(register.coach, "marks")
    assert await register.codes(register.coach, "corrected") == official
    proposed = await register.coach.propose(BEN, "late", minutes=30, reason=f"  {REASON} ")
    body = proposed.json()
    assert (proposed.status_code, body["state"], body["reason"]) == (201, "proposed", REASON)
    assert (body["old"]["code"], body["old"]["source"], body["new"]["code"]) == ("absent", "policy_default", "late")
    assert await register.codes(register.coach, "corrected") == official
    assert await amended(rows) == []

    approved = await register.admin.decide(body["amendment_id"], "approve")
    assert (approved.status_code, approved.json()["state"], approved.json()["decided_by"]) == (
        200,
        "applied",
        str(ADMIN),
    )
    again = await register.second.decide(body["amendment_id"], "approve")
    assert (again.status_code, again.json()) == (200, approved.json())
    assert problem(await register.admin.decide(body["amendment_id"], "reject")) == (409, "amendment-decided")
    assert await register.codes(register.coach, "marks") == official
    assert await register.codes(register.coach, "corrected") == {**official, str(BEN): ("late", 30, "coach")}

    (event,) = await amended(rows)
    assert (event.key, event.sequence, event.org_id) == (str(register.session_id), 2, ORG)
    assert (event.proposed_by, event.approved_by) == (COACH, ADMIN)
    assert (event.old.code, event.old.source, event.old.counts_as_present) == ("absent", "policy_default", False)
    assert (event.new.code, event.new.minutes, event.new.source, event.new.weight_basis_points) == (
        "late",
        30,
        "coach",
        5_000,
    )
    (payload,) = await rows("SELECT string_agg(encode(payload, 'escape'), '') AS text FROM outbox")
    assert REASON not in payload.text

    await register.admin.decide((await register.coach.propose(BEN, "excused")).json()["amendment_id"], "approve")
    second = (await amended(rows))[1]
    assert (second.sequence, second.old, second.new.code) == (3, event.new, "excused")
    assert (await register.codes(register.coach, "corrected"))[str(BEN)] == ("excused", None, "coach")
    history = (await register.coach.read("/history?limit=1")).json()
    assert (history["items"][0]["version"], history["items"][0]["amendment_id"]) == (1, None)
    history = (await register.coach.read(f"/history?cursor={history['next_cursor']}")).json()["items"]
    assert [(one["code"], one["replaced"]["code"], one["reason"]) for one in history] == [
        ("late", "absent", REASON),
        ("excused", "late", REASON),
    ]
    assert (history[0]["marked_by"], history[0]["approved_by"], history[0]["version"]) == (str(COACH), str(ADMIN), None)
    assert [one["decided_alone"] for one in history] == [False, False]


async def test_who_may_read_propose_and_decide(
    locked: Callable[..., Awaitable[Register]], handle: Handle, events: Events
) -> None:
    register = await locked()
    anna, stranger = register.caller(ANNA, "learner"), register.caller(OTHER_COACH, "coach")
    elsewhere = register.caller(ADMIN, "admin", org=OTHER_ORG)
    for caller, expected in ((anna, (403, "forbidden")), (stranger, (404, "register-not-found"))):
        assert problem(await caller.propose(ANNA, "absent")) == expected
        assert [problem(await caller.read(path)) for path in ("/amendments", "/history")] == [expected] * 2
    assert problem(await elsewhere.propose(ANNA, "absent")) == (404, "register-not-found")
    first = (await register.coach.propose(ANNA, "absent")).json()["amendment_id"]
    own = (await register.second.propose(BEN, "present")).json()
    assert own["state"] == "proposed"
    assert problem(await register.coach.decide(first, "approve")) == (403, "forbidden")
    answer = await register.second.decide(own["amendment_id"], "approve")
    assert problem(answer) == (403, "second-person-needed")
    assert "give it to one more person" in answer.json()["detail"]
    assert problem(await elsewhere.decide(first, "approve")) == (404, "register-not-found")
    assert problem(await register.admin.decide(uuid4(), "approve")) == (404, "amendment-not-found")
    other = await locked()
    assert problem(await other.admin.decide(first, "reject")) == (404, "amendment-not-found")

    rejected = (await register.second.decide(own["amendment_id"], "reject")).json()
    assert (rejected["state"], rejected["rejection_reason"]) == ("rejected", "An empty seat.")
    assert (await register.admin.decide(own["amendment_id"], "reject")).json() == rejected
    assert problem(await register.admin.decide(own["amendment_id"], "approve")) == (409, "amendment-decided")
    auditor = register.caller(uuid4(), "auditor")
    page = (await auditor.read("/amendments?limit=1")).json()
    assert [one["amendment_id"] for one in page["items"]] == [first]
    page = (await auditor.read(f"/amendments?cursor={page['next_cursor']}")).json()
    assert (page["items"], page["next_cursor"]) == ([rejected], None)
    assert (await auditor.read("/amendments?cursor=nonsense")).status_code == 422
    assert (await auditor.read("/history?cursor=WyJhIiwxLCJiIl0")).status_code == 422

    await register.admin.decide(first, "approve")
    seen = (await anna.read()).json()
    assert [(one["code"], one["amendment_id"]) for one in seen["marks"]] == [("present", None)]
    assert [(one["code"], one["amendment_id"]) for one in seen["corrected"]] == [("absent", first)]
    assert REASON not in str(seen)


async def test_without_a_second_person_an_admin_corrects_at_once_and_a_coach_still_asks(
    locked: Callable[..., Awaitable[Register]], rows: Rows
) -> None:
    register = await locked(policy={"amendment_second_person": False, "attendance_default": "excused"})
    assert (await register.codes(register.admin, "marks"))[str(BEN)] == ("excused", None, "policy_default")
    first = await register.admin.propose(BEN, "present", key="one")
    assert (first.json()["state"], first.json()["decided_by"]) == ("applied", str(ADMIN))
    assert (await register.admin.propose(BEN, "present", key="one")).json() == first.json()
    assert (await register.admin.decide(first.json()["amendment_id"], "approve")).json() == first.json()
    asked = (await register.coach.propose(ANNA, "absent")).json()
    assert (asked["state"], asked["decided_alone"], first.json()["decided_alone"]) == ("proposed", False, True)
    await register.admin.decide(asked["amendment_id"], "approve")
    listed = (await register.admin.read("/amendments")).json()["items"]
    history = (await register.admin.read("/history")).json()["items"]
    assert [one["decided_alone"] for one in listed] == [True, False]
    assert [(bool(one["amendment_id"]), one["decided_alone"]) for one in history][-2:] == [(True, True), (True, False)]
    assert [(one.sequence, one.proposed_by, one.approved_by) for one in await amended(rows)] == [
        (2, ADMIN, None),
        (3, COACH, ADMIN),
    ]


async def test_what_cannot_be_corrected_is_refused_and_changes_nothing(
    locked: Callable[..., Awaitable[Register]], handle: Handle, events: Events, rows: Rows, superuser: AsyncEngine
) -> None:
    register = await locked()
    coach, admin = register.coach, register.admin
    assert problem(await coach.propose(uuid4(), "present")) == (422, "not-on-register")
    assert problem(await coach.propose(ANNA, "present", minutes=45)) == (422, "nothing-changes")
    for wrong in ({"code": "asleep"}, {"reason": " "}, {"reason": "x" * 1_334}, {"minutes": -1}, {"colour": "red"}):
        assert (await coach.propose(BEN, **({"code": "present"} | wrong))).status_code == 422
    assert await rows("SELECT amendment_id FROM register_amendments") == []

    await asyncio.gather(*(coach.read() for _ in range(3)))  # one connection each, so that they really race
    racing = await asyncio.gather(*(coach.propose(BEN, code) for code in ("present", "late", "excused")))
    assert sorted(one.status_code for one in racing) == [201, 409, 409]
    assert {problem(one)[1] for one in racing if one.status_code == 409} == {"amendment-open"}
    (waiting,) = [one.json() for one in racing if one.status_code == 201]
    # Another amendment changes the mark past the service, so the proposal's old mark no longer holds.
    async with superuser.begin() as db:
        await db.execute(
            text("""
                WITH other AS (
                    INSERT INTO register_amendments
                    SELECT gen_random_uuid(), org_id, session_id, person_id, old_mark,
                           jsonb_set(new_mark, '{minutes}', '7'), reason, proposed_by, proposed_at
                    FROM register_amendments RETURNING *)
                INSERT INTO register_amendment_decisions
                SELECT amendment_id, org_id, session_id, 'applied', NULL, proposed_by, proposed_at, 99 FROM other
            """)
        )
    assert problem(await admin.decide(waiting["amendment_id"], "approve")) == (409, "amendment-outdated")
    assert (await admin.decide(waiting["amendment_id"], "reject")).status_code == 200
    assert await amended(rows) == []

    scheduled = Register(register.api, uuid4())
    people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA]}
    await handle(on_session_state_changed, events(SessionStateChanged, scheduled.session_id, sequence=1, **people))
    assert problem(await scheduled.coach.propose(ANNA, "present")) == (409, "register-not-locked")
    assert (await scheduled.coach.read()).json()["corrected"] == []
    cancelled = events(SessionStateChanged, scheduled.session_id, sequence=2, state="cancelled", **people)
    await handle(on_session_state_changed, cancelled)
    assert problem(await scheduled.coach.propose(ANNA, "present")) == (409, "register-cancelled")


async def test_nobody_can_change_an_amendment_or_a_decision(
    locked: Callable[..., Awaitable[Register]], superuser: AsyncEngine
) -> None:
    register = await locked(policy={"amendment_second_person": False})
    await register.admin.propose(BEN, "present")
    for table in ("register_amendments", "register_amendment_decisions"):
        for change in ("UPDATE {} SET reason = 'other'", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            with pytest.raises(IntegrityError, match="immutable"):
                async with superuser.begin() as db:
                    await db.execute(text("SET LOCAL session_replication_role = replica"))
                    await db.execute(text(change.format(table)))
