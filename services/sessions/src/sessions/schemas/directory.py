"""Bodies of the organisation, its policy, people, courses and imports."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from sessions.domain.imports import Report, Result
from sessions.domain.policy import DEFAULT_POLICY, Policy
from sessions.domain.sheets import PersonRole
from sessions.schemas.fields import Body, Category, Code, Email, Flag, Name, Username, Whole

DAY_MINUTES = 24 * 60
YEAR_HOURS = 366 * 24


class OrganisationBody(Body):
    """An organisation."""

    name: Annotated[Name, Field(description="What it is called.", examples=["Riverside Academy"])]
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


class PersonOut(PersonIn):
    """A person."""

    person_id: Annotated[
        UUID,
        Field(description="Their id: the `sub` of their tokens.", examples=["0193b2a4-0000-7000-8000-000000000001"]),
    ]


def person_out(row: Row[*tuple[Any, ...]]) -> PersonOut:
    """Return a person as they are answered."""
    return PersonOut(person_id=row.id, username=row.username, name=row.name, email=row.email, role=row.role)


class CourseIn(Body):
    """A course to be created."""

    code: Annotated[Code, Field(description="Unique in the organisation.", examples=["MATH-1"])]
    title: Annotated[Name, Field(description="What it is called.", examples=["Algebra for beginners"])]
    category: Annotated[
        Category | None,
        Field(description="Its category's name; created when there is none.", examples=["Mathematics"]),
    ] = None


class CourseOut(CourseIn):
    """A course."""

    course_id: Annotated[UUID, Field(description="Its id.", examples=["0193b2a4-0000-7000-8000-000000000002"])]
    category_id: Annotated[
        UUID | None, Field(description="Its category's id.", examples=["0193b2a4-0000-7000-8000-000000000003"])
    ]


def course_out(row: Row[*tuple[Any, ...]]) -> CourseOut:
    """Return a course as it is answered."""
    return CourseOut(
        course_id=row.id, code=row.code, title=row.title, category=row.category, category_id=row.category_id
    )


class RowOut(Body):
    """What becomes of one row of a file."""

    line: Annotated[int, Field(description="The line on which the row begins; the header is 1.", examples=[2])]
    result: Annotated[Result, Field(description="What becomes of it.", examples=["create"])]
    id: Annotated[
        UUID | None,
        Field(description="Id of what it is about, once it exists.", examples=["0193b2a4-0000-7000-8000-000000000001"]),
    ]
    name: Annotated[str, Field(description="What the row calls it.", examples=["Ada Lovelace"])]
    column: Annotated[str | None, Field(description="Where the error is.", examples=["role"])]
    detail: Annotated[str | None, Field(description="What the error is.", examples=["'boss' is not one of …"])]


class ReportOut(Body):
    """What an import did, or would do."""

    rows: Annotated[int, Field(description="Rows in the file.", examples=[40])]
    created: Annotated[int, Field(description="Rows that were (dry run: would be) created.", examples=[38])]
    unchanged: Annotated[int, Field(description="Rows that exist just so.", examples=[2])]
    errors: Annotated[int, Field(description="Rows that are wrong.", examples=[0])]
    results: Annotated[list[RowOut], Field(description="Every row, in order.")]


def report_out(report: Report) -> ReportOut:
    """Return a report as it is answered."""
    return ReportOut.model_validate(report.document())
