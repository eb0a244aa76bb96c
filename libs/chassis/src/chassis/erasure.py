"""How a service is asked to erase a person, and how it answers. What it erases is its own matter."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from contracts.erasures import ErasedData, KeptData, PersonDataErased
from contracts.sessions import PersonErased

from chassis.ids import derived_id

Answer = TypeVar("Answer", bound=PersonDataErased)


class PersonToErase(NamedTuple):
    """A person to erase. `sequence` says the how many-th erasure of the person it is, and `erasure_id` names it."""

    person_id: UUID
    org_id: UUID
    sequence: int
    erasure_id: UUID | None
    event_id: UUID
    correlation_id: UUID


def people_of(events: Sequence[PersonErased]) -> list[PersonToErase]:
    """Return the people to erase, in the order of their ids, so that two workers that share some cannot deadlock."""
    people = [
        PersonToErase(
            person_id=event.person_id,
            org_id=event.org_id,
            sequence=event.sequence,
            erasure_id=event.erasure_id,
            event_id=event.event_id,
            correlation_id=event.correlation_id,
        )
        for event in events
    ]
    return sorted(people, key=lambda person: (person.person_id, person.sequence))


def answer_to(
    person: PersonToErase,
    kind: type[Answer],
    *,
    erased: Mapping[str, int],
    kept: Mapping[tuple[str, str], int],
    now: datetime,
) -> Answer:
    """Return the event that says what was erased, by kind, and what is kept, by kind and reason."""
    return kind(
        event_id=derived_id(kind.type, cause=person.event_id, subject=person.person_id),
        org_id=person.org_id,
        occurred_at=now,
        key=f"person:{person.person_id}",
        sequence=person.sequence,
        correlation_id=person.correlation_id,
        causation_id=person.event_id,
        person_id=person.person_id,
        erasure_id=person.erasure_id,
        erased=tuple(ErasedData(kind=word, count=count) for word, count in erased.items()),
        kept=tuple(KeptData(kind=word, count=count, reason=why) for (word, why), count in kept.items() if count),
        erased_at=now,
    )
