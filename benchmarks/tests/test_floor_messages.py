"""The floor writes what the contracts promise. Otherwise the platform would be compared with an easier job."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from chassis.database.statement import Statement
from contracts.cloudevents import from_record
from contracts.sessions import SessionCompleted, SessionStateChanged
from lockstep_floor import command, outbox
from lockstep_floor.statements import bare


def test_a_completion_of_the_floor_is_what_readers_understand_and_so_is_the_state_beside_it() -> None:
    now = datetime.now(UTC)
    org_id, coach_id, session_id, learner_id, event_id = (uuid4() for _ in range(5))
    session = {
        "version": 1,
        "batch_id": None,
        "category_id": uuid4(),
        "course_ids": [uuid4()],
        "mode": "in_person",
        "coach_ids": [coach_id],
        "shares": [10_000],
        "learner_ids": [learner_id],
        "acceptances": ["accepted"],
        "answered_by": ["answer"],
        "run_id": None,
        "planned_by_coach": False,
        "enrolled_at": [now - timedelta(days=1)],
        "removed_at": [None],
        "visibility": "accessible",
        "class_ids": [],
        **dict.fromkeys(("display_from", "display_until", "access_from", "access_until", "coach_from", "coach_until")),
        "starts_at": now - timedelta(hours=2),
        "ends_at": now - timedelta(hours=1),
        "zone": "UTC",
    }
    body = {"minutes": 45, "recap": "We repeated linear equations."}
    record = command.record_of(session, body, org_id=org_id, coach_id=coach_id, session_id=session_id, now=now)
    record_hash = hashlib.sha256(b"record").hexdigest()
    message = command.event_of(record, canonical=b"{}", record_hash=record_hash, event_id=event_id, now=now)
    sent = [(name, value.encode()) for name, value in outbox.headers(SessionCompleted, message).items()]

    event = from_record(sent, outbox.payload(message))

    assert isinstance(event, SessionCompleted)
    assert (event.event_id, event.session_id, event.sequence) == (event_id, session_id, 2)
    assert event.coaches[0].person_id == coach_id
    assert event.roster[0].person_id == learner_id
    assert event.logged_minutes == 45
    assert event.completed_at == now

    shown = command.state_of(session, message)
    sent = [(name, value.encode()) for name, value in outbox.headers(SessionStateChanged, shown).items()]
    state = from_record(sent, outbox.payload(shown))

    assert isinstance(state, SessionStateChanged)
    assert (state.session_id, state.sequence, state.state) == (session_id, 2, "completed")
    assert state.causation_id == event_id
    assert state.roster[0].person_id == learner_id
    assert state.completion is not None
    assert state.completion.record_hash == record_hash


def test_a_statement_of_a_service_is_given_to_asyncpg_with_its_values_in_place() -> None:
    statement = bare(Statement("SELECT CAST(:ids AS uuid[]), :now, CAST(:ids AS text[])"))
    assert statement(now="now", ids=[1]) == ("SELECT CAST($1 AS uuid[]), $2, CAST($1 AS text[])", [1], "now")
