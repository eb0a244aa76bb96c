"""What a void of the session means for the amendments of its register."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from attendance.handlers import on_session_voided
from contracts.attendance import RegisterVoided
from contracts.sessions import SessionVoided

from .test_api_amendments import ADMIN, ANNA, BEN, COACH, ORG, Events, Handle, Register, Rows, locked, problem

__all__ = ["locked"]


async def test_the_register_of_a_withdrawn_session_says_so_and_takes_no_corrections(
    locked: Callable[..., Awaitable[Register]], handle: Handle, events: Events, rows: Rows
) -> None:
    register = await locked()
    approved = (await register.coach.propose(BEN, "present")).json()["amendment_id"]
    await register.admin.decide(approved, "approve")
    waiting = (await register.coach.propose(ANNA, "late")).json()["amendment_id"]
    assert (await register.coach.read()).json()["voided_at"] is None
    before = await register.codes(register.coach, "corrected")
    shares = [{"person_id": COACH, "share_basis_points": 10_000}]
    values = {"logged_minutes": 45, "coaches": shares, "recap_sha256": "0" * 64}
    more = {"amendment_id": uuid4(), "withdrawn": values, "completed_sequence": 2, "proposed_by": ADMIN}
    for minute in (10, 20):  # the second event repeats the first and changes nothing
        voided = events(
            SessionVoided,
            register.session_id,
            org_id=ORG,
            sequence=3,
            voided_at=f"2026-11-03T08:{minute}:00Z",
            **more,
        )
        await handle(on_session_voided, voided)
    assert (await register.coach.read()).json()["voided_at"] == "2026-11-03T08:10:00Z"
    found = await rows("SELECT payload FROM outbox WHERE headers->>'ce_type' LIKE '%RegisterVoided%'")
    [announced] = [RegisterVoided.model_validate_json(row.payload) for row in found]
    assert (announced.key, announced.session_id) == (str(register.session_id), register.session_id)
    assert announced.voided_at.isoformat() == "2026-11-03T08:10:00+00:00"
    assert (announced.sequence, announced.completed_sequence) == (3, 2), "it follows the lock and one amendment"
    assert problem(await register.coach.propose(BEN, "late")) == (409, "already-voided")
    assert problem(await register.admin.decide(waiting, "approve")) == (409, "already-voided")
    assert (await register.admin.decide(approved, "approve")).status_code == 200
    assert (await register.admin.decide(waiting, "reject")).status_code == 200
    assert await register.codes(register.coach, "corrected") == before
