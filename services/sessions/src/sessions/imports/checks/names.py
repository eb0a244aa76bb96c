"""Turns the names in a session's row into ids, or says what is wrong with one of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple
from uuid import UUID

from sessions.imports.checks.catalogue import ExistingPerson
from sessions.imports.checks.report import named_twice, some
from sessions.imports.sheets.mistakes import Mistake
from sessions.imports.sheets.sessions import SessionRow
from sessions.session.domain import Session

COACH_ROLES: Final = ("coach", "admin")


class CoursePart(NamedTuple):
    """A person's part in one course of a session."""

    course_id: UUID
    person_id: UUID
    part: Literal["coach", "learner"]


class KnownClass(NamedTuple):
    """A class that a file names, with its members."""

    id: UUID
    members: frozenset[UUID]


class Known(NamedTuple):
    """Everything that a file names and that exists: people by username, courses by code, the others by name."""

    people: Mapping[str, ExistingPerson]
    courses: Mapping[str, UUID]
    classes: Mapping[str, KnownClass]
    rooms: Mapping[str, UUID]


class Stored(NamedTuple):
    """How the database spells everything that a file names and that exists, by the given names."""

    people: Mapping[str, str]
    courses: Mapping[str, str]
    classes: Mapping[str, str]
    rooms: Mapping[str, str]
    categories: Mapping[str | None, str]

    def spellings(self, row: SessionRow, name: tuple[str, str]) -> list[tuple[str, str]]:
        """Return the names in a row as they are written and as they are stored. `name` is that of the session."""
        people = [*(username for username, _ in row.coaches), *row.roster]
        people += [username for course in row.courses for username in course.coaches]
        return [
            name,
            *((one, self.people[one]) for one in people if one in self.people),
            *((one.code, self.courses[one.code]) for one in row.courses if one.code in self.courses),
            *((one, self.classes[one]) for one in row.classes if one in self.classes),
            *((one, self.rooms[one]) for one in (row.room,) if one is not None and one in self.rooms),
            *((one, self.categories[one]) for one in (row.category,) if one is not None),
        ]


@dataclass(frozen=True, slots=True)
class Named:
    """Everything that a row names, by id.

    `coaches` have shares in the form that `split_shares` takes. `users` are the learners in the column Users;
    `learners` are these and the learners of its courses.
    """

    coaches: tuple[tuple[UUID, int | None], ...]
    course_ids: tuple[UUID, ...]
    course_people: tuple[CoursePart, ...]
    users: tuple[UUID, ...]
    learners: tuple[UUID, ...]
    classes: tuple[KnownClass, ...]
    room_id: UUID | None

    @property
    def class_ids(self) -> tuple[UUID, ...]:
        """Return the ids of the classes."""
        return tuple(one.id for one in self.classes)

    def members(self, class_ids: Collection[UUID]) -> list[UUID]:
        """Return the members of some of the classes."""
        return sorted({member for one in self.classes if one.id in class_ids for member in one.members})


def resolve(row: SessionRow, session: Session | None, course_people: Collection[CoursePart], known: Known) -> Named:
    """Return what a row names. Raises Mistake if something does not exist, or if a person has the wrong role.

    A person who already has the part in the session or in one of its courses keeps it, even if their role has changed.
    """
    coaching = set() if session is None else {coach.person_id for coach in session.coaches}
    learning = set() if session is None else {seat.person_id for seat in session.roster}
    course_coaching = {one.person_id for one in course_people if one.part == "coach"}
    people = known.people
    (own, own_share), *others = row.coaches
    coaches = [(_coaches(people, "Coach", [own], coaching)[0], own_share)]
    co_coach_ids = _coaches(people, "CoCoaches", [username for username, _ in others], coaching)
    if coaches[0][0] in co_coach_ids:
        raise Mistake("CoCoaches", f"{own!r} is already the session coach; name only the co-coaches")
    coaches += [(one, share) for one, (_, share) in zip(co_coach_ids, others, strict=True)]
    users = _learners(people, "Users", row.learners, learning)
    missing = [course.code for course in row.courses if course.code not in known.courses]
    if missing:
        raise Mistake("Courses", f"there is no course {some(missing)}; import courses first")
    learners = [*users]
    parts: list[CoursePart] = []
    of_courses: dict[UUID, tuple[set[UUID], set[UUID]]] = {}
    for course in row.courses:
        course_id = known.courses[course.code]
        coach_ids = _coaches(people, "Courses", course.coaches, course_coaching)
        learner_ids = _learners(people, "Courses", course.learners, learning)
        in_course = (set(coach_ids), set(learner_ids))
        if of_courses.setdefault(course_id, in_course) != in_course:
            raise Mistake("Courses", f"{course.code!r} is named twice, with different people; name it once")
        parts += [CoursePart(course_id, one, "coach") for one in coach_ids]
        parts += [CoursePart(course_id, one, "learner") for one in learner_ids]
        learners += learner_ids
    missing = [name for name in row.classes if name not in known.classes]
    if missing:
        raise Mistake("Classes", f"there is no class {some(missing)}; import classes first")
    if fault := named_twice(row.classes, [known.classes[name].id for name in row.classes], "class"):
        raise Mistake("Classes", fault)
    if row.room is not None and row.room not in known.rooms:
        raise Mistake("Room", f"there is no room {row.room!r}; create it first, or leave the cell empty")
    return Named(
        coaches=tuple(coaches),
        course_ids=tuple(of_courses),
        course_people=tuple(dict.fromkeys(parts)),
        users=tuple(users),
        learners=tuple(dict.fromkeys(learners)),
        classes=tuple(known.classes[name] for name in row.classes),
        room_id=None if row.room is None else known.rooms[row.room],
    )


def _coaches(
    people: Mapping[str, ExistingPerson], column: str, usernames: Sequence[str], coaching: Collection[UUID]
) -> list[UUID]:
    return _people(people, column, usernames, roles=COACH_ROLES, known=coaching)


def _learners(
    people: Mapping[str, ExistingPerson], column: str, usernames: Sequence[str], learning: Collection[UUID]
) -> list[UUID]:
    return _people(people, column, usernames, roles=("learner",), known=learning)


def _people(
    people: Mapping[str, ExistingPerson],
    column: str,
    usernames: Sequence[str],
    *,
    roles: Sequence[str],
    known: Collection[UUID],
) -> list[UUID]:
    missing = [username for username in usernames if username not in people]
    if missing:
        raise Mistake(column, f"there is no person {some(missing)}; import people first")
    found = [people[username] for username in usernames]
    if fault := named_twice(usernames, [person.id for person in found], "person"):
        raise Mistake(column, fault)
    for person in found:
        if person.role not in roles and person.id not in known:
            raise Mistake(column, f"{person.username!r} is a {person.role}, not a {' or '.join(roles)}")
    return [person.id for person in found]
