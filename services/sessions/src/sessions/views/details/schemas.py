"""Response bodies for sessions: one session, and rows of lists."""

from typing import Annotated, Any, Final
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Instant
from pydantic import Field, JsonValue

from sessions.corrections.schemas import NEW_VALUE, OLD_VALUE
from sessions.corrections.standing import CorrectedField, Standing, Values
from sessions.fields import PersonName
from sessions.session.answers import CoachOut, SeatOut, SessionOut, session_fields
from sessions.session.visibility import Access
from sessions.views.details.queries import Detail


class CourseOfSessionOut(Body):
    """A course of a session."""

    course_id: Annotated[UUID, Field(description="The course's id.", examples=[EXAMPLE_ID])]
    code: Annotated[str, Field(description="Its code.", examples=["MATH-1"])]
    title: Annotated[str, Field(description="Its title.", examples=["Algebra for beginners"])]
    coach_ids: Annotated[list[UUID], Field(description="The coaches of this course.", examples=[[EXAMPLE_ID]])]
    learner_ids: Annotated[
        list[UUID], Field(description="Learners who take part for this course.", examples=[[EXAMPLE_ID]])
    ]


class CorrectableOut(Body):
    """The values of a completion that can be amended."""

    logged_minutes: Annotated[int, Field(description="The minutes that count.", examples=[45])]
    coaches: Annotated[list[CoachOut], Field(description="The coaches who are paid, with their shares.")]
    recap_sha256: Annotated[
        str, Field(description="Salted digest of the recap, in hex. …/recap has the text.", examples=["9f86d0818…"])
    ]


class CompletedOut(CorrectableOut):
    """A completion as its record has it. It never changes."""

    raw_minutes: Annotated[int, Field(description="The minutes as they were sent.", examples=[43])]
    started_at: Annotated[Instant, Field(description="When the session began.", examples=[EXAMPLE_UTC])]
    ended_at: Annotated[Instant, Field(description="When it ended.", examples=["2026-11-02T06:53:00Z"])]
    completed_at: Annotated[Instant, Field(description="When it was completed.", examples=["2026-11-02T06:55:10Z"])]
    completed_by: Annotated[UUID, Field(description="Who completed it.", examples=[EXAMPLE_ID])]
    late: Annotated[
        bool, Field(description="Whether support completed it after the coach's time was over.", examples=[False])
    ]
    recap_characters: Annotated[int, Field(description="Number of characters counted in the recap.", examples=[163])]
    policy_version: Annotated[int, Field(description="The version of the policy that was applied.", examples=[0])]
    record_hash: Annotated[
        str, Field(description="RFC 6962 leaf hash of the record's bytes, in hex.", examples=["9f86d0818…"])
    ]


class CorrectionOut(Body):
    """An amendment or void that was applied."""

    amendment_id: Annotated[UUID, Field(description="Its id.", examples=[EXAMPLE_ID])]
    field: Annotated[CorrectedField, Field(description="The field that it amends, or void.", examples=["minutes"])]
    old: Annotated[JsonValue, OLD_VALUE]
    new: Annotated[JsonValue, NEW_VALUE]
    proposed_by: Annotated[UUID, Field(description="Who proposed it.", examples=[EXAMPLE_ID])]
    approved_by: Annotated[UUID | None, Field(description="The second person, if there was one.", examples=[None])]
    decided_alone: Annotated[
        bool, Field(description="Whether the person who proposed it decided alone.", examples=[True])
    ]
    at: Annotated[Instant, Field(description="When it was applied.", examples=["2026-11-03T09:00:00Z"])]
    version: Annotated[int, Field(description="The session's version that it made.", examples=[4])]


class StandingOut(Body):
    """A completion as it was recorded, and as it holds after its corrections."""

    as_completed: Annotated[CompletedOut, Field(description="What the completion record says.")]
    as_corrected: Annotated[CorrectableOut, Field(description="The values that hold, or held until the void.")]
    voided_at: Annotated[Instant | None, Field(description="When it was voided, if it was.", examples=[None])]
    amendments: Annotated[list[CorrectionOut], Field(description="The applied corrections in order; a void is last.")]


_NAME: Final[Any] = Field(description="Their name.", examples=["Ada Lovelace"])


class NamedCoachOut(CoachOut):
    """A coach with their name and their share of the earnings."""

    name: Annotated[str, _NAME]


class NamedSeatOut(SeatOut):
    """A learner on the roster, with their name."""

    name: Annotated[str, _NAME]


class ClassOfSessionOut(Body):
    """A class that was enrolled."""

    class_id: Annotated[UUID, Field(description="The class.", examples=[EXAMPLE_ID])]
    name: Annotated[str, Field(description="Its name.", examples=["4.B"])]


class LessonsOut(Body):
    """How many lessons a course run has. Voided ones do not count."""

    planned: Annotated[int, Field(description="Those that are neither completed nor cancelled.", examples=[8])]
    completed: Annotated[int, Field(description="Those that are completed.", examples=[4])]
    cancelled: Annotated[int, Field(description="Those that were cancelled.", examples=[1])]
    next_starts_at: Annotated[
        Instant | None, Field(description="When the next one begins; null if none is to come.", examples=[EXAMPLE_UTC])
    ]


class SessionDetailOut(SessionOut):
    """A session as the caller sees it, with the names of what it refers to."""

    coaches: Annotated[list[NamedCoachOut], Field(description="The session coach first, then co-coaches.")]  # type: ignore[assignment]
    roster: Annotated[  # type: ignore[assignment]
        list[NamedSeatOut],
        Field(
            description="Its learners, in order of person id. Learners see themselves, and guardians their learners."
        ),
    ]

    access: Annotated[Access, Field(description="Whether the caller may open or only read it.", examples=["open"])]

    category: Annotated[str | None, Field(description="The name of its category.", examples=["Maths"])]
    room: Annotated[str | None, Field(description="The name of its room.", examples=["Room 4"])]
    batch: Annotated[str | None, Field(description="The name of its batch.", examples=[None])]
    run: Annotated[
        str | None, Field(description="The name of the course run inside which it is planned.", examples=[None])
    ]
    lessons: Annotated[LessonsOut | None, Field(description="The lessons of a course run; null for any other session.")]
    own_fields: Annotated[
        list[str],
        Field(
            description="The fields that were given or changed on this session alone. Changes of its batch or course "
            "run do not touch them.",
            examples=[["starts_at"]],
        ),
    ]
    courses: Annotated[list[CourseOfSessionOut], Field(description="Its courses, in order.")]
    class_ids: Annotated[list[UUID], Field(description="The classes that were enrolled.", examples=[[EXAMPLE_ID]])]
    successor_id: Annotated[
        UUID | None, Field(description="The session that replaces it, if it was voided and replaced.", examples=[None])
    ]
    classes: Annotated[
        list[ClassOfSessionOut], Field(description="The same classes with their names, for staff and coaches.")
    ]
    people: Annotated[
        list[PersonName],
        Field(
            description="The names of its coaches and of the learners whom the caller sees. Learners see the names of "
            "others who accepted if the policy says so."
        ),
    ]
    completion: Annotated[
        StandingOut | None, Field(description="Its completion as it holds now, or held at as_of; null: none.")
    ]


def session_detail_out(detail: Detail) -> SessionDetailOut:
    """Return the body for a session with names."""
    names = dict(detail.names)
    fields = session_fields(detail.session, only=detail.only)
    fields["coaches"] = [NamedCoachOut(**dict(one), name=names[one.person_id]) for one in fields["coaches"]]
    fields["roster"] = [NamedSeatOut(**dict(one), name=names[one.person_id]) for one in fields["roster"]]
    classes = zip(detail.class_ids, detail.class_names, strict=True) if detail.only is None else ()
    return SessionDetailOut(
        **fields,
        access=detail.sight.access,
        category=detail.category,
        room=detail.room,
        batch=detail.batch,
        run=detail.run,
        lessons=None if detail.lessons is None else LessonsOut(**detail.lessons._asdict()),
        own_fields=sorted(detail.session.own_fields),
        courses=[CourseOfSessionOut(**course._asdict()) for course in detail.courses],
        class_ids=list(detail.class_ids),
        successor_id=detail.successor_id,
        classes=[ClassOfSessionOut(class_id=class_id, name=name) for class_id, name in classes],
        people=[PersonName(person_id=person_id, name=name) for person_id, name in detail.names],
        completion=None if detail.standing is None else _standing_out(detail.standing),
    )


def _standing_out(standing: Standing) -> StandingOut:
    record = standing.record
    return StandingOut(
        as_completed=CompletedOut.model_validate(
            {
                **{name: record[name] for name in CompletedOut.model_fields.keys() & record.keys()},
                "policy_version": record["policy"]["version"],
                "record_hash": standing.record_hash.hex(),
            }
        ),
        as_corrected=_correctable_out(standing.values),
        voided_at=standing.voided_at,
        amendments=[
            CorrectionOut(
                **{name: getattr(one, name) for name in ("amendment_id", "field", "old", "new")},
                **{name: getattr(one, name) for name in ("proposed_by", "approved_by", "decided_alone")},
                at=decided.at,
                version=decided.sequence,
            )
            for one, decided in standing.applied
        ],
    )


def _correctable_out(values: Values) -> CorrectableOut:
    return CorrectableOut(
        logged_minutes=values.logged_minutes,
        coaches=[CoachOut(**coach._asdict()) for coach in values.coaches],
        recap_sha256=values.recap_sha256,
    )
