"""Bodies that answer with sessions: one of them, and rows of lists."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from contracts.sessions import Acceptance, Mode
from pydantic import Field
from sqlalchemy import Row

from sessions.domain.schedule import WINDOW_FIELDS, Window
from sessions.domain.sessions import Session, State
from sessions.domain.visibility import Access, When, listed_dates, when
from sessions.queries.details import Detail
from sessions.queries.lists import Status
from sessions.queries.sessions import windows_of
from sessions.schemas.fields import Body, Instant
from sessions.schemas.sessions import EXAMPLE_ID, CourseIds, PersonId, RoomId, SeatsMax, VisibilityField, Zone

EXAMPLE_UTC = "2026-11-02T06:10:00Z"
WINDOW_SIDE = Field(description="A side that is null is open.", examples=[None])


class PresenceOut(Body):
    """Who is in the call now."""

    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    in_call: Annotated[list[UUID], Field(description="The people in the call.", examples=[[EXAMPLE_ID]])]


class CoachOut(Body):
    """A coach and their part of the earnings."""

    person_id: PersonId
    share_basis_points: Annotated[int, Field(description="Of 10,000.", examples=[10_000])]


class SeatOut(Body):
    """A learner on the roster."""

    person_id: PersonId
    acceptance: Annotated[Acceptance, Field(description="Their answer.", examples=["accepted"])]


class SessionOut(Body):
    """A session."""

    session_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version, also its ETag.", examples=[2])]
    state: Annotated[State, Field(description="Where it is in its life.", examples=["scheduled"])]
    name: Annotated[str, Field(description="Unique in the organisation.", examples=["Algebra, Mon 7:10"])]
    description: Annotated[str, Field(description="What it is about.", examples=["Linear equations"])]
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    batch_id: Annotated[UUID | None, Field(description="The batch it belongs to.", examples=[None])]
    category_id: Annotated[UUID | None, Field(description="Its category.", examples=[EXAMPLE_ID])]
    course_ids: CourseIds
    coaches: Annotated[list[CoachOut], Field(description="The session's own coach first.")]
    roster: Annotated[list[SeatOut], Field(description="Its learners, by person id.")]
    in_call: Annotated[list[UUID], Field(description="Who is in the call now.", examples=[[EXAMPLE_ID]])]
    starts_at: Annotated[Instant | None, Field(description="Planned.", examples=["2026-11-02T06:10:00Z"])]
    ends_at: Annotated[Instant | None, Field(description="Planned.", examples=["2026-11-02T06:55:00Z"])]
    zone: Zone
    started_at: Annotated[Instant | None, Field(description="Actual.", examples=["2026-11-02T06:10:12Z"])]
    completed_at: Annotated[Instant | None, Field(description="If completed.", examples=[None])]
    cancelled_at: Annotated[Instant | None, Field(description="If cancelled.", examples=[None])]
    notice: Annotated[
        str | None, Field(description="What its people were told when it was cancelled.", examples=[None])
    ]
    display_from: Annotated[Instant | None, WINDOW_SIDE]
    display_until: Annotated[Instant | None, WINDOW_SIDE]
    access_from: Annotated[Instant | None, WINDOW_SIDE]
    access_until: Annotated[Instant | None, WINDOW_SIDE]
    coach_from: Annotated[Instant | None, WINDOW_SIDE]
    coach_until: Annotated[Instant | None, WINDOW_SIDE]
    visibility: VisibilityField
    seats_max: SeatsMax
    room_id: RoomId


class PersonName(Body):
    """Somebody's name."""

    person_id: PersonId
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]


class CourseOfSessionOut(Body):
    """A course of a session."""

    course_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    code: Annotated[str, Field(description="Its code.", examples=["MATH-1"])]
    title: Annotated[str, Field(description="What it is called.", examples=["Algebra for beginners"])]
    coach_ids: Annotated[list[UUID], Field(description="Coaches of this course only.", examples=[[EXAMPLE_ID]])]
    learner_ids: Annotated[
        list[UUID], Field(description="Learners who take part for this course.", examples=[[EXAMPLE_ID]])
    ]


class SessionDetailOut(SessionOut):
    """A session as the caller sees it, with the names of what it refers to."""

    access: Annotated[Access, Field(description="How far the caller gets into it now.", examples=["open"])]

    category: Annotated[str | None, Field(description="Its category's name.", examples=["Maths"])]
    room: Annotated[str | None, Field(description="Its room's name.", examples=["Room 4"])]
    courses: Annotated[list[CourseOfSessionOut], Field(description="Its courses, in order.")]
    class_ids: Annotated[list[UUID], Field(description="Classes that were enrolled.", examples=[[EXAMPLE_ID]])]
    people: Annotated[list[PersonName], Field(description="Names of its coaches and learners.")]


def session_out(session: Session) -> SessionOut:
    """Return a session as it is answered."""
    return SessionOut(**_session_fields(session))


def session_detail_out(detail: Detail) -> SessionDetailOut:
    """Return a session with names as it is answered."""
    return SessionDetailOut(
        **_session_fields(detail.session),
        access=detail.sight.access,
        category=detail.category,
        room=detail.room,
        courses=[CourseOfSessionOut(**course._asdict()) for course in detail.courses],
        class_ids=list(detail.class_ids),
        people=[PersonName(person_id=person_id, name=name) for person_id, name in detail.names],
    )


_SAME_NAME = (SessionOut.model_fields.keys() & set(Session.__slots__)) - {
    "coaches",
    "roster",
    "in_call",
    "course_ids",
}


def _session_fields(session: Session) -> dict[str, Any]:
    return {
        **{name: getattr(session, name) for name in _SAME_NAME},
        **{name: getattr(session.windows, name) for name in WINDOW_FIELDS},
        "course_ids": list(session.course_ids),
        "coaches": [CoachOut(**coach._asdict()) for coach in session.coaches],
        "roster": [SeatOut(**seat._asdict()) for seat in session.roster],
        "in_call": sorted(session.in_call),
    }


class SessionSummary(Body):
    """A session in a list."""

    session_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version.", examples=[2])]
    name: Annotated[str, Field(description="Its name.", examples=["Algebra, Mon 7:10"])]
    state: Annotated[State, Field(description="Where it is in its life.", examples=["scheduled"])]
    status: Annotated[Status, Field(description="By the dates that it is listed by.", examples=["upcoming"])]
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    category_id: Annotated[UUID | None, Field(description="Its category.", examples=[EXAMPLE_ID])]
    category: Annotated[str | None, Field(description="Its category's name.", examples=["Maths"])]
    batch_id: Annotated[UUID | None, Field(description="The batch it belongs to.", examples=[None])]
    listed_from: Annotated[
        Instant | None, Field(description="Display window, else access, else schedule.", examples=[EXAMPLE_UTC])
    ]
    listed_until: Annotated[
        Instant | None, Field(description="Display window, else access, else schedule.", examples=[EXAMPLE_UTC])
    ]
    starts_at: Annotated[Instant | None, Field(description="Planned.", examples=[EXAMPLE_UTC])]
    ends_at: Annotated[Instant | None, Field(description="Planned.", examples=["2026-11-02T06:55:00Z"])]
    zone: Zone
    completed_at: Annotated[Instant | None, Field(description="If completed.", examples=[None])]
    coach_id: Annotated[UUID, Field(description="The session's own coach.", examples=[EXAMPLE_ID])]
    coach_name: Annotated[str, Field(description="The coach's name.", examples=["Grace Hopper"])]
    course_count: Annotated[int, Field(description="How many courses.", examples=[1])]
    learner_count: Annotated[int, Field(description="How many learners.", examples=[24])]
    seats_max: SeatsMax


_SUMMARISED = SessionSummary.model_fields.keys() - {"session_id", "status", "listed_from", "listed_until"}
_STATUS: Final[dict[When, Status]] = {"current": "active", "past": "past", "upcoming": "upcoming"}


def session_summary(row: Row[*tuple[Any, ...]], *, now: datetime) -> SessionSummary:
    """Return a row of the list as it is answered."""
    dates = listed_dates(windows_of(row), Window(row.starts_at, row.ends_at))
    fields = {name: getattr(row, name) for name in _SUMMARISED}
    return SessionSummary(
        session_id=row.id,
        status=_STATUS[when(dates, now)],
        listed_from=dates.starts_at,
        listed_until=dates.ends_at,
        **fields,
    )
