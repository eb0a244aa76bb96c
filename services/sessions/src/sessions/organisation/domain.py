"""An organisation's policy for its sessions: values with defaults, in versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Final, Literal, NamedTuple, get_args
from uuid import UUID

from contracts.roles import Duty
from contracts.sessions import SeparateDuties

from sessions.organisation.errors import (
    ContradictoryMinutes,
    DutyNamedTwice,
    NobodyHasTheDuty,
    RemindersOutOfOrder,
    ReminderTooLate,
    TooFewToDecide,
    UnknownMark,
    UnknownRounding,
    WrongApprovers,
)

Rounding = Literal["up", "nearest", "down"]
Approver = Literal["admin", "support"]
Invitations = Literal["everybody", "individuals", "nobody"]
"""Whose enrolment is an invitation. individuals: who is added alone; by class, file or run counts as accepted."""
AttendanceCode = Literal["present", "late", "excused", "absent"]
"""The built-in codes of the attendance service."""
Preset = Literal["tutoring", "coaching"]


class Organisation(NamedTuple):
    """An organisation's name and the zone in which its wall clocks are read."""

    name: str
    zone: str


REMINDERS_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of an organisation's policy. Version 0 is the built-in one.

    `rounding` says how raw minutes are rounded to the step. `reminder_hours` count from a session's end. Four
    are for attendance and payouts: the share of the session from which presence in the call proposes present, the
    minutes after the start from which a first join proposes late, the days from the credit of an earning until it is
    available, and whether the coaches are volunteers.
    `fellow_names` says whether learners see the names of the others on the roster who accepted. `separate_duties` are
    the roles that an admin does not include. `coaches_plan` says whether coaches plan their own lessons. Both hold for
    what people do now, not for sessions of a time. `invitations` says whose enrolment is an invitation.
    """

    version: int = 0
    minimum_minutes: int = 5
    maximum_minutes: int = 90
    step_minutes: int = 5
    recap_minimum_characters: int = 150
    acceptance_required: bool = True
    empty_call_required: bool = True
    log_within_hours: int = 72
    start_early_minutes: int = 60
    rounding: Rounding = "up"
    recap_sections_required: bool = False
    attendance_default: str = "absent"
    reminder_hours: tuple[int, ...] = (1, 24, 66)
    amendment_second_person: bool = False
    void_second_person: bool = False
    erasure_second_person: bool = False
    amendment_approvers: tuple[Approver, ...] = ("admin",)
    void_allowed: bool = True
    presence_present_basis_points: int = 5_000
    presence_late_minutes: int = 10
    earning_hold_days: int = 0
    unpaid: bool = False
    fellow_names: bool = False
    separate_duties: tuple[Duty, ...] = ()
    invitations: Invitations = "individuals"
    coaches_plan: bool = True


DEFAULT_POLICY: Final = Policy()
"""The values for an organisation that has put no policy: Knack's numbers for tutoring."""

PRESETS: Final[Mapping[Preset, Policy]] = {
    "tutoring": DEFAULT_POLICY,
    # Lynk's numbers: longer sessions, and an optional recap
    "coaching": replace(DEFAULT_POLICY, maximum_minutes=240, recap_minimum_characters=0, coaches_plan=False),
}
"""The presets from which a policy may start."""


class PolicyVersion(NamedTuple):
    """A policy and the instant at which it comes into force; None means that it has no lower bound.

    `written_by` and `written_at` say who wrote it and when; None: it is built in.

    The policy of a session is the version with the highest number whose `effective_from` is not after the session's
    planned start; without a schedule, its actual start; before that, now. So a session's deadlines and limits do not
    move when a later version comes into force, and nobody can choose a policy by choosing when to log.
    """

    policy: Policy
    effective_from: datetime | None
    written_by: UUID | None = None
    written_at: datetime | None = None


BUILT_IN: Final = PolicyVersion(DEFAULT_POLICY, None)


def preset_policy(preset: Preset, values: Mapping[str, Any]) -> Policy:
    """Return a preset's policy with these values in place of its own.

    If the values have no reminders, the policy gets the preset's reminders that are before `log_within_hours`.
    """
    policy = replace(PRESETS[preset], **values)
    if "reminder_hours" in values:
        return policy
    return replace(policy, reminder_hours=tuple(h for h in policy.reminder_hours if h < policy.log_within_hours))


_DECIDING: Final = tuple(
    field.name
    for field in fields(Policy)
    if field.name
    not in (
        *("start_early_minutes", "reminder_hours", "fellow_names", "erasure_second_person", "separate_duties"),
        "coaches_plan",
    )
)


def deciding_values(policy: Policy) -> dict[str, Any]:
    """Return the values that decide on a completion and on its corrections. The completion record contains them."""
    values = {name: getattr(policy, name) for name in _DECIDING}
    values["amendment_approvers"] = list(policy.amendment_approvers)
    return values


def check_policy(policy: Policy) -> None:
    """Raise InvalidPolicy if the values contradict each other or cannot be applied.

    Minimum and maximum must be multiples of the step, so that rounding to the step never passes the limits.
    """
    minimum, maximum, step = policy.minimum_minutes, policy.maximum_minutes, policy.step_minutes
    if minimum % step or maximum % step or minimum > maximum:
        raise ContradictoryMinutes(minimum=minimum, maximum=maximum, step=step)
    hours = policy.reminder_hours
    if len(hours) > REMINDERS_MAX or list(hours) != sorted(set(hours)) or any(hour < 0 for hour in hours):
        raise RemindersOutOfOrder(most=REMINDERS_MAX)
    if hours and hours[-1] >= policy.log_within_hours:
        raise ReminderTooLate(hours[-1], log_within_hours=policy.log_within_hours)
    if policy.rounding not in get_args(Rounding):
        raise UnknownRounding(get_args(Rounding))
    if policy.attendance_default not in get_args(AttendanceCode):
        raise UnknownMark(get_args(AttendanceCode))
    approvers = policy.amendment_approvers
    if not approvers or len(set(approvers)) != len(approvers) or not set(approvers) <= set(get_args(Approver)):
        raise WrongApprovers(get_args(Approver))
    if len(set(policy.separate_duties)) != len(policy.separate_duties):
        raise DutyNamedTwice


SECOND_PEOPLE: Final = 2
"""How many people must be able to decide, so that somebody else than the proposer is among them."""


def second_people(policy: Policy) -> dict[str, frozenset[str]]:
    """Return each kind of decision that needs a second person, with the roles of those who may decide it.

    Admins are support too, unless the policy separates this duty.
    """
    approvers = set[str](policy.amendment_approvers)
    if "support" in approvers and "support" not in policy.separate_duties:
        approvers.add("admin")
    decided_by: dict[str, frozenset[str]] = {
        "amendment_second_person": frozenset(approvers),
        "void_second_person": frozenset(approvers),
        "erasure_second_person": frozenset({"admin"}),
    }
    return {kind: roles for kind, roles in decided_by.items() if getattr(policy, kind)}


def check_people(wanted: Policy, *, before: Policy, holders: Mapping[str, int]) -> None:
    """Raise TooFewToDecide or NobodyHasTheDuty if what the policy switches on would stop the work.

    `before` is the policy that it replaces: what was on before may stay on, although people have left. `holders` says
    how many people have each role.
    """
    known = second_people(before)
    for kind, roles in second_people(wanted).items():
        found = sum(holders.get(role, 0) for role in roles)
        if known.get(kind) != roles and found < SECOND_PEOPLE:
            raise TooFewToDecide(kind, sorted(roles), found=found, needed=SECOND_PEOPLE)
    for duty in wanted.separate_duties:
        if duty not in before.separate_duties and not holders.get(duty):
            raise NobodyHasTheDuty(duty)


def separate_duties_from(current: Policy, scheduled: Sequence[PolicyVersion]) -> tuple[SeparateDuties, ...]:
    """Return which duties are separated, now by the policy in force, and later by those that come, in their order.

    The first one has no instant: it holds until the next one, also for a reader whose clock is behind ours.
    """
    plan = [(None, current.separate_duties), *((one.effective_from, one.policy.separate_duties) for one in scheduled)]
    changes = [next(same) for _, same in groupby(plan, key=lambda one: frozenset(one[1]))]
    if changes == [(None, ())]:
        return ()
    return tuple(SeparateDuties(effective_from=since, duties=duties) for since, duties in changes)
