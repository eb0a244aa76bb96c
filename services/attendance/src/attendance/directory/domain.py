"""The link of a guardian to a learner, as the sessions service says that it is. Without I/O."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID


class LinkNow(NamedTuple):
    """Whether a person is a guardian of a learner now. `sequence` counts the events of the learner."""

    learner_id: UUID
    guardian_id: UUID
    org_id: UUID
    sequence: int
    is_linked: bool


def newest_links(found: Iterable[LinkNow]) -> list[LinkNow]:
    """Return the newest of each pair of learner and guardian. They come in any order."""
    ordered = sorted(found, key=lambda one: one.sequence)
    return list({(one.learner_id, one.guardian_id): one for one in ordered}.values())
