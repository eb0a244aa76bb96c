"""The roles of people, and how many fit into a class and on a roster."""

from typing import Final, Literal, get_args

PersonRole = Literal["learner", "coach", "guardian", "admin", "support", "finance"]
PERSON_ROLES: Final[tuple[PersonRole, ...]] = get_args(PersonRole)
COACH_ROLES: Final = ("coach", "admin")
"""Roles of people who can coach a session or a course of one."""
ROSTER_MAX: Final = 1_000
"""The most learners of a session. Its completion has them all, twice, and must fit into one message."""
MEMBERS_MAX: Final = ROSTER_MAX
"""The most learners in a class. It is ROSTER_MAX, because a class can be enrolled in a session as a whole."""
