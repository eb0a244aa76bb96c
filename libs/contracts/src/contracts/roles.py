"""The roles that a caller can have in an organisation, as access tokens name them."""

from typing import Final, Literal, get_args

Role = Literal["admin", "coach", "learner", "guardian", "support", "auditor", "service"]
ROLES: Final[frozenset[str]] = frozenset(get_args(Role))
