"""An organisation, and the link of a guardian to a learner, as the sessions service says that they are. Without I/O."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class OrganisationNow(NamedTuple):
    """An organisation as it is now. `sequence` tells an older event from a newer one.

    `separate_duties` are the duties that are separated, now and later, as the event has them in JSON.
    """

    org_id: UUID
    sequence: int
    zone: str
    policy_version: int
    policy_effective_from: datetime | None
    separate_duties: str


class LinkNow(NamedTuple):
    """Whether a person is a guardian of a learner now. `sequence` counts the events of the learner."""

    learner_id: UUID
    guardian_id: UUID
    org_id: UUID
    sequence: int
    is_linked: bool


def newest_organisations(found: Iterable[OrganisationNow]) -> list[OrganisationNow]:
    """Return the newest of each organisation. They come in any order."""
    return list({one.org_id: one for one in sorted(found, key=lambda one: one.sequence)}.values())


def newest_links(found: Iterable[LinkNow]) -> list[LinkNow]:
    """Return the newest of each pair of learner and guardian. They come in any order."""
    ordered = sorted(found, key=lambda one: one.sequence)
    return list({(one.learner_id, one.guardian_id): one for one in ordered}.values())
