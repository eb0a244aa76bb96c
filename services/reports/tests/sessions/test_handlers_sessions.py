"""Reports keeps the newest state of each session, in whatever order the states arrive."""

from collections.abc import Awaitable, Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from sqlalchemy import Row

EXAMPLES = 15

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Row[Any]]]]

PEOPLE = ["anna", "ben", "cara"]
people = st.lists(st.sampled_from(PEOPLE), unique=True)
states = st.lists(
    st.tuples(st.sampled_from(["scheduled", "in_progress", "cancelled"]), people, people), min_size=1, max_size=5
)


@bounded(EXAMPLES)
@given(found=states, data=st.data())
async def test_the_newest_state_of_a_session_is_kept(
    handle: Handle, rows: Rows, new_world: Any, found: list[Any], data: st.DataObject
) -> None:
    world = new_world()
    sent = [
        world.state("s", state, sequence=place, coaches=["lead"], course_coaches=coaches, learners=learners)
        for place, (state, coaches, learners) in enumerate(found, start=1)
    ]
    order = data.draw(st.permutations(sent)) + data.draw(st.lists(st.sampled_from(sent), max_size=2))
    cut = data.draw(st.integers(0, len(order)))
    for batch in (order[:cut], order[cut:]):
        await handle(*batch)

    [kept] = await rows("SELECT * FROM known_sessions WHERE session_id = :id", id=world.id("s"))
    state, coaches, learners = found[-1]
    assert (kept.sequence, kept.state, kept.org_id) == (len(found), state, world.org_id)
    assert kept.coach_ids == [world.id("lead")]
    assert set(kept.course_coach_ids) == {world.id(one) for one in coaches}
    assert kept.learner_ids == [world.id(one) for one in learners]
