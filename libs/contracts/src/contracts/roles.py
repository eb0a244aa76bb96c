"""The roles that a caller can have in an organisation, as access tokens name them."""

from collections.abc import Collection
from typing import Final, Literal, get_args

Role = Literal["admin", "coach", "learner", "guardian", "support", "finance", "auditor", "service"]
ROLES: Final[frozenset[str]] = frozenset(get_args(Role))
ADMIN_INCLUDES: Final[frozenset[str]] = frozenset({"support", "finance"})
"""The duties that an admin has too: in a small organisation one person does all of them."""


def held_roles(roles: Collection[str]) -> frozenset[str]:
    """Return the known roles of a token, and those that they include."""
    known = frozenset(roles) & ROLES
    return known | ADMIN_INCLUDES if "admin" in known else known
