"""Registers are a function of the set of events, however they are cut into batches, ordered and repeated."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from attendance.worker import HANDLERS
from contracts.envelope import Event
from contracts.sessions import SessionCompleted, SessionStateChanged, SessionVoided
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.arrangements import QUICK, arrangements, in_order, rows_after
from lockstep_testing.databases import Databases

ORG, COACH, OTHER = uuid4(), uuid4(), uuid4()
LEARNERS = [uuid4() for _ in range(3)]
VOID: dict[str, Any] = {
    "org_id": ORG,
    "amendment_id": uuid4(),
    "withdrawn": {
        "logged_minutes": 45,
        "coaches": [{"person_id": COACH, "share_basis_points": 10_000}],
        "recap_sha256": "0" * 64,
    },
    "completed_sequence": 2,
    "proposed_by": uuid4(),
    "voided_at": "2026-11-03T07:10:00Z",
}
FINAL_ROWS = (
    "SELECT session_id, state, coach_ids, version, sequence, voided_at FROM registers ORDER BY session_id",
    """SELECT session_id, person_id FROM roster_members JOIN registers USING (session_id) WHERE state <> 'locked'
       ORDER BY session_id, person_id""",
    "SELECT session_id, register_version, completion_event_id, second_person FROM official_registers ORDER BY 1",
    "SELECT session_id, person_id, code, source, mark_version FROM official_marks ORDER BY 1, 2",
    "SELECT key, sequence, event_id FROM outbox ORDER BY key, sequence",
)

"""Nobody reads the roster of a locked register: its learners are those of the official marks."""


@given(data=st.data())
@QUICK
async def test_any_order_of_states_and_completions_gives_the_same_registers(
    databases: Databases, events: Callable[..., Any], data: st.DataObject
) -> None:
    states: list[Event] = []
    completions: list[Event] = []
    for _ in range(3):
        session_id = uuid4()
        changes = data.draw(st.lists(st.lists(st.sampled_from(LEARNERS), unique=True), min_size=1, max_size=3))
        ends = data.draw(st.sampled_from(["", "cancelled", "completed", "voided"]), "how it ends")
        people = {"org_id": ORG, "coaches": data.draw(st.sampled_from([[COACH], [COACH, OTHER]]))}
        for sequence, roster in enumerate(changes, start=1):
            states.append(events(SessionStateChanged, session_id, sequence=sequence, roster=roster, **people))
        after, last = len(changes) + 1, {"roster": changes[-1], **people}
        if ends:
            state = "completed" if ends == "voided" else ends
            states.append(events(SessionStateChanged, session_id, sequence=after, state=state, **last))
        if ends in ("completed", "voided"):
            said = {
                "never_answered": data.draw(st.lists(st.sampled_from(LEARNERS), unique=True), "who never answered"),
                "reported_marks": [
                    {"person_id": one, "code": "late"}
                    for one in data.draw(st.lists(st.sampled_from(LEARNERS), unique=True), "who is reported")
                ],
            }
            completions.append(events(SessionCompleted, session_id, sequence=after, **last, **said))
        if ends == "voided":
            completions.append(events(SessionVoided, session_id, sequence=after + 1, **VOID))
            states.append(events(SessionStateChanged, session_id, sequence=after + 1, state="voided", **last))
    topics = [topic for topic in (states, completions) if topic]

    expected, found = [
        await rows_after(databases, "attendance", HANDLERS, batches, queries=FINAL_ROWS)
        for batches in (in_order(topics), data.draw(arrangements(topics), "batches"))
    ]

    assert found == expected
