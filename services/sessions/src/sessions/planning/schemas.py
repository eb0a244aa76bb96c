"""Request bodies for sessions: scheduling, changing, roster, delivery."""

from typing import Annotated, Any, Final, Self

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_INSTANT, Body, Flag, Id, Instant
from pydantic import Field, model_validator

from sessions.catalogue.domain import ROSTER_MAX
from sessions.fields import EXTERNAL_ID, Category, ExternalId, Reason, SessionName, Zone
from sessions.planning.domain import Edit, RosterChange
from sessions.session.domain import COURSES_MAX, PLANNED, NewSession, Plan, SessionChanges
from sessions.session.schemas import (
    CLASSES_MAX,
    COACHES_MAX,
    Coaches,
    CoachesOrRun,
    CourseIds,
    RoomId,
    RosterDelta,
    RunId,
    SeatIn,
    TraitsIn,
    TraitsPatch,
    coach_shares,
    given_fields,
    window_side,
)

_PLANNED: Final = tuple(name for name in PLANNED if name not in ("category_id", "zone"))
"""The values of a plan that a request gives under the same name."""


class WindowsIn(Body):
    """The three windows of a session. Each side is optional; a side that is left out has no limit."""

    display_from: Annotated[Instant | None, window_side("display_from", EXAMPLE_INSTANT)] = None
    display_until: Annotated[Instant | None, window_side("display_until", EXAMPLE_INSTANT)] = None
    access_from: Annotated[Instant | None, window_side("access_from", EXAMPLE_INSTANT)] = None
    access_until: Annotated[Instant | None, window_side("access_until", EXAMPLE_INSTANT)] = None
    coach_from: Annotated[Instant | None, window_side("coach_from", EXAMPLE_INSTANT)] = None
    coach_until: Annotated[Instant | None, window_side("coach_until", EXAMPLE_INSTANT)] = None


class SessionIn(TraitsIn, WindowsIn):
    """A session to schedule."""

    name: Annotated[
        SessionName,
        Field(
            description="Its name, unique in the organisation, whatever its case and width.",
            examples=["Algebra, Mon 7:10"],
        ),
    ]
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None
    run_id: RunId = None
    coaches: CoachesOrRun = None
    course_ids: CourseIds = []  # noqa: RUF012 - pydantic copies defaults
    course_coaches: Annotated[
        dict[Id, list[Id]],
        Field(
            max_length=COURSES_MAX,
            description="Course coaches, by course id. They see the session, but are not paid for it.",
            examples=[{EXAMPLE_ID: [EXAMPLE_ID]}],
        ),
    ] = {}  # noqa: RUF012
    category: Annotated[
        Category | None,
        Field(description="The name of its category. A new name creates a category.", examples=["Maths"]),
    ] = None
    starts_at: Annotated[
        Instant | None, Field(description="Planned start, with its offset.", examples=[EXAMPLE_INSTANT])
    ] = None
    ends_at: Annotated[
        Instant | None, Field(description="Planned end, with its offset.", examples=["2026-11-02T07:55:00+01:00"])
    ] = None
    zone: Annotated[Zone | None, Field(description="IANA zone of its wall clock; default: the organisation's.")] = None
    roster: Annotated[list[SeatIn], Field(max_length=ROSTER_MAX, description="Learners to start with.")] = []  # noqa: RUF012
    class_ids: Annotated[
        list[Id], Field(max_length=CLASSES_MAX, description="Classes to enrol.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012
    room_id: RoomId = None

    @model_validator(mode="after")
    def _coaches_of_its_courses(self) -> Self:
        if self.run_id is not None:  # then its courses may be those of the run
            return self
        if others := self.course_coaches.keys() - set(self.course_ids):
            raise ValueError(f"course_coaches names a course that is not in course_ids: {min(others)}")
        return self

    def new_session(self) -> NewSession:
        """Return the new session that the command takes."""
        return NewSession(
            plan=Plan(**{name: getattr(self, name) for name in _PLANNED}, zone=self.zone or ""),
            category=self.category,
            coaches=coach_shares(self.coaches),
            course_ids=tuple(dict.fromkeys(self.course_ids)),
            course_coaches={one: tuple(dict.fromkeys(people)) for one, people in self.course_coaches.items()},
            roster={seat.person_id: seat.acceptance for seat in self.roster},
            class_ids=tuple(dict.fromkeys(self.class_ids)),
            run_id=self.run_id,
            given=given_fields(self),
        )


class SessionPatch(TraitsPatch, WindowsIn):
    """Changes to a session. A field that is left out stays as it is. Coaches and courses are replaced as a whole.

    All of it is saved, or nothing.
    """

    name: Annotated[
        SessionName,
        Field(description="Its name, unique in the organisation, whatever its case and width.", examples=["Algebra"]),
    ] = ""
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None
    coaches: Coaches = []  # noqa: RUF012
    course_ids: CourseIds = []  # noqa: RUF012
    category: Annotated[
        Category | None, Field(description="The name of its category; null removes it from any.", examples=["Maths"])
    ] = None
    starts_at: Annotated[Instant | None, Field(description="Planned start.", examples=[EXAMPLE_INSTANT])] = None
    ends_at: Annotated[Instant | None, Field(description="Planned end.", examples=["2026-11-02T07:55:00+01:00"])] = None
    zone: Zone = ""
    room_id: RoomId = None
    course_coaches: Annotated[
        dict[Id, Annotated[list[Id], Field(max_length=COACHES_MAX)]],
        Field(
            max_length=COURSES_MAX,
            description="All course coaches of these courses, by course id. Those of other courses stay.",
            examples=[{EXAMPLE_ID: [EXAMPLE_ID]}],
        ),
    ] = {}  # noqa: RUF012
    roster: Annotated[RosterDelta | None, Field(description="Learners and classes to add, and learners to remove.")] = (
        None
    )

    def edit(self) -> Edit:
        """Return the edit that the command takes: only the fields that were sent."""
        roster = None
        if self.roster is not None:
            roster = RosterChange(
                add={seat.person_id: seat.acceptance for seat in self.roster.add},
                remove=self.roster.remove,
                class_ids=self.roster.class_ids,
            )
        return Edit(changes=self._changes(), roster=roster, course_coaches=self.course_coaches)

    def _changes(self) -> SessionChanges:
        names = self.model_fields_set - {"roster", "course_coaches"}
        sent: dict[str, Any] = {name: getattr(self, name) for name in names}
        if "coaches" in sent:
            sent["coaches"] = coach_shares(self.coaches)
        if "course_ids" in sent:
            sent["course_ids"] = tuple(dict.fromkeys(self.course_ids))
        return sent


class CopyIn(Body):
    """How a copy differs from its original."""

    name: Annotated[
        SessionName | None,
        Field(
            description="Its name. Default: the original's name with “ (copy)”, or for a successor without it.",
            examples=["Algebra 2"],
        ),
    ] = None
    starts_at: Annotated[
        Instant | None,
        Field(
            description="Its start. It takes as long as the original. Its windows move by as much on the clocks of its "
            "zone; in a course run they are those of the run. Null: no planned time, so the copy is a course run.",
            examples=[EXAMPLE_INSTANT],
        ),
    ] = None
    with_roster: Annotated[Flag, Field(description="Invite the original's learners.", examples=[True])] = False
    as_successor: Annotated[
        Flag,
        Field(
            description="The original was voided, and the copy replaces it: `successor_of` names the original. It has "
            "the original's name, which is free again, and so are its coaches and room.",
            examples=[True],
        ),
    ] = False


class CourseCoachesDelta(Body):
    """Coaches to add to one course of a session and to remove from it."""

    add: Annotated[list[Id], Field(max_length=COACHES_MAX, description="Coaches to add.", examples=[[EXAMPLE_ID]])] = []  # noqa: RUF012
    remove: Annotated[
        list[Id], Field(max_length=COACHES_MAX, description="Coaches to remove.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012


class CoursesDelta(Body):
    """Courses to add and to remove. The others stay, with their coaches and learners."""

    add: CourseIds = []  # noqa: RUF012
    remove: CourseIds = []  # noqa: RUF012


class CancelIn(Body):
    """A cancellation."""

    reason: Annotated[
        Reason, Field(description="The reason. Coaches and learners do not see it.", examples=["Coach is ill"])
    ]
    notice: Annotated[
        Reason | None,
        Field(description="A message for its coaches and learners.", examples=["We make it up on Friday."]),
    ] = None
