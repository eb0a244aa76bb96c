"""The roles that a caller can have in an organisation, as access tokens name them."""

from collections.abc import Collection
from typing import Final, Literal, get_args

Role = Literal["admin", "coach", "learner", "guardian", "support", "finance", "auditor", "service"]
ROLES: Final[frozenset[str]] = frozenset(get_args(Role))
Duty = Literal["support", "finance"]
ADMIN_INCLUDES: Final[frozenset[str]] = frozenset(get_args(Duty))
"""The duties that an admin has too: in a small organisation one person does all of them."""


def held_roles(roles: Collection[str], *, separate: Collection[str] = ()) -> frozenset[str]:
    """Return the known roles of a token, and those that they include.

    An admin does not get the duties in `separate`, which the organisation separates. Who has the role itself keeps it.
    """
    known = frozenset(roles) & ROLES
    return known | ADMIN_INCLUDES.difference(separate) if "admin" in known else known
