"""An event says what its record says, or the difference is named."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from chassis.operations.kafka_access import KafkaAccess
from contracts.sessions import CorrectableValues, PolicyValues, SessionAmended, SessionCompleted, SessionVoided
from contracts.sessions.parts import Period
from contracts.transparency.records import event_faults
from contracts.transparency.standing import Corrected, Standing, after_correction
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.logged import BEGIN, Logged
from lockstep_testing.properties import bounded

LOGGED = Logged(KafkaAccess("nobody.invalid:1"))
COMPLETED = LOGGED.completed()
AMENDED = LOGGED.amended(COMPLETED, 30)
VOIDED = LOGGED.voided(COMPLETED)
NOT_IN_RECORDS = {"event_id", "correlation_id", "causation_id", "occurred_at", "presence", "record", "reported_marks"}


INSTEAD_OF_NONE = {
    "contradictions": "another",
    "attendance_version": 7,
    "planned_starts_at": BEGIN,
    "planned_ends_at": BEGIN,
}


def changed(name: str, value: Any) -> Any:
    """Return another value of the same kind."""
    others: dict[type, Callable[[], Any]] = {
        bool: lambda: not value,
        int: lambda: value + 1,
        str: lambda: value[:-1] + ("1" if value.endswith("0") else "0"),
        tuple: lambda: value[1:] if value else (INSTEAD_OF_NONE.get(name, uuid4()),),
        datetime: lambda: value + timedelta(microseconds=1),
        CorrectableValues: lambda: value.model_copy(update={"logged_minutes": value.logged_minutes + 1}),
        PolicyValues: lambda: value.model_copy(update={"unpaid": not value.unpaid}),
        type(None): lambda: INSTEAD_OF_NONE.get(name, uuid4()),
    }
    return others.get(type(value), uuid4)()


@pytest.mark.parametrize("event", [COMPLETED, AMENDED, VOIDED], ids=lambda event: type(event).__name__)
def test_an_event_that_says_what_its_record_says_has_no_fault_and_each_changed_value_is_one(
    event: SessionCompleted | SessionAmended | SessionVoided,
) -> None:
    assert list(event_faults(event)) == []
    for name in type(event).model_fields.keys() - NOT_IN_RECORDS:
        other = event.model_copy(update={name: changed(name, getattr(event, name))})
        assert list(event_faults(other)), name


@pytest.mark.parametrize("event", [COMPLETED, AMENDED, VOIDED], ids=lambda event: type(event).__name__)
@bounded(50)
@given(st.data())
def test_no_byte_of_a_record_can_be_changed_unnoticed(event: Any, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(event.record) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda one: one != event.record[at]))
    touched = event.model_copy(update={"record": event.record[:at] + other + event.record[at + 1 :]})
    assert any("its record has the hash" in text for text in event_faults(touched))


def test_a_learner_who_was_removed_before_the_end_is_in_the_event_alone() -> None:
    [first, *_] = COMPLETED.roster
    period = Period(enrolled_at=COMPLETED.started_at, removed_at=COMPLETED.ended_at)
    removed = first.model_copy(update={"person_id": uuid4(), "periods": (period,)})
    assert list(event_faults(COMPLETED.model_copy(update={"roster": (*COMPLETED.roster, removed)}))) == []
    joined = removed.model_copy(update={"periods": ()})
    [fault] = event_faults(COMPLETED.model_copy(update={"roster": (*COMPLETED.roster, joined)}))
    assert "roster: the event says" in fault


@bounded(50)
@given(st.lists(st.integers(0, 600), max_size=5), st.booleans(), st.booleans())
def test_a_session_stands_as_its_newest_amendment_says_until_it_is_voided(
    minutes: list[int], is_voided: bool, is_repeated: bool
) -> None:
    corrected: Corrected | None = None
    held = COMPLETED.logged_minutes
    events: list[SessionAmended | SessionVoided] = []
    for number, amended in enumerate(minutes, 4):
        values = [AMENDED.old.model_copy(update={"logged_minutes": one}) for one in (held, amended)]
        update = {"old": values[0], "new": values[1]}
        events.append(AMENDED.model_copy(update={"sequence": number, **update}))
        held = amended
    if is_voided:
        withdrawn = VOIDED.withdrawn.model_copy(update={"logged_minutes": held})
        events.append(VOIDED.model_copy(update={"sequence": 4 + len(minutes), "withdrawn": withdrawn}))
    for event in events:
        for _ in range(1 + is_repeated):
            corrected, faults = after_correction(corrected, event)
            assert faults == []
    standing = Standing(COMPLETED, corrected)
    assert standing.faults() == []
    assert (standing.logged_minutes, standing.coaches) == (held, COMPLETED.coaches)
    assert standing.voided_at == (VOIDED.voided_at if is_voided else None)
    if corrected is not None:
        late = AMENDED.model_copy(
            update={"sequence": 99, "old": AMENDED.old.model_copy(update={"logged_minutes": 601})}
        )
        assert len(after_correction(corrected, late)[1]) == 1 + is_voided
    elsewhere = COMPLETED.model_copy(update={"logged_minutes": 601})
    assert bool(Standing(elsewhere, corrected).faults()) == (corrected is not None)
