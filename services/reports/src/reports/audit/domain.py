"""What reports must have counted of a session by its events, beside what it holds. Pure functions, no I/O."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.transparency.standing import Standing

from reports.facts.domain import Subject, subjects_of


class HeldSession(NamedTuple):
    """A completed session as reports counts it. `subject_hashes` are the record hashes in the lists of its subjects.

    `erased` are the people of the organisation who were erased. What is handled after that neither counts for them nor
    is withdrawn from them.
    """

    org_id: UUID
    completion_event_id: UUID
    completed_at: datetime
    logged_minutes: int
    record_hash: bytes
    corrected_minutes: int | None
    corrected_sequence: int | None
    voided_at: datetime | None
    subjects: frozenset[Subject]
    subject_hashes: frozenset[bytes]
    withdrawn: frozenset[Subject]
    erased: frozenset[Subject]


def subjects_listed(standing: Standing) -> frozenset[Subject]:
    """Return the subjects for which a session counts by its completion."""
    said = standing.completion
    return frozenset(
        subjects_of(
            said.org_id,
            roster=said.roster,
            coaches=said.coaches,
            batch_id=said.batch_id,
            never_answered=said.never_answered,
        )
    )


def differences(standing: Standing, held: HeldSession | None) -> Iterator[str]:
    """Yield each place where reports counts a session otherwise than its events say."""
    if held is None:
        yield "reports did not count it"
        return
    completion, corrected = standing.completion, standing.corrected
    amended = None if corrected is None else corrected.amended
    record_hash = bytes.fromhex(completion.record_hash)
    subjects = subjects_listed(standing)
    said: dict[str, tuple[object, object]] = {
        "organisation": (completion.org_id, held.org_id),
        "completion": (completion.event_id, held.completion_event_id),
        "completed_at": (completion.completed_at, held.completed_at),
        "logged_minutes": (completion.logged_minutes, held.logged_minutes),
        "record_hash": (record_hash, held.record_hash),
        "amended minutes": (None if amended is None else amended.logged_minutes, held.corrected_minutes),
        "amended by sequence": (
            None if amended is None or corrected is None else corrected.amended_sequence,
            held.corrected_sequence,
        ),
        "voided": (standing.voided_at, held.voided_at),
        "record_hash in the lists of subjects": (frozenset([record_hash]), held.subject_hashes or {record_hash}),
    }
    for name, (expected, found) in said.items():
        if expected != found:
            yield f"{name}: its events say {_words(expected)}, reports {_words(found)}"
    yield from _of_subjects("counts for", subjects, held.subjects, held.erased)
    withdrawn = frozenset[Subject]() if standing.voided_at is None else subjects
    yield from _of_subjects("was withdrawn from", withdrawn, held.withdrawn, held.erased)


def _of_subjects(
    what: str, expected: frozenset[Subject], found: frozenset[Subject], erased: frozenset[Subject]
) -> Iterator[str]:
    for one in sorted((expected - erased - found) | (found - expected)):
        says, says_not = ("its events", "reports") if one in expected else ("reports", "its events")
        yield f"it {what} {one.subject_type} {one.subject_id}, say {says}, but not {says_not}"


def _words(value: object) -> str:
    match value:
        case None:
            return "none"
        case bytes():
            return value.hex()
        case frozenset():
            return ", ".join(sorted(_words(one) for one in value)) or "none"
        case datetime():
            return value.isoformat()
        case _:
            return str(value)
