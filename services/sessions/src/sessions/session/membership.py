"""Who belongs to a session beside its coaches, as its events show it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple
from uuid import UUID

from sessions.session.seats import Enrolment, Seat


class CoursePerson(NamedTuple):
    """A coach or a learner of one course of a session."""

    session_id: UUID
    course_id: UUID
    person_id: UUID
    part: Literal["coach", "learner"]


class Membership(NamedTuple):
    """The enrolments of a session in order of person and time, its classes, and the coaches of its courses."""

    enrolments: Sequence[Enrolment]
    class_ids: Sequence[UUID]
    course_coaches: Mapping[UUID, Sequence[UUID]]


def new_membership(
    roster: Iterable[Seat], *, class_ids: Iterable[UUID], people: Iterable[CoursePerson], now: datetime
) -> Membership:
    """Return the membership of a session that is new: everybody on its roster is enrolled now."""
    coaches = {(one.course_id, one.person_id) for one in people if one.part == "coach"}
    return Membership(
        [Enrolment(*seat, now, None) for seat in roster],
        sorted(set(class_ids)),
        {
            course_id: [person_id for _, person_id in of_course]
            for course_id, of_course in groupby(sorted(coaches), key=lambda one: one[0])
        },
    )


def of_each_learner(enrolments: Iterable[Enrolment]) -> list[list[Enrolment]]:
    """Return the enrolments of each learner, oldest first. They come in order of person and time."""
    return [list(of_one) for _, of_one in groupby(enrolments, key=attrgetter("person_id"))]
