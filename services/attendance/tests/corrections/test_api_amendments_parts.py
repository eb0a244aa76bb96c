"""Who decides on amendments by the policy, and who sees which marks and remarks."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from attendance.handlers import on_guardian_linked, on_organisation_changed, on_session_state_changed
from contracts.sessions import GuardianLinked, OrganisationChanged, SeparateDuties, SessionStateChanged
from lockstep_testing.api import Api

from .test_api_amendments import ADMIN, ANNA, BEN, COACH, ORG, Caller, Events, Handle, Register, locked, problem

__all__ = ["locked"]


async def test_the_roles_that_the_policy_names_decide_and_the_proposer_takes_back(
    locked: Callable[..., Awaitable[Register]], handle: Handle
) -> None:
    register = await locked(policy={"amendment_approvers": ["support"], "amendment_second_person": False})
    support = register.caller(uuid4(), "support")
    first = (await register.coach.propose(BEN, "present")).json()["amendment_id"]

    assert (await register.coach.decide(first, "reject")).json()["state"] == "rejected"
    assert (await support.propose(BEN, "present")).json()["state"] == "applied"
    assert (await register.admin.propose(ANNA, "late")).json()["state"] == "applied", "an admin is support too"

    open_one = (await register.coach.propose(BEN, "late")).json()["amendment_id"]
    await handle(on_organisation_changed, separated("support"))
    assert problem(await register.admin.decide(open_one, "approve")) == (403, "not-an-approver")
    assert (await support.decide(open_one, "approve")).json()["state"] == "applied"

    register = await locked(policy={"amendment_approvers": ["admin"]})
    second = (await register.coach.propose(BEN, "present")).json()["amendment_id"]
    for decision in ("approve", "reject"):
        assert problem(await support_of(register).decide(second, decision)) == (403, "not-an-approver")
    assert (await register.admin.decide(second, "approve")).json()["state"] == "applied"


def separated(*duties: str) -> OrganisationChanged:
    """Return the event of an organisation that separates these duties."""
    return OrganisationChanged(
        **{"event_id": uuid4(), "org_id": ORG, "correlation_id": uuid4(), "occurred_at": datetime.now(UTC)},
        key=f"organisation:{ORG}",
        sequence=1,
        zone="UTC",
        policy_version=1,
        separate_duties=(SeparateDuties(duties=duties),),
    )


def support_of(register: Register) -> Caller:
    """Return somebody of support."""
    return register.caller(uuid4(), "support")


async def test_guardians_see_the_marks_of_their_learners_and_nobody_outside_sees_remarks(
    locked: Callable[..., Awaitable[Register]], api: Api, handle: Handle, events: Events
) -> None:
    session_id, guardian, course_coach = uuid4(), uuid4(), uuid4()
    course = uuid4()
    state = events(
        SessionStateChanged,
        session_id,
        sequence=1,
        org_id=ORG,
        coaches=[COACH],
        roster=[ANNA, BEN],
        course_ids=[course],
        course_coaches=[{"course_id": course, "person_ids": [course_coach]}],
    )
    await handle(on_session_state_changed, state)
    linked = events(
        GuardianLinked,
        session_id,
        sequence=1,
        org_id=ORG,
        key=f"learner:{ANNA}",
        learner_id=ANNA,
        guardian_id=guardian,
        at=datetime.now(UTC),
        by=ADMIN,
    )
    path = f"/v1/attendance/registers/{session_id}"
    marks = [{"person_id": str(one), "code": "present", "remark": "Seemed tired."} for one in (ANNA, BEN)]
    sent = await api.client.post(f"{path}/marks", json={"marks": marks}, headers=api.headers(ORG, COACH, ["coach"]))
    assert sent.status_code == 200

    async def seen(person: UUID, role: str) -> Any:
        answer = await api.client.get(path, headers=api.headers(ORG, person, [role]))
        return (
            problem(answer)
            if answer.is_error
            else [(one["person_id"], one["remark"]) for one in answer.json()["marks"]]
        )

    assert await seen(guardian, "guardian") == (404, "register-not-found")
    await handle(on_guardian_linked, linked)
    assert await seen(guardian, "guardian") == [(str(ANNA), None)]
    assert await seen(ANNA, "learner") == [(str(ANNA), None)]
    for person, role in ((COACH, "coach"), (course_coach, "coach"), (ADMIN, "admin")):
        assert {remark for _, remark in await seen(person, role)} == {"Seemed tired."}
    kept = await api.client.post(
        f"{path}/marks", json={"marks": marks}, headers=api.headers(ORG, course_coach, ["coach"])
    )
    assert problem(kept) == (403, "not-your-register")
