"""The roles of people."""

from typing import Final, Literal, get_args

from sessions.session.seats import ROSTER_MAX

MEMBERS_MAX = ROSTER_MAX
"""The most learners in a class. It is ROSTER_MAX, because a class can be enrolled in a session as a whole."""


PersonRole = Literal["learner", "coach", "guardian", "admin", "support"]


PERSON_ROLES: Final[tuple[PersonRole, ...]] = get_args(PersonRole)


COACH_ROLES: Final = ("coach", "admin")
"""Roles of people who can coach a session or a course of one."""
