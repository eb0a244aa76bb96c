"""After any sequence of amendments in a real database, answers, events, records and the log's queue agree."""

from collections.abc import Sequence
from typing import Any

import orjson
from contracts.envelope import Event
from contracts.sessions import SessionAmended, SessionCompleted, SessionVoided
from contracts.transparency.merkle import leaf_hash
from contracts.transparency.records import event_faults
from contracts.transparency.standing import Corrected, Standing, after_correction
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded

from ..conftest import School
from ..helpers.corrections import completed, completion, propose, put_policy, shares

EXAMPLES = 3

steps = st.lists(
    st.sampled_from(
        [
            *(("minutes", value) for value in (30, 45, 60)),
            *(("coach_shares", value) for value in (0, 5_000, 7_500)),
            *(("recap", value * 150) for value in "ab"),
            ("void", None),
        ]
    ),
    min_size=3,
    max_size=6,
)


async def correct(school: School, session_id: str, what: str, value: Any) -> int:
    """Ask for a correction and return the answer's status."""
    if what == "void":
        path = f"/v1/sessions/{session_id}/void"
        return (await school.send("admin", "POST", path, {"reason": "So"})).status_code
    body: dict[str, Any] = {"field": what, what: value, "reason": "So"}
    if what == "coach_shares":
        del body[what]
        body["coaches"] = shares(school, value, 10_000 - value)
    return (await propose(school, "admin", session_id, body)).status_code


@bounded(EXAMPLES)
@given(steps)
async def test_every_correction_is_told_alike_everywhere(school: School, asked: list[tuple[str, Any]]) -> None:
    await put_policy(school, amendment_second_person=False)
    session_id = await completed(school)
    found = [await completion(school, session_id)]
    for what, value in asked:
        status = await correct(school, session_id, what, value)
        assert status in {201, 409, 422}
        if status == 201:
            found.append(await completion(school, session_id))

    for then in found:
        at = then["amendments"][-1]["at"] if then["amendments"] else then["as_completed"]["completed_at"]
        assert await completion(school, session_id, as_of=at) == then
    events = [event.model_dump(mode="json") for event in await school.events(session_id)]
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    held = found[0]["as_corrected"]
    for event, then in zip(events[3:], found[1:], strict=True):
        assert event.get("old", event.get("withdrawn")) == held
        held = event.get("new", held)
        assert then["as_corrected"] == held
    records = await school.rows(
        "SELECT event_id, record, leaf_hash FROM correction_records WHERE session_id = :id", id=session_id
    )
    queued = await school.rows(
        """
        SELECT q.event_id, q.leaf_hash FROM log_queue q JOIN correction_records r USING (event_id)
        WHERE q.session_id = :id
        """,
        id=session_id,
    )
    assert sorted((row.event_id, row.leaf_hash) for row in queued) == sorted(
        (row.event_id, row.leaf_hash) for row in records
    )
    by_sequence = {orjson.loads(row.record)["sequence"]: row for row in records}
    assert sorted(by_sequence) == [event["sequence"] for event in events[3:]]
    for event in events[3:]:
        row = by_sequence[event["sequence"]]
        assert (str(row.event_id), leaf_hash(row.record).hex()) == (event["event_id"], event["record_hash"])
    _check_what_audits_see(await school.events(session_id))


def _check_what_audits_see(events: Sequence[Event]) -> None:
    """Check that no audit finds a fault in the events of a session, and that it reads the same standing from them."""
    corrected: Corrected | None = None
    [completed_] = [event for event in events if isinstance(event, SessionCompleted)]
    assert list(event_faults(completed_)) == []
    for event in events:
        if isinstance(event, SessionAmended | SessionVoided):
            corrected, faults = after_correction(corrected, event)
            assert (list(event_faults(event)), faults) == ([], [])
    assert Standing(completed_, corrected).faults() == []
