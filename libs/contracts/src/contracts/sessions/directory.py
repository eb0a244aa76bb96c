"""What other services know of organisations, and of guardians and their learners. No names, no addresses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pydantic import Field, TypeAdapter

from contracts.envelope import Count, Event, Part, growing
from contracts.instants import Instant


class SeparateDuties(Part):
    """The duties that an organisation separates from an instant on: an admin does not have them any more."""

    effective_from: Instant | None = None
    """They are separated from this instant on; null or absent: from now on."""
    duties: tuple[Annotated[str, growing("support", "finance")], ...]
    """The roles that an admin does not include. An unknown role counts as none, because an admin includes only the
    known ones."""


_LISTED: Final = TypeAdapter(tuple[SeparateDuties, ...])


def duties_to_json(found: Sequence[SeparateDuties]) -> str:
    """Return the JSON text of separate duties, in the form that the event has."""
    return _LISTED.dump_json(tuple(found)).decode()


def duties_from_json(text: str) -> tuple[SeparateDuties, ...]:
    """Return the separate duties in a JSON text. Raises ValueError for another form."""
    return _LISTED.validate_json(text)


def separate_at(found: Sequence[SeparateDuties], at: datetime) -> frozenset[str]:
    """Return the duties that are separated at an instant. They are in the order of their instants."""
    begun = [one for one in found if one.effective_from is None or one.effective_from <= at]
    return frozenset(begun[-1].duties) if begun else frozenset()


class OrganisationChanged(Event):
    """An organisation was set up, its zone changed, or it has a new version of its policy."""

    type: ClassVar[str] = "lockstep.sessions.OrganisationChanged.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `organisation:<org_id>`. Events with the same partition key keep their order."""
    zone: str
    """IANA zone in which the organisation's wall clocks are read."""
    policy_version: Count
    """The newest version of the policy; 0 is the built-in one. It may not be in force yet."""
    policy_effective_from: Instant | None = None
    """The version applies to sessions that start from this instant on; null or absent: no lower bound."""
    separate_duties: tuple[SeparateDuties, ...] = ()
    """Which duties are separated, now and from later instants on, in the order of these instants. The last one that
    has begun counts. Absent or empty: none is, so an admin is support and finance too."""


class GuardianLinked(Event):
    """A person became a guardian of a learner: from now on they see what the learner sees."""

    type: ClassVar[str] = "lockstep.sessions.GuardianLinked.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `learner:<learner_id>`. Events with the same partition key keep their order."""
    guardian_id: UUID
    """The guardian."""
    learner_id: UUID
    """The learner."""
    at: Instant
    """When it happened."""
    by: UUID
    """The person who did it."""


class GuardianUnlinked(Event):
    """A person is no longer a guardian of a learner."""

    type: ClassVar[str] = "lockstep.sessions.GuardianUnlinked.v1"

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The partition key: `learner:<learner_id>`. Events with the same partition key keep their order."""
    guardian_id: UUID
    """The guardian."""
    learner_id: UUID
    """The learner."""
    at: Instant
    """When it happened."""
    by: UUID
    """The person who did it. When a person was erased, it is that person."""
