"""The events that every relay publishes. They are completions as the platform writes them, of about 4 kB."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import orjson
from chassis.messaging.outbox import shard_of
from contracts.cloudevents import to_record
from contracts.sessions import CoachShare, Participant, PolicyValues, SessionCompleted

EVENTS_PER_KEY: Final = 10
LEARNERS: Final = 5
RECORD_BYTES: Final = 1_900
"""About the size of the record of a session with these learners."""
SEQUENCE: Final = 1_000_000_000
"""The sequence in the pattern. No other number of the pattern contains these digits."""


class Waiting(NamedTuple):
    """An event as an outbox holds it. `headers` is a JSON object, and `shard` is the partition of its key."""

    event_id: UUID
    key: str
    shard: int
    sequence: int
    headers: str
    payload: bytes


def make_events(count: int) -> list[Waiting]:
    """Return events of new partition keys, ten per key. Other keys lie between them, as if there were many writers."""
    keys = [str(uuid4()) for _ in range(max(1, count // EVENTS_PER_KEY))]
    shards = [shard_of(key.encode()) for key in keys]
    pattern = _pattern()
    record = to_record(pattern)
    headers = orjson.dumps({name: value.decode() for name, value in record.headers}).decode()
    events = []
    for number in range(count):
        sequence, place = divmod(number, len(keys))
        event_id, key = uuid4(), keys[place]
        written = [(str(pattern.event_id), str(event_id)), (pattern.key, key), (str(SEQUENCE), str(sequence + 1))]
        payload, its_headers = record.value, headers
        for old, new in written:
            payload, its_headers = payload.replace(old.encode(), new.encode()), its_headers.replace(old, new)
        events.append(Waiting(event_id, key, shards[place], sequence + 1, its_headers, payload))
    return events


def payloads_by_key(events: Sequence[Waiting]) -> dict[bytes, list[bytes]]:
    """Return the payloads of each partition key in their order."""
    payloads: dict[bytes, list[bytes]] = {}
    for event in events:
        payloads.setdefault(event.key.encode(), []).append(event.payload)
    return payloads


def _pattern() -> SessionCompleted:
    now, ids = datetime.now(UTC), _ids()
    coach_id, session_id = next(ids), next(ids)
    return SessionCompleted(
        event_id=next(ids),
        org_id=next(ids),
        occurred_at=now,
        key=str(session_id),
        sequence=SEQUENCE,
        correlation_id=next(ids),
        session_id=session_id,
        batch_id=next(ids),
        course_ids=(next(ids), next(ids)),
        category_id=next(ids),
        mode="in_person",
        coaches=(CoachShare(person_id=coach_id, share_basis_points=10_000),),
        roster=tuple(Participant(person_id=next(ids), acceptance="accepted") for _ in range(LEARNERS)),
        planned_starts_at=now - timedelta(hours=2),
        planned_ends_at=now - timedelta(hours=1),
        started_at=now - timedelta(hours=2),
        ended_at=now - timedelta(hours=1),
        zone="Europe/Berlin",
        raw_minutes=60,
        logged_minutes=60,
        completed_at=now,
        completed_by=coach_id,
        presence=(),
        policy=PolicyValues(
            version=1,
            attendance_default="absent",
            presence_present_basis_points=5_000,
            presence_late_minutes=10,
            amendment_approvers=("admin",),
            amendment_second_person=True,
            earning_hold_days=0,
            unpaid=False,
        ),
        attendance_version=2,
        record=orjson.dumps({"said": "x" * RECORD_BYTES}).decode(),
        record_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )


def _ids() -> Iterator[UUID]:
    while True:
        yield uuid4()
