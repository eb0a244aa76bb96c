"""Registers follow their sessions, in whatever order the events arrive."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from attendance.handlers import on_roster_changed, on_session_cancelled, on_session_completed, on_session_scheduled
from contracts.sessions import RosterChanged, SessionCancelled, SessionChanged, SessionCompleted, SessionScheduled

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
        SessionScheduled, session, org_id=ORG, sequence=1, coaches=[COACH, OTHER_COACH], roster=[ANNA, BEN]
    )
    await handle(on_session_scheduled, scheduled)
    row = await register(rows, session)
    assert (row.state, row.org_id, row.coach_ids, row.version) == ("open", ORG, [COACH, OTHER_COACH], 0)
    assert await roster(rows, session) == {ANNA, BEN}


async def test_a_batch_of_changes_to_several_sessions_is_followed_at_once(
    handle: Handle, rows: Rows, events: Events
) -> None:
    sessions = [uuid4() for _ in range(20)]
    first = [
        events(SessionScheduled, one, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA, BEN]) for one in sessions
    ]
    await handle(on_session_scheduled, *first)
    second = [events(RosterChanged, one, org_id=ORG, sequence=2, roster=[BEN]) for one in sessions]
    third = [events(RosterChanged, one, org_id=ORG, sequence=3, roster=[BEN, CARA]) for one in sessions[:10]]
    await handle(on_roster_changed, *second, *third)
    assert [await roster(rows, one) for one in sessions] == [{BEN, CARA}] * 10 + [{BEN}] * 10


async def test_an_emptied_roster_is_followed(handle: Handle, rows: Rows, events: Events) -> None:
    session = uuid4()
    await handle(
        on_session_scheduled, events(SessionScheduled, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA])
    )
    await handle(on_roster_changed, events(RosterChanged, session, org_id=ORG, sequence=2, roster=[]))
    assert await roster(rows, session) == set()


async def test_older_news_is_ignored_and_a_repeated_event_has_one_effect(
    handle: Handle, rows: Rows, events: Events
) -> None:
    session = uuid4()
    scheduled = events(SessionScheduled, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA])
    changed = events(SessionChanged, session, org_id=ORG, sequence=2, coaches=[OTHER_COACH], roster=[ANNA])
    roster_changed = events(RosterChanged, session, org_id=ORG, sequence=3, roster=[ANNA, CARA])
    await handle(on_roster_changed, roster_changed)
    await handle(on_session_scheduled, changed)
    await handle(on_session_scheduled, scheduled, changed)
    await handle(on_roster_changed, roster_changed)
    row = await register(rows, session)
    assert row.coach_ids == [OTHER_COACH]
    assert await roster(rows, session) == {ANNA, CARA}


async def test_a_cancelled_session_closes_its_register(handle: Handle, rows: Rows, events: Events) -> None:
    session = uuid4()
    await handle(
        on_session_scheduled, events(SessionScheduled, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA])
    )
    await handle(on_session_cancelled, events(SessionCancelled, session, org_id=ORG, sequence=2))
    assert (await register(rows, session)).state == "cancelled"


async def test_a_completion_that_comes_first_makes_the_register_and_older_news_cannot_change_it(
    handle: Handle, rows: Rows, events: Events
) -> None:
    session = uuid4()
    completed = events(SessionCompleted, session, org_id=ORG, sequence=4, coaches=[COACH], roster=[ANNA, BEN])
    await handle(on_session_completed, completed)
    await handle(
        on_session_scheduled, events(SessionScheduled, session, org_id=ORG, sequence=1, coaches=[COACH], roster=[CARA])
    )
    await handle(on_roster_changed, events(RosterChanged, session, org_id=ORG, sequence=2, roster=[CARA, BEN]))
    await handle(on_session_cancelled, events(SessionCancelled, session, org_id=ORG, sequence=3))
    assert (await register(rows, session)).state == "locked"
    official = await rows("SELECT person_id FROM official_marks WHERE session_id = :session_id", session_id=session)
    assert {row.person_id for row in official} == {ANNA, BEN}
    assert await roster(rows, session) == set()
