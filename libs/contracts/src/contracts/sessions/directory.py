"""What other services know of organisations, and of guardians and their learners. No names, no addresses."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.envelope import Count, Event
from contracts.instants import Instant


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
