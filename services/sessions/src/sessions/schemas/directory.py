"""Bodies of the organisation, its policy, people and courses."""

from dataclasses import asdict
from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from sessions.commands.directory import CourseChanges
from sessions.commands.people import PersonChanges
from sessions.domain.policy import DEFAULT_POLICY, Policy
from sessions.domain.sheets.directory import PersonRole
from sessions.schemas.fields import VERSION, Body, Category, Code, Email, Flag, Label, Name, Username, Whole, sent

DAY_MINUTES = 24 * 60
YEAR_HOURS = 366 * 24


class OrganisationBody(Body):
    """An organisation."""

    name: Annotated[Label, Field(description="What it is called.", examples=["Riverside Academy"])]
    zone: Annotated[
        str,
        Field(max_length=64, description="IANA zone in which its wall clocks are read.", examples=["Europe/Prague"]),
    ]


class PolicyIn(Body):
    """A policy to be put in force at once. What is left out takes its default."""

    minimum_minutes: Annotated[
        Whole, Field(ge=0, le=DAY_MINUTES, description="Fewest minutes that can be logged.", examples=[5])
    ] = DEFAULT_POLICY.minimum_minutes
    maximum_minutes: Annotated[
        Whole, Field(ge=1, le=DAY_MINUTES, description="Most minutes that can be logged.", examples=[90])
    ] = DEFAULT_POLICY.maximum_minutes
    step_minutes: Annotated[
        Whole, Field(ge=1, le=DAY_MINUTES, description="Minutes are multiples of this.", examples=[5])
    ] = DEFAULT_POLICY.step_minutes
    recap_minimum_characters: Annotated[
        Whole, Field(ge=0, le=5_000, description="Shortest recap, white space counted once.", examples=[150])
    ] = DEFAULT_POLICY.recap_minimum_characters
    acceptance_required: Annotated[
        Flag, Field(description="Whether all on the roster must have accepted.", examples=[True])
    ] = DEFAULT_POLICY.acceptance_required
    empty_call_required: Annotated[
        Flag, Field(description="Whether everybody else must have left the call.", examples=[True])
    ] = DEFAULT_POLICY.empty_call_required
    log_within_hours: Annotated[
        Whole,
        Field(ge=1, le=YEAR_HOURS, description="Hours after its end in which a coach logs it.", examples=[72]),
    ] = DEFAULT_POLICY.log_within_hours
    start_early_minutes: Annotated[
        Whole,
        Field(ge=0, le=YEAR_HOURS * 60, description="How long before its time it can be started.", examples=[60]),
    ] = DEFAULT_POLICY.start_early_minutes

    def policy(self) -> Policy:
        """Return the policy that is asked for; its version is given when it is put in force."""
        return Policy(version=0, **self.model_dump())


class PolicyOut(PolicyIn):
    """The policy in force."""

    version: Annotated[int, Field(description="Its version; 0 is the built-in default.", examples=[1])]


def policy_out(policy: Policy) -> PolicyOut:
    """Return a policy as it is answered."""
    return PolicyOut(**asdict(policy))


class PersonIn(Body):
    """A person to be created."""

    username: Annotated[Username, Field(description="Unique in the organisation.", examples=["ada"])]
    name: Annotated[Name, Field(description="Their name.", examples=["Ada Lovelace"])]
    email: Annotated[
        Email | None, Field(description="Their e-mail address, if known.", examples=["ada@example.org"])
    ] = None
    role: Annotated[PersonRole, Field(description="What they are.", examples=["learner"])]


class PersonPatch(Body):
    """What is to be changed about a person; what is left out stays."""

    username: Annotated[Username, Field(description="Unique in the organisation.", examples=["ada"])] = ""
    name: Annotated[Name, Field(description="Their name.", examples=["Ada King"])] = ""
    email: Annotated[
        Email | None, Field(description="Their e-mail address; null takes it away.", examples=["ada@example.org"])
    ] = None
    role: Annotated[
        PersonRole,
        Field(description="What they are; refused while they take part in what it does not allow.", examples=["coach"]),
    ] = "learner"

    def changes(self) -> PersonChanges:
        """Return what the command takes: only what was sent."""
        return cast(PersonChanges, sent(self))


class PersonOut(PersonIn):
    """A person."""

    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]
    version: Annotated[int, VERSION]
    person_id: Annotated[
        UUID,
        Field(description="Their id: the `sub` of their tokens.", examples=["0193b2a4-0000-7000-8000-000000000001"]),
    ]


def person_out(row: Row[*tuple[Any, ...]]) -> PersonOut:
    """Return a person as they are answered."""
    return PersonOut(
        person_id=row.id, version=row.version, username=row.username, name=row.name, email=row.email, role=row.role
    )


class CourseIn(Body):
    """A course to be created."""

    code: Annotated[Code, Field(description="Unique in the organisation.", examples=["MATH-1"])]
    title: Annotated[Name, Field(description="What it is called.", examples=["Algebra for beginners"])]
    category: Annotated[
        Category | None,
        Field(description="Its category's name; created when there is none.", examples=["Mathematics"]),
    ] = None


class CoursePatch(Body):
    """What is to be changed about a course; what is left out stays."""

    code: Annotated[Code, Field(description="Unique in the organisation.", examples=["MATH-1"])] = ""
    title: Annotated[Name, Field(description="What it is called.", examples=["Algebra for beginners"])] = ""
    category: Annotated[
        Category | None,
        Field(
            description="Its category's name, created when there is none; null takes it out of its category.",
            examples=["Mathematics"],
        ),
    ] = None

    def changes(self) -> CourseChanges:
        """Return what the command takes: only what was sent."""
        return cast(CourseChanges, sent(self))


class CourseOut(CourseIn):
    """A course."""

    title: Annotated[str, Field(description="What it is called.", examples=["Algebra for beginners"])]
    category: Annotated[str | None, Field(description="Its category's name.", examples=["Mathematics"])] = None
    version: Annotated[int, VERSION]
    course_id: Annotated[UUID, Field(description="Its id.", examples=["0193b2a4-0000-7000-8000-000000000002"])]
    category_id: Annotated[
        UUID | None, Field(description="Its category's id.", examples=["0193b2a4-0000-7000-8000-000000000003"])
    ]


def course_out(row: Row[*tuple[Any, ...]]) -> CourseOut:
    """Return a course as it is answered."""
    return CourseOut(
        course_id=row.id,
        version=row.version,
        code=row.code,
        title=row.title,
        category=row.category,
        category_id=row.category_id,
    )
