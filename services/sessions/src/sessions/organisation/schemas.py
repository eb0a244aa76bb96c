"""The bodies of an organisation and its policy."""

from collections.abc import Sequence
from typing import Annotated, Any

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Flag, Id, Instant, Whole, sent
from contracts.roles import Duty
from pydantic import Field

from sessions.fields import Name, Zone
from sessions.organisation.domain import (
    DEFAULT_POLICY,
    PRESETS,
    REMINDERS_MAX,
    Approver,
    AttendanceCode,
    Invitations,
    Policy,
    PolicyVersion,
    Preset,
    Rounding,
    preset_policy,
)

DAY_MINUTES = 24 * 60
YEAR_DAYS = 366
YEAR_HOURS = YEAR_DAYS * 24


class OrganisationIn(Body):
    """An organisation to create or change."""

    name: Annotated[Name, Field(description="Its name.", examples=["Riverside Academy"])]
    zone: Zone


class OrganisationOut(Body):
    """An organisation."""

    name: Annotated[str, Field(description="Its name.", examples=["Riverside Academy"])]
    zone: Zone


class PolicyFields(Body):
    """The values of a policy."""

    minimum_minutes: Annotated[
        Whole, Field(ge=0, le=DAY_MINUTES, description="The fewest minutes that can be logged.", examples=[5])
    ] = DEFAULT_POLICY.minimum_minutes
    maximum_minutes: Annotated[
        Whole, Field(ge=1, le=DAY_MINUTES, description="The most minutes that can be logged.", examples=[90])
    ] = DEFAULT_POLICY.maximum_minutes
    step_minutes: Annotated[
        Whole, Field(ge=1, le=DAY_MINUTES, description="Logged minutes are a multiple of this.", examples=[5])
    ] = DEFAULT_POLICY.step_minutes
    recap_minimum_characters: Annotated[
        Whole,
        Field(ge=0, le=5_000, description="Fewest characters of a recap; white space counts once.", examples=[150]),
    ] = DEFAULT_POLICY.recap_minimum_characters
    acceptance_required: Annotated[
        Flag, Field(description="Whether every learner must have accepted or declined.", examples=[True])
    ] = DEFAULT_POLICY.acceptance_required
    empty_call_required: Annotated[
        Flag, Field(description="Whether everybody else must have left the call first.", examples=[True])
    ] = DEFAULT_POLICY.empty_call_required
    log_within_hours: Annotated[
        Whole,
        Field(ge=1, le=YEAR_HOURS, description="Hours after the end in which a coach may log it.", examples=[72]),
    ] = DEFAULT_POLICY.log_within_hours
    start_early_minutes: Annotated[
        Whole,
        Field(ge=0, le=YEAR_HOURS * 60, description="How many minutes early it can be started.", examples=[60]),
    ] = DEFAULT_POLICY.start_early_minutes
    rounding: Annotated[
        Rounding,
        Field(description="How raw minutes are rounded to the step; nearest rounds half a step up.", examples=["up"]),
    ] = DEFAULT_POLICY.rounding
    recap_sections_required: Annotated[
        Flag, Field(description="Whether a recap must have the three sections.", examples=[False])
    ] = DEFAULT_POLICY.recap_sections_required
    attendance_default: Annotated[
        AttendanceCode, Field(description="The mark of a learner whom nobody marked.", examples=["absent"])
    ] = "absent"
    reminder_hours: Annotated[
        list[Annotated[Whole, Field(ge=0, le=YEAR_HOURS)]],
        Field(
            max_length=REMINDERS_MAX,
            description="Hours after a session's end at which its coaches are reminded to log it; each less than "
            "log_within_hours. Default: the hours of the preset that are less.",
            examples=[[1, 24, 66]],
        ),
    ] = list(DEFAULT_POLICY.reminder_hours)  # noqa: RUF012 - pydantic copies defaults
    amendment_second_person: Annotated[
        Flag,
        Field(
            description="Whether a second person must approve an amendment. Two people must have a role that approves.",
            examples=[False],
        ),
    ] = DEFAULT_POLICY.amendment_second_person
    void_second_person: Annotated[
        Flag,
        Field(
            description="Whether a second person must approve a void. Two people must have a role that approves.",
            examples=[False],
        ),
    ] = DEFAULT_POLICY.void_second_person
    erasure_second_person: Annotated[
        Flag,
        Field(
            description="Whether a second person must approve the erasure of a person. Two people must be admins.",
            examples=[False],
        ),
    ] = DEFAULT_POLICY.erasure_second_person
    amendment_approvers: Annotated[
        list[Approver],
        Field(
            min_length=1,
            description="The roles that approve corrections. Without a second person they correct at once.",
            examples=[["admin"]],
        ),
    ] = list(DEFAULT_POLICY.amendment_approvers)  # noqa: RUF012
    void_allowed: Annotated[Flag, Field(description="Whether a completion may be voided.", examples=[True])] = (
        DEFAULT_POLICY.void_allowed
    )
    presence_present_basis_points: Annotated[
        Whole,
        Field(
            ge=1,
            le=10_000,
            description="The share of an online session, in basis points, from which the time in its call proposes "
            "the mark present.",
            examples=[5000],
        ),
    ] = DEFAULT_POLICY.presence_present_basis_points
    presence_late_minutes: Annotated[
        Whole,
        Field(
            ge=0,
            le=DAY_MINUTES,
            description="Somebody who joins the call more than this many minutes after the start is proposed as late.",
            examples=[10],
        ),
    ] = DEFAULT_POLICY.presence_late_minutes
    earning_hold_days: Annotated[
        Whole,
        Field(ge=0, le=YEAR_DAYS, description="Days from an earning's credit until it is available.", examples=[0]),
    ] = DEFAULT_POLICY.earning_hold_days
    unpaid: Annotated[
        Flag, Field(description="Whether coaches are volunteers, so that sessions earn nothing.", examples=[False])
    ] = DEFAULT_POLICY.unpaid
    fellow_names: Annotated[
        Flag,
        Field(
            description="Whether learners and guardians see the names of the other learners who accepted. They see "
            "how many learners there are in any case.",
            examples=[False],
        ),
    ] = DEFAULT_POLICY.fellow_names
    invitations: Annotated[
        Invitations,
        Field(
            description="Whose enrolment is an invitation that they have to answer. individuals: who is added alone; "
            "an enrolment by class, file or course run counts as accepted. everybody, nobody: all enrolments, or none. "
            "What a coach plans is always an invitation.",
            examples=["individuals"],
        ),
    ] = DEFAULT_POLICY.invitations
    coaches_plan: Annotated[
        Flag,
        Field(
            description="Whether coaches plan lessons of their own, with learners whom they know. Learners or "
            "guardians have to accept them.",
            examples=[True],
        ),
    ] = DEFAULT_POLICY.coaches_plan
    separate_duties: Annotated[
        list[Duty],
        Field(
            description="The roles that an admin does not include. support: an admin completes no session late, and "
            "corrects nothing as support. finance: an admin neither sees pay nor sets rates. Somebody must have the "
            "role. It holds for what people do from effective_from on, and reaches the other services by an event.",
            examples=[["finance"]],
        ),
    ] = list(DEFAULT_POLICY.separate_duties)  # noqa: RUF012


class PolicyIn(PolicyFields):
    """A policy to put in force. A field that is left out takes the preset's value."""

    preset: Annotated[
        Preset,
        Field(
            description="Where it starts from. tutoring: the defaults. coaching: up to 240 minutes, recap optional.",
            examples=["tutoring"],
        ),
    ] = "tutoring"
    effective_from: Annotated[
        Instant | None,
        Field(
            description="It applies to sessions that start from this instant on. Default: now. An instant in the past "
            "also covers sessions since then that are not completed yet.",
            examples=["2026-11-02T00:00:00+01:00"],
        ),
    ] = None

    def policy(self) -> Policy:
        """Return the policy; it gets its version when it is put in force."""
        values = {name: value for name, value in sent(self).items() if name not in ("preset", "effective_from")}
        for name in ("reminder_hours", "amendment_approvers", "separate_duties"):
            if name in values:
                values[name] = tuple(values[name])
        return preset_policy(self.preset, values)


class PresetOut(PolicyFields):
    """A preset: values from which a policy may start."""

    preset: Annotated[Preset, Field(description="Its name.", examples=["tutoring"])]


class PolicyVersionOut(PolicyFields):
    """One version of the policy."""

    version: Annotated[int, Field(description="Its version; 0 is the built-in default.", examples=[1])]
    effective_from: Annotated[
        Instant | None,
        Field(description="When it comes into force; null: no lower bound.", examples=["2026-11-01T23:00:00Z"]),
    ]
    written_by: Annotated[
        Id | None,
        Field(
            description="Who wrote it; null: it is built in. Nobody knows it of a version that was recovered after a "
            "loss. Then it is who completed a session under it, and `written_at` is when.",
            examples=[EXAMPLE_ID],
        ),
    ]
    written_at: Annotated[
        Instant | None, Field(description="When it was written; null: it is built in.", examples=[EXAMPLE_UTC])
    ]


class PolicyOut(PolicyVersionOut):
    """The policy in force, and the versions that come into force later."""

    scheduled: Annotated[
        list[PolicyVersionOut], Field(description="Versions that come into force later, the next first.", examples=[[]])
    ]


def preset_out(preset: Preset) -> PresetOut:
    """Return the body for a preset."""
    return PresetOut(preset=preset, **_values(PRESETS[preset]))


def policy_version_out(version: PolicyVersion) -> PolicyVersionOut:
    """Return the body for a version of the policy."""
    return PolicyVersionOut(**_of_version(version))


def policy_out(version: PolicyVersion, scheduled: Sequence[PolicyVersion]) -> PolicyOut:
    """Return the body for the policy in force."""
    return PolicyOut(scheduled=[policy_version_out(one) for one in scheduled], **_of_version(version))


def _of_version(version: PolicyVersion) -> dict[str, Any]:
    policy, since, by, at = version
    said = {"version": policy.version, "effective_from": since, "written_by": by, "written_at": at}
    return said | _values(policy)


def _values(policy: Policy) -> dict[str, Any]:
    return {
        **{name: getattr(policy, name) for name in PolicyFields.model_fields},
        "reminder_hours": list(policy.reminder_hours),
        "amendment_approvers": list(policy.amendment_approvers),
        "separate_duties": list(policy.separate_duties),
    }
