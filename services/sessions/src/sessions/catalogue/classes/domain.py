"""The members of a class, and what adding and removing learners does to them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sessions.catalogue.domain import MEMBERS_MAX
from sessions.catalogue.errors import NotMembers, TooManyMembers


class NewClass(NamedTuple):
    """A class to be created."""

    class_id: UUID
    name: str
    description: str
    external_id: str | None = None


class MembersEdit(NamedTuple):
    """The people who join a class, and those who leave it."""

    added: tuple[UUID, ...]
    removed: tuple[UUID, ...]


def edit_members(members: Collection[UUID], *, add: Sequence[UUID], remove: Sequence[UUID]) -> MembersEdit:
    """Return what a delta does to a class with these members.

    Adding a member again changes nothing. Raises UnknownReference if a person to remove is not a member, if a person is
    in both lists, or if there would be more than MEMBERS_MAX members.
    """
    known = set(members)
    both = set(add) & set(remove)
    absent = set(remove) - known - both
    if both or absent:
        raise NotMembers(both=sorted(both), absent=sorted(absent))
    added = sorted(set(add) - known)
    removed = sorted(set(remove))
    after = len(known) + len(added) - len(removed)
    if added and after > MEMBERS_MAX:
        raise TooManyMembers(after, most=MEMBERS_MAX)
    return MembersEdit(tuple(added), tuple(removed))
