"""The newest state of organisations and guardians is kept, in whatever order the events arrive."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from contracts.sessions import GuardianLinked, GuardianUnlinked
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.organisations import AT, ZONES, check_newest_is_kept, fields
from lockstep_testing.properties import bounded
from sqlalchemy.ext.asyncio import AsyncEngine

EXAMPLES = 15

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]


@bounded(EXAMPLES)
@given(zones=ZONES, data=st.data())
async def test_the_newest_zone_policy_and_duties_of_an_organisation_are_kept(
    handle: Handle, superuser: AsyncEngine, zones: list[str], data: st.DataObject
) -> None:
    await check_newest_is_kept(handle, superuser, zones, data)


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
    await handle(*order[:2])
    await handle(*order[1:], order[0])
    kept = await rows("SELECT guardian_id, is_linked FROM guardians WHERE learner_id = :id", id=learner_id)
    assert {row.guardian_id.int: row.is_linked for row in kept} == dict(links)
