"""An organisation, as the sessions service says that it is. Without I/O."""

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


def newest_organisations(found: Iterable[OrganisationNow]) -> list[OrganisationNow]:
    """Return the newest of each organisation. They come in any order."""
    return list({one.org_id: one for one in sorted(found, key=lambda one: one.sequence)}.values())
