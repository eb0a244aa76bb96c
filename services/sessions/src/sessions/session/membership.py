"""Who belongs to a session beside its coaches, as its events show it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple
from uuid import UUID

from sessions.session.domain import CourseCoach, Session
from sessions.session.seats import Enrolment


class CoursePerson(NamedTuple):
    """A coach or a learner of one course of a session."""

    session_id: UUID
    course_id: UUID
    person_id: UUID
    part: Literal["coach", "learner"]


def with_members(
    session: Session, *, class_ids: Iterable[UUID], people: Iterable[CoursePerson], now: datetime
) -> Session:
    """Return a new session with its classes and the coaches of its courses. Everybody on its roster is enrolled now."""
    return replace(
        session,
        enrolments=tuple(
            Enrolment(seat.person_id, seat.acceptance, now, None, seat.answered_by) for seat in session.roster
        ),
        class_ids=tuple(sorted(set(class_ids))),
        course_coaches=tuple(
            sorted({CourseCoach(one.course_id, one.person_id) for one in people if one.part == "coach"})
        ),
    )


def of_each_learner(enrolments: Iterable[Enrolment]) -> list[list[Enrolment]]:
    """Return the enrolments of each learner, oldest first. They come in order of person and time."""
    return [list(of_one) for _, of_one in groupby(enrolments, key=attrgetter("person_id"))]
