"""Beside every change of a session its whole state is published. It says what the changes say together."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from chassis.messaging.outbox import EVENT_BYTES_MAX
from contracts.cloudevents import to_record
from contracts.envelope import Event
from contracts.sessions import (
    CompletionState,
    PresenceChanged,
    RosterChanged,
    SessionAmended,
    SessionCancelled,
    SessionChanged,
    SessionCompleted,
    SessionFoundUnlogged,
    SessionScheduled,
    SessionStarted,
    SessionState,
    SessionStateChanged,
    SessionVoided,
)
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from sessions.catalogue.domain import ROSTER_MAX

from ..conftest import School
from ..helpers.corrections import BOTH_COACHES, MINUTES, completed, put_policy, shares

EXAMPLES: Final = 15
EARLIER: Final = "2020-01-01T00:00:00Z"

steps = st.lists(
    st.sampled_from(
        [
            "add",
            "remove",
            "answer",
            "class",
            "window",
            "courses",
            "coach",
            "uncoach",
            "share",
            "start",
            "join",
            "cancel",
        ]
    ),
    max_size=8,
)
ends = st.sampled_from([(), ("complete",), ("complete", "window", "minutes", "shares"), ("complete", "void", "window")])


def folded(events: list[Event]) -> dict[str, Any]:
    """Return the state that all events of a session make together, as the fields of a SessionStateChanged."""
    state: dict[str, Any] = {"started_at": None, "cancelled_at": None, "completion": None}
    for event in events:
        match event:
            case SessionScheduled() | SessionChanged():
                state |= {name: getattr(event, name) for name in SessionState.model_fields}
                state.setdefault("state", "scheduled")
            case RosterChanged():
                state["roster"] = event.roster
                state.pop("class_ids", None)  # the event does not say which classes were enrolled
            case SessionStarted():
                state |= {"state": "in_progress", "started_at": event.started_at}
            case SessionCancelled():
                state |= {"state": "cancelled", "cancelled_at": event.cancelled_at}
            case SessionCompleted():
                completion = CompletionState(
                    completed_sequence=event.sequence,
                    completed_at=event.completed_at,
                    record_hash=event.record_hash,
                    logged_minutes=event.logged_minutes,
                    coaches=event.coaches,
                )
                answers = {one.person_id: one for one in event.roster}
                state["roster"] = tuple(
                    one.model_copy(
                        update={
                            "acceptance": answers[one.person_id].acceptance,
                            "accepted_by": answers[one.person_id].accepted_by,
                        }
                    )
                    for one in state["roster"]
                )
                state |= {"state": "completed", "completion": completion}
            case SessionAmended():
                new = {"logged_minutes": event.new.logged_minutes, "coaches": event.new.coaches}
                state["completion"] = state["completion"].model_copy(update=new)
            case SessionVoided():
                voided = state["completion"].model_copy(update={"voided_at": event.voided_at})
                state |= {"state": "voided", "completion": voided}
    return state


async def check(school: School, session_id: str) -> list[SessionStateChanged]:
    """Assert that each change of a session has its state beside it, equal to what the changes up to it say."""
    sent = await school.outbox(session_id)
    events = [event for event in sent if not isinstance(event, SessionStateChanged)]
    states = {event.sequence: event for event in sent if isinstance(event, SessionStateChanged)}
    silent = (PresenceChanged, SessionFoundUnlogged)
    assert list(states) == [event.sequence for event in events if not isinstance(event, silent)]
    for place, event in enumerate(events):
        if not isinstance(event, silent):
            state = states[event.sequence]
            expected = folded(events[: place + 1])
            assert {name: getattr(state, name) for name in expected} == expected
            assert (state.causation_id, state.occurred_at) == (event.event_id, event.occurred_at)
            assert (state.org_id, state.correlation_id) == (event.org_id, event.correlation_id)
    rows = await school.rows("SELECT class_id FROM session_classes WHERE session_id = :id ORDER BY 1", id=session_id)
    assert list(states.values())[-1].class_ids == tuple(row.class_id for row in rows)
    return list(states.values())


async def do(school: School, session_id: str, step: str, *, group: str, course: str) -> None:
    """Send the request of a step. A step that is not allowed now is refused, and changes nothing."""
    path, people = f"/v1/sessions/{session_id}", school.people
    requests: dict[str, tuple[str, str, object]] = {
        "add": ("POST", f"{path}/roster", {"add": [{"person_id": people["learner-3"]}]}),
        "remove": ("POST", f"{path}/roster", {"remove": [people["learner-2"]]}),
        "answer": ("POST", f"{path}/acceptance", {"person_id": people["learner-3"], "acceptance": "accepted"}),
        "class": ("POST", f"{path}/roster", {"class_ids": [group]}),
        "window": ("PATCH", path, {"display_from": EARLIER, "visibility": "accessible"}),
        "courses": ("POST", f"{path}/courses", {"add": [course], "remove": [school.course_id]}),
        "coach": ("POST", f"{path}/courses/{course}/coaches", {"add": [people["coach-2"]]}),
        "uncoach": ("POST", f"{path}/courses/{school.course_id}/coaches", {"remove": [people["coach-2"]]}),
        "share": ("PATCH", path, {"coaches": shares(school, 6_000, 4_000)}),
        "start": ("POST", f"{path}/start", None),
        "join": ("POST", f"{path}/presence", {"person_id": people["coach-1"], "action": "join"}),
        "cancel": ("POST", f"{path}/cancel", {"reason": "The coach is ill."}),
        "minutes": ("POST", f"{path}/amendments", MINUTES),
        "shares": (
            "POST",
            f"{path}/amendments",
            {"field": "coach_shares", "coaches": shares(school, 7_000, 3_000), "reason": "Came late"},
        ),
        "void": ("POST", f"{path}/void", {"reason": "It did not take place."}),
    }
    answer = await school.send("admin", *requests[step])
    assert answer.status_code in (200, 201, 403, 409, 422), answer.text


@bounded(EXAMPLES)
@given(sequence=steps, end=ends)
async def test_the_state_beside_each_change_is_what_all_changes_say_together(
    school: School, sequence: list[str], end: tuple[str, ...]
) -> None:
    await put_policy(school, amendment_second_person=False, acceptance_required=False, empty_call_required=False)
    group, course = await catalogue(school)
    session_id = await school.schedule(
        starts_at=None,
        ends_at=None,
        coaches=[{"person_id": school.people[coach]} for coach in BOTH_COACHES],
        course_coaches={str(school.course_id): [school.people["coach-2"]]},
    )
    for step in sequence:
        await do(school, session_id, step, group=group, course=course)
    for step in end:
        if step == "complete":
            await do(school, session_id, "start", group=group, course=course)
            await school.complete(session_id)
        else:
            await do(school, session_id, step, group=group, course=course)
    await check(school, session_id)


async def catalogue(school: School) -> tuple[str, str]:
    """Return a class with one learner and a course that no session has yet."""
    name = str(uuid4())
    group = await school.ok("admin", "POST", "/v1/classes", {"name": name, "members": [school.people["learner-4"]]})
    course = await school.ok("admin", "POST", "/v1/courses", {"code": name, "title": "Physics"})
    return str(group["class_id"]), str(course["course_id"])


async def test_a_completion_its_corrections_and_later_windows_are_in_the_state(school: School) -> None:
    """The property finds this too, but only sometimes."""
    await put_policy(school, amendment_second_person=False)
    session_id = await completed(school)
    for step in ("minutes", "shares", "window", "void"):
        await do(school, session_id, step, group="", course="")
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"visibility": "list_only"})

    found = [(one.state, one.completion) for one in await check(school, session_id)]

    assert [state for state, _ in found] == ["scheduled", "in_progress", *["completed"] * 4, "voided", "voided"]
    last = found[-1][1]
    assert last is not None
    assert (last.completed_sequence, last.logged_minutes) == (3, 30)
    assert [coach.share_basis_points for coach in last.coaches] == [7_000, 3_000]
    assert last == found[-2][1]


async def test_batches_and_imports_write_states_too(school: School) -> None:
    group, _ = await catalogue(school)
    first = datetime.now(UTC) + timedelta(days=7)
    batch = await school.ok(
        "admin",
        "POST",
        "/v1/batches",
        {
            "name": "Weekly",
            "mode": "online",
            "coaches": [{"person_id": school.people["coach-1"]}],
            "rule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=3",
            "first_at": first.replace(second=0, microsecond=0, tzinfo=None).isoformat(),
            "duration_minutes": 45,
            "roster": [{"person_id": school.people["learner-1"]}],
            "class_ids": [group],
            "ahead_days": 60,
        },
    )
    path = f"/v1/batches/{batch['batch_id']}"
    await school.ok("admin", "POST", f"{path}/roster", {"add": [{"person_id": school.people["learner-2"]}]})
    await school.ok("admin", "PATCH", path, {"visibility": "accessible"})
    columns = "SessionName;Coach;DateStart;DateEnd;Users;Courses"
    file = f"{columns}\nImported;coach-1;;;learner-1|learner-2;MATH[coach-2][learner-1]\n"
    await school.ok("admin", "POST", "/v1/imports/sessions", file.encode())
    again = file.replace("learner-2;", "learner-2|learner-3;").replace("[coach-2]", "[coach-2,coach-1]")
    await school.ok("admin", "POST", "/v1/imports/sessions", again.encode(), import_mode="upsert")
    await school.ok("admin", "POST", f"{path}/end", {"reason": "The coach moved away."})

    rows = await school.rows("SELECT id, batch_id FROM sessions")
    for row in rows:
        states = await check(school, str(row.id))
        assert [one.state for one in states] == (["scheduled"] * 3 + ["cancelled"] * (row.batch_id is not None))


def test_the_state_of_a_session_with_the_largest_roster_fits_into_a_message() -> None:
    """500 learners take 89 kB. The largest roster takes less than half of what a message may have."""
    assert size_bytes(500) < 90_000
    assert size_bytes(ROSTER_MAX) < EVENT_BYTES_MAX / 2


def size_bytes(learners: int) -> int:
    """Return the size of the state of a session with this number of learners on its roster."""
    period = {"enrolled_at": datetime(2026, 11, 2, 7, 10, 0, 123456, tzinfo=UTC)}
    roster = [{"person_id": uuid4(), "acceptance": "accepted", "periods": [period]} for _ in range(learners)]
    coach = {"person_id": uuid4(), "share_basis_points": 10_000}
    state = SessionStateChanged.model_validate(
        {
            **dict.fromkeys(("event_id", "org_id", "correlation_id", "session_id"), uuid4()),
            "occurred_at": period["enrolled_at"],
            "key": "a session",
            "sequence": 1,
            "state": "scheduled",
            "course_ids": (),
            "course_coaches": (),
            "class_ids": (),
            "mode": "online",
            "visibility": "read_only",
            "coaches": [coach],
            "roster": roster,
            "zone": "Europe/Prague",
        }
    )
    return len(to_record(state).value)
