"""What requests and bodies of sessions and batches share: the author, traits, coaches, seats and windows."""

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from chassis.http.auth import Principal
from chassis.http.fields import EXAMPLE_ID, Body, Id, PersonId, Whole
from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from sessions.catalogue.domain import ROSTER_MAX
from sessions.fields import Description
from sessions.session.domain import COURSES_MAX, WHOLE_BASIS_POINTS
from sessions.session.events import Author
from sessions.session.visibility import Visibility
from sessions.words import Acceptance, Mode

COACHES_MAX = 20
CLASSES_MAX = 50

SeatsMax = Annotated[
    Whole | None, Field(ge=1, le=ROSTER_MAX, description="Number of seats; null: no limit.", examples=[24])
]
RoomId = Annotated[Id | None, Field(description="The room where it takes place.", examples=[EXAMPLE_ID])]
RunId = Annotated[
    Id | None,
    Field(
        description="The course run inside which it is planned: a session without a planned time. It takes from the "
        "run what this request does not say, and follows the run until it begins.",
        examples=[None],
    ),
]
VisibilityField = Annotated[
    Visibility, Field(description="What learners may do outside the access window.", examples=["read_only"])
]
DESCRIPTION: Final[Any] = Field(description="What it is about.", examples=["Linear equations"])
MODE: Final[Any] = Field(description="Where it takes place.", examples=["online"])


class TraitsIn(Body):
    """The traits of a session or batch to create."""

    description: Annotated[Description, DESCRIPTION] = ""
    mode: Annotated[Mode, MODE]
    visibility: VisibilityField = "read_only"
    seats_max: SeatsMax = None


class TraitsPatch(Body):
    """Changes to the traits of a session or batch."""

    description: Annotated[Description, DESCRIPTION] = ""
    mode: Annotated[Mode, MODE] = "online"
    visibility: VisibilityField = "read_only"
    seats_max: SeatsMax = None


class TraitsOut(Body):
    """The traits of a session or batch."""

    description: Annotated[str, DESCRIPTION]
    mode: Annotated[Mode, MODE]
    visibility: VisibilityField
    seats_max: SeatsMax


class CoachIn(Body):
    """A coach of the session."""

    person_id: PersonId
    share_basis_points: Annotated[
        Whole | None,
        Field(
            ge=0,
            le=WHOLE_BASIS_POINTS,
            description="Their share of the earnings in basis points. Give one to every coach, or to none to split "
            "evenly.",
            examples=[WHOLE_BASIS_POINTS],
        ),
    ] = None


class SeatIn(Body):
    """A learner to put on the roster."""

    person_id: PersonId
    acceptance: Annotated[
        Acceptance | None, Field(description="Their answer to the invitation, if known.", examples=["accepted"])
    ] = None


Coaches = Annotated[
    list[CoachIn],
    Field(min_length=1, max_length=COACHES_MAX, description="The session coach first, then co-coaches."),
]


def _coaches_or_run(value: list[CoachIn] | None, info: ValidationInfo) -> list[CoachIn] | None:
    if value is None and info.data.get("run_id") is None:
        raise PydanticCustomError("missing", "Field required")
    return value


CoachesOrRun = Annotated[
    list[CoachIn] | None,
    Field(
        min_length=1,
        max_length=COACHES_MAX,
        validate_default=True,
        description="The session coach first, then co-coaches. Inside a course run they may be left out: then they are "
        "those of the run, also when the run changes.",
        examples=[[{"person_id": EXAMPLE_ID}]],
    ),
    AfterValidator(_coaches_or_run),
]
"""The coaches of something that may be planned inside a course run. The field `run_id` stands before it."""
CourseIds = Annotated[
    list[Id],
    Field(max_length=COURSES_MAX, description="Its courses.", examples=[[EXAMPLE_ID]]),
]
WINDOW_SIDES: Final = {
    "display_from": "When lists begin to show it to learners; null: no limit.",
    "display_until": "When lists stop showing it to learners; null: no limit.",
    "access_from": "From when on learners may open it; null: no limit.",
    "access_until": "Until when learners may open it; null: no limit.",
    "coach_from": "From when on coaches may open it. If coach_until is null too, the access window holds for them.",
    "coach_until": "Until when coaches may open it. If coach_from is null too, the access window holds for them.",
}
"""What each side of a window means, by field."""


def author_of(caller: Principal) -> Author:
    """Return the author of what a caller's request changes. Routes call this, and commands take the author."""
    return Author(caller.org_id, caller.person_id, caller.correlation_id)


def window_side(name: str, example: str | None) -> Any:
    """Return the description and the example of one side of a window."""
    return Field(description=WINDOW_SIDES[name], examples=[example])


def coach_shares(coaches: Sequence[CoachIn] | None) -> tuple[tuple[UUID, int | None], ...]:
    """Return the coaches and shares that commands take."""
    return tuple((coach.person_id, coach.share_basis_points) for coach in coaches or ())


def given_fields(body: Body) -> frozenset[str]:
    """Return the names of the fields that a request gives. Coaches of null are not given."""
    return frozenset(name for name in body.model_fields_set if name != "coaches" or getattr(body, name) is not None)


class RosterDelta(Body):
    """Learners to add and to remove. Everybody else stays."""

    add: Annotated[list[SeatIn], Field(max_length=ROSTER_MAX, description="Learners to add.")] = []  # noqa: RUF012
    remove: Annotated[
        list[Id], Field(max_length=ROSTER_MAX, description="Learners to remove.", examples=[[EXAMPLE_ID]])
    ] = []  # noqa: RUF012
    class_ids: Annotated[
        list[Id],
        Field(
            max_length=CLASSES_MAX, description="Classes to enrol, with their current members.", examples=[[EXAMPLE_ID]]
        ),
    ] = []  # noqa: RUF012
