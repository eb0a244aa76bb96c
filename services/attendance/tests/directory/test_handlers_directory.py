"""The newest state of organisations and guardians is kept, in whatever order the events arrive."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from attendance.directory.queries import separate_duties
from attendance.handlers import on_guardian_linked, on_organisation_changed
from contracts.sessions import GuardianLinked, GuardianUnlinked, OrganisationChanged, SeparateDuties, separate_at
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from sqlalchemy.ext.asyncio import AsyncEngine

EXAMPLES = 15
AT = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ZONES = ["Europe/Prague", "Asia/Tokyo", "UTC"]

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]


def fields(org_id: UUID, key: str, sequence: int) -> dict[str, Any]:
    """Return the envelope of an event."""
    ids = {"event_id": uuid4(), "org_id": org_id, "correlation_id": uuid4(), "causation_id": None}
    return {**ids, "occurred_at": AT, "key": key, "sequence": sequence}


def plan(place: int) -> tuple[SeparateDuties, ...]:
    """Return the separate duties of an event, which differ from those of its neighbours."""
    later = SeparateDuties(effective_from=AT, duties=("support",) if place % 2 else ("finance", "a role of later"))
    return (SeparateDuties(duties=()), later) if place % 3 else ()


@bounded(EXAMPLES)
@given(zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=4), data=st.data())
async def test_the_newest_zone_policy_and_duties_of_an_organisation_are_kept(
    handle: Handle, rows: Rows, superuser: AsyncEngine, zones: list[str], data: st.DataObject
) -> None:
    org_id = uuid4()
    sent = [
        OrganisationChanged(
            **fields(org_id, f"organisation:{org_id}", place),
            zone=zone,
            policy_version=place,
            policy_effective_from=AT,
            separate_duties=plan(place),
        )
        for place, zone in enumerate(zones, start=1)
    ]
    order = data.draw(st.permutations(sent))
    await handle(on_organisation_changed, *order[:2])
    await handle(on_organisation_changed, *order[1:], order[0])
    [kept] = await rows("SELECT * FROM organisations WHERE org_id = :org_id", org_id=org_id)
    assert (kept.sequence, kept.zone, kept.policy_version) == (len(zones), zones[-1], len(zones))
    assert kept.policy_effective_from == AT
    async with superuser.connect() as db:
        found = [await separate_duties(db, org_id=org_id, now=at) for at in (AT - DAY, AT + DAY)]
    assert found == [separate_at(plan(len(zones)), at) for at in (AT - DAY, AT + DAY)]


@bounded(EXAMPLES)
@given(links=st.lists(st.tuples(st.integers(1, 2), st.booleans()), min_size=1, max_size=5), data=st.data())
async def test_whether_a_person_is_a_guardian_is_what_the_newest_event_says(
    handle: Handle, rows: Rows, links: list[tuple[int, bool]], data: st.DataObject
) -> None:
    org_id, learner_id = uuid4(), uuid4()
    sent = [
        (GuardianLinked if is_linked else GuardianUnlinked)(
            **fields(org_id, f"learner:{learner_id}", place),
            guardian_id=UUID(int=number),
            learner_id=learner_id,
            at=AT,
            by=org_id,
        )
        for place, (number, is_linked) in enumerate(links, start=1)
    ]
    order = data.draw(st.permutations(sent))
    await handle(on_guardian_linked, *order[:2])
    await handle(on_guardian_linked, *order[1:], order[0])
    kept = await rows("SELECT guardian_id, is_linked FROM guardians WHERE learner_id = :id", id=learner_id)
    assert {row.guardian_id.int: row.is_linked for row in kept} == dict(links)
