"""The body of a session in a list."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Instant
from pydantic import Field
from sqlalchemy import Row

from sessions.fields import Zone
from sessions.session.domain import State
from sessions.session.schedule import Window
from sessions.session.schemas import SeatsMax
from sessions.session.visibility import When, when
from sessions.words import Mode


class SessionSummary(Body):
    """A session in a list."""

    session_id: Annotated[UUID, Field(description="The session's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version.", examples=[2])]
    name: Annotated[str, Field(description="Its name.", examples=["Algebra, Mon 7:10"])]
    state: Annotated[State, Field(description="Its state.", examples=["scheduled"])]
    status: Annotated[When, Field(description="Its status by listed_from and listed_until.", examples=["upcoming"])]
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    category_id: Annotated[UUID | None, Field(description="The id of its category.", examples=[EXAMPLE_ID])]
    category: Annotated[str | None, Field(description="The name of its category.", examples=["Maths"])]
    batch_id: Annotated[UUID | None, Field(description="The id of its batch.", examples=[None])]
    batch: Annotated[str | None, Field(description="The name of its batch.", examples=[None])]
    run_id: Annotated[
        UUID | None, Field(description="The course run inside which it is planned, if it is.", examples=[None])
    ]
    is_run: Annotated[
        bool,
        Field(
            description="Whether it is a course run: it has no planned time, and lessons are planned inside it.",
            examples=[False],
        ),
    ]
    lesson_count: Annotated[
        int,
        Field(
            description="Number of its lessons, if it is a course run, without cancelled and voided ones.", examples=[0]
        ),
    ]
    room_id: Annotated[UUID | None, Field(description="The id of its room.", examples=[EXAMPLE_ID])]
    room: Annotated[str | None, Field(description="The name of its room.", examples=["Room 4"])]
    listed_from: Annotated[
        Instant | None,
        Field(
            description="Start of the display window, else access window, else schedule; of a lesson of a course run: "
            "of the schedule.",
            examples=[EXAMPLE_UTC],
        ),
    ]
    listed_until: Annotated[
        Instant | None,
        Field(description="End of the same.", examples=[EXAMPLE_UTC]),
    ]
    starts_at: Annotated[Instant | None, Field(description="Planned start.", examples=[EXAMPLE_UTC])]
    ends_at: Annotated[Instant | None, Field(description="Planned end.", examples=["2026-11-02T06:55:00Z"])]
    zone: Zone
    completed_at: Annotated[Instant | None, Field(description="When it was completed, if it was.", examples=[None])]
    logged_minutes: Annotated[
        int | None,
        Field(description="The minutes that count, as corrected; null until it is completed.", examples=[45]),
    ]
    voided_at: Annotated[
        Instant | None, Field(description="When its completion was voided, if it was.", examples=[None])
    ]
    coach_id: Annotated[UUID, Field(description="The session coach.", examples=[EXAMPLE_ID])]
    coach_name: Annotated[str, Field(description="The session coach's name.", examples=["Grace Hopper"])]
    course_count: Annotated[int, Field(description="Number of courses.", examples=[1])]
    learner_count: Annotated[int, Field(description="Number of learners.", examples=[24])]
    seats_max: SeatsMax


_SUMMARISED = SessionSummary.model_fields.keys() - {"session_id", "status", "is_run", "listed_from", "listed_until"}


def session_summary(row: Row[*tuple[Any, ...]], *, now: datetime) -> SessionSummary:
    """Return the body for a row of the list. `since` and `until` are its listed dates; None has no limit."""
    dates = Window(row.since, row.until)
    fields = {name: getattr(row, name) for name in _SUMMARISED}
    return SessionSummary(
        session_id=row.id,
        status=when(dates, now),
        is_run=row.starts_at is None and row.started_at is None and row.state in ("scheduled", "cancelled"),
        listed_from=dates.starts_at,
        listed_until=dates.ends_at,
        **fields,
    )
