"""Registers follow their sessions, in whatever order the events arrive."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from attendance.handlers import on_session_completed, on_session_state_changed
from contracts.sessions import SessionCompleted, SessionStateChanged
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded

EXAMPLES = 25

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, COACH, OTHER_COACH = uuid4(), uuid4(), uuid4()
ANNA, BEN, CARA = uuid4(), uuid4(), uuid4()


async def roster(rows: Rows, session_id: UUID) -> set[UUID]:
    """Return the people on the stored roster."""
    found = await rows("SELECT person_id FROM roster_members WHERE session_id = :session_id", session_id=session_id)
    return {row.person_id for row in found}


async def register(rows: Rows, session_id: UUID) -> Any:
    """Return the register's row."""
    (row,) = await rows("SELECT * FROM registers WHERE session_id = :session_id", session_id=session_id)
    return row


async def test_a_scheduled_session_has_a_register_with_its_coaches_and_roster(
    handle: Handle, rows: Rows, events: Events
) -> None:
    session = uuid4()
    scheduled = events(
        SessionStateChanged, session, org_id=ORG, sequence=1, coaches=[COACH, OTHER_COACH], roster=[ANNA, BEN]
    )
    await handle(on_session_state_changed, scheduled)
    row = await register(rows, session)
    assert (row.state, row.org_id, row.coach_ids, row.version) == ("open", ORG, [COACH, OTHER_COACH], 0)
    assert await roster(rows, session) == {ANNA, BEN}


async def test_a_batch_of_changes_to_several_sessions_is_followed_at_once(
    handle: Handle, rows: Rows, events: Events
) -> None:
    sessions = [uuid4() for _ in range(20)]
    first = [
        events(SessionStateChanged, one, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA, BEN])
        for one in sessions
    ]
    await handle(on_session_state_changed, *first)
    second = [
        events(SessionStateChanged, one, coaches=[COACH], org_id=ORG, sequence=2, roster=[BEN]) for one in sessions
    ]
    third = [
        events(SessionStateChanged, one, coaches=[COACH], org_id=ORG, sequence=3, roster=[BEN, CARA])
        for one in sessions[:10]
    ]
    await handle(on_session_state_changed, *second, *third)
    assert [await roster(rows, one) for one in sessions] == [{BEN, CARA}] * 10 + [{BEN}] * 10


async def test_an_emptied_roster_is_followed(handle: Handle, rows: Rows, events: Events) -> None:
    session = uuid4()
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA]),
    )
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, coaches=[COACH], org_id=ORG, sequence=2, roster=[]),
    )
    assert await roster(rows, session) == set()


async def test_older_news_is_ignored_and_a_repeated_event_has_one_effect(
    handle: Handle, rows: Rows, events: Events
) -> None:
    session = uuid4()
    scheduled = events(SessionStateChanged, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA])
    changed = events(SessionStateChanged, session, org_id=ORG, sequence=2, coaches=[OTHER_COACH], roster=[ANNA])
    newest = events(SessionStateChanged, session, org_id=ORG, sequence=3, coaches=[COACH], roster=[ANNA, CARA])
    await handle(on_session_state_changed, newest)
    await handle(on_session_state_changed, changed)
    await handle(on_session_state_changed, scheduled, changed)
    await handle(on_session_state_changed, newest)
    row = await register(rows, session)
    assert row.coach_ids == [COACH]
    assert await roster(rows, session) == {ANNA, CARA}


async def test_a_cancelled_session_closes_its_register(handle: Handle, rows: Rows, events: Events) -> None:
    session = uuid4()
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA]),
    )
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, state="cancelled", coaches=[COACH], org_id=ORG, sequence=2),
    )
    assert (await register(rows, session)).state == "cancelled"


async def test_a_completion_that_comes_first_makes_the_register_and_older_news_cannot_change_it(
    handle: Handle, rows: Rows, events: Events
) -> None:
    session = uuid4()
    completed = events(SessionCompleted, session, org_id=ORG, sequence=4, coaches=[COACH], roster=[ANNA, BEN])
    await handle(on_session_completed, completed)
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[CARA]),
    )
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, coaches=[COACH], org_id=ORG, sequence=2, roster=[CARA, BEN]),
    )
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, state="cancelled", coaches=[COACH], org_id=ORG, sequence=3),
    )
    assert (await register(rows, session)).state == "locked"
    official = await rows("SELECT person_id FROM official_marks WHERE session_id = :session_id", session_id=session)
    assert {row.person_id for row in official} == {ANNA, BEN}
    assert await roster(rows, session) == set()


async def test_an_unknown_state_counts_as_cancelled(handle: Handle, rows: Rows, events: Events) -> None:
    session = uuid4()
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, org_id=ORG, sequence=1, coaches=[COACH], state="postponed"),
    )
    assert (await register(rows, session)).state == "cancelled"


class Sent(NamedTuple):
    """What the sessions service sent about a session: its states in order, and its completion if it has one."""

    states: list[dict[str, Any]]
    completed_at: int | None


@st.composite
def sent(draw: st.DrawFn) -> Sent:
    """A session with some states. After a completion its plan alone may change, and before it anything."""
    people = st.lists(st.sampled_from([ANNA, BEN, CARA]), unique=True)
    coaches = st.lists(st.sampled_from([COACH, OTHER_COACH]), min_size=1, unique=True)
    before = [
        {"state": "scheduled", "roster": draw(people), "coaches": draw(coaches), "course_ids": [uuid4()]}
        for _ in range(draw(st.integers(1, 3)))
    ]
    end = draw(st.sampled_from(["none", "cancelled", "completed"]))
    if end == "none":
        return Sent(before, None)
    after = [before[-1] | {"state": end, "course_ids": [uuid4()]} for _ in range(draw(st.integers(1, 2)))]
    return Sent([*before, *after], len(before) + 1 if end == "completed" else None)


async def shown(rows: Rows, session_id: UUID) -> Any:
    """Return what a register has and shows, without the ids and times that differ from run to run."""
    row = await register(rows, session_id)
    hidden = ("session_id", "coaches_sequence", "roster_sequence", "stamped_at")
    kept = {name: value for name, value in row._mapping.items() if name not in hidden}
    official = await rows("SELECT person_id, code FROM official_marks WHERE session_id = :id ORDER BY 1", id=session_id)
    people = set() if row.state == "locked" else await roster(rows, session_id)
    return kept, people, [tuple(one) for one in official]


@bounded(EXAMPLES)
@given(sent=sent(), data=st.data())
async def test_any_interleaving_of_states_and_completion_gives_the_same_register(
    handle: Handle, rows: Rows, events: Events, sent: Sent, data: st.DataObject
) -> None:
    """Topics have no order among each other, and events may come twice. Only the lock comes from the completion."""
    found = []
    for is_shuffled in (False, True):
        session = uuid4()
        made: list[tuple[Any, Any]] = [
            (on_session_state_changed, events(SessionStateChanged, session, org_id=ORG, sequence=place, **state))
            for place, state in enumerate(sent.states, start=1)
        ]
        if sent.completed_at is not None:
            last = sent.states[-1]
            more = {"roster": last["roster"], "coaches": last["coaches"], "sequence": sent.completed_at}
            made.append((on_session_completed, events(SessionCompleted, session, org_id=ORG, **more)))
        order = made
        if is_shuffled:
            order = data.draw(st.permutations(made)) + data.draw(st.lists(st.sampled_from(made), max_size=2))
        for handler, event in order:
            await handle(handler, event)
        found.append(await shown(rows, session))
    assert found[0] == found[1]
