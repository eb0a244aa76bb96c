"""Who stands in a class, and what adding and removing learners does to it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from chassis.errors import FieldError

from sessions.domain.sheets.directory import MEMBERS_MAX
from sessions.errors import UnknownReference


class MembersEdit(NamedTuple):
    """Who joins a class, and who leaves it."""

    added: tuple[UUID, ...]
    removed: tuple[UUID, ...]


def edit_members(members: Collection[UUID], *, add: Sequence[UUID], remove: Sequence[UUID]) -> MembersEdit:
    """Return what a delta does to a class with these members.

    Adding somebody who stands in it changes nothing; removing somebody who does not is refused, as is naming a person
    in both lists. Raises UnknownReference, also for more than MEMBERS_MAX members.
    """
    known = set(members)
    both = set(add) & set(remove)
    absent = set(remove) - known - both
    if both or absent:
        raise UnknownReference(
            "Remove only learners who are in the class, and name nobody in both lists.",
            errors=[
                *(FieldError("/remove", f"{person_id} is in both lists") for person_id in sorted(both)),
                *(FieldError("/remove", f"{person_id} is not in the class") for person_id in sorted(absent)),
            ],
        )
    added = sorted(set(add) - known)
    removed = sorted(set(remove))
    after = len(known) + len(added) - len(removed)
    if added and after > MEMBERS_MAX:
        raise UnknownReference(
            f"A class has at most {MEMBERS_MAX} learners; this would make {after}.",
            errors=[FieldError("/add", "too many learners")],
        )
    return MembersEdit(tuple(added), tuple(removed))
