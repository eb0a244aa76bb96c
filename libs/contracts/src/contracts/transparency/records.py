"""What the records of a session say of its events: whether an event says the same as the record that it has."""

from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from contracts.envelope import Event
from contracts.sessions import SessionAmended, SessionCompleted, SessionVoided
from contracts.transparency.merkle import leaf_hash

COMPLETION_RECORD: Final = "lockstep.completion-record.v3"
SECOND_COMPLETION_RECORD: Final = "lockstep.completion-record.v2"
"""The form of records of release 0.4.0. It says nothing of course runs, of how it came about that learners take part,
and of who wrote the recap."""
FIRST_COMPLETION_RECORD: Final = "lockstep.completion-record.v1"
"""The form of records up to release 0.3.0. It does not say when start was pressed, on whose behalf somebody completed
the session, nor what contradicts."""
AMENDMENT_RECORD: Final = "lockstep.amendment-record.v1"
VOID_RECORD: Final = "lockstep.void-record.v1"

VALUE_CHARACTERS_MAX: Final = 300
"""How much of a value a text shows. A roster may have thousands of learners."""

_OF_COMPLETIONS: Final = (
    *("org_id", "session_id", "sequence", "batch_id", "category_id", "course_ids", "mode", "coaches"),
    *("planned_starts_at", "planned_ends_at", "started_at", "ended_at", "zone", "raw_minutes", "logged_minutes"),
    *("completed_at", "completed_by", "attendance_version"),
)
_SINCE_THE_SECOND_FORM: Final = ("on_behalf_of", "contradictions")
_SINCE_THE_THIRD_FORM: Final = ("run_id", "planned_by_coach", "never_answered", "recap_by")
COMPLETION_RECORDS: Final[Mapping[str, tuple[str, ...]]] = {
    FIRST_COMPLETION_RECORD: _OF_COMPLETIONS,
    SECOND_COMPLETION_RECORD: _OF_COMPLETIONS + _SINCE_THE_SECOND_FORM,
    COMPLETION_RECORD: _OF_COMPLETIONS + _SINCE_THE_SECOND_FORM + _SINCE_THE_THIRD_FORM,
}
"""The forms of completion records, each with the values that the event of the completion has under the same name."""
_OF_CORRECTIONS: Final = (
    *("org_id", "session_id", "sequence", "amendment_id", "completed_sequence", "proposed_by", "approved_by"),
)
_OF_AMENDMENTS: Final = ("field", "old", "new")
_OF_VOIDS: Final = ("withdrawn",)


def event_faults(event: SessionCompleted | SessionAmended | SessionVoided) -> Iterator[str]:
    """Yield each place where an event contradicts the record in it, or where the record is not the one that it names.

    A correction of an earlier release has no record. Then there is nothing to compare.
    """
    if event.key != str(event.session_id):
        yield f"its partition key is {shown(event.key)}, not the session"
    if event.record is None:
        return
    record = event.record.encode()
    if leaf_hash(record).hex() != event.record_hash:
        yield f"its record has the hash {leaf_hash(record).hex()}, not its record_hash {event.record_hash}"
    match event:
        case SessionCompleted():
            said = yield from _document(record, *COMPLETION_RECORDS)
            if said is not None:
                yield from _differences(event, said, COMPLETION_RECORDS[said["type"]])
                yield from _of_delivery(event, said)
        case SessionAmended():
            said = yield from _document(record, AMENDMENT_RECORD)
            if said is not None:
                yield from _differences(event, said, (*_OF_CORRECTIONS, *_OF_AMENDMENTS))
                yield from _differs("amended_at", event.amended_at, said.get("recorded_at"))
        case SessionVoided():
            said = yield from _document(record, VOID_RECORD)
            if said is not None:
                yield from _differences(event, said, (*_OF_CORRECTIONS, *_OF_VOIDS))
                yield from _differs("voided_at", event.voided_at, said.get("recorded_at"))


def shown(value: Any) -> str:
    """Return a value as JSON, shortened."""
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= VALUE_CHARACTERS_MAX else f"{text[:VALUE_CHARACTERS_MAX]}…"


def _document(record: bytes, *kinds: str) -> Generator[str, None, dict[str, Any] | None]:
    """Yield what is wrong with a record's bytes. Return the document in them, or None if it is of none of the kinds."""
    try:
        said = orjson.loads(record)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict) or said.get("type") not in kinds:
        yield f"its record is not a {' or '.join(kinds)}"
        return None
    if orjson.dumps(said, option=orjson.OPT_SORT_KEYS) != record:
        yield "its record is not in canonical form (RFC 8785): it could be read in two ways"
    return said


def _differences(event: Event, said: dict[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    values = event.model_dump()
    for name in names:
        yield from _differs(name, values[name], said.get(name))


def _of_delivery(event: SessionCompleted, said: dict[str, Any]) -> Iterator[str]:
    """Yield differences in what a completion's event has in another form: learners and policy."""
    # The record has the learners of the completion; the event also has those who were removed before it.
    present = [one for one in event.roster if not one.periods or any(part.removed_at is None for part in one.periods)]
    names = ("acceptance", "accepted_by") if said["type"] == COMPLETION_RECORD else ("acceptance",)
    roster = {str(one.person_id): [getattr(one, name) for name in names] for one in present}
    recorded = said.get("roster")
    if not isinstance(recorded, list) or roster != {
        one.get("person_id"): [one.get(name) for name in names] for one in recorded if isinstance(one, dict)
    }:
        yield f"roster: the event says {shown(roster)}, its record {shown(recorded)}"
    policy = said.get("policy")
    for name, value in event.policy.model_dump().items():
        if isinstance(policy, dict) and name in policy:
            yield from _differs(f"policy.{name}", value, policy[name])


def _differs(name: str, value: Any, recorded: Any) -> Iterator[str]:
    plain = _plain(value)
    if plain != recorded:
        yield f"{name}: the event says {shown(plain)}, its record {shown(recorded)}"


def _plain(value: Any) -> Any:
    """Return a value in the form that records use."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case bool() | int() | str() | None:
            return value
        case _:
            return str(value)
