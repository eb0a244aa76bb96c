"""An organisation's policy for its sessions: values with defaults, in versions."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, get_args

from sessions.organisation.errors import (
    ContradictoryMinutes,
    RemindersOutOfOrder,
    ReminderTooLate,
    UnknownMark,
    UnknownRounding,
    WrongApprovers,
)

Rounding = Literal["up", "nearest", "down"]
Approver = Literal["admin", "support"]
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
    `fellow_names` says whether learners see the names of the others on the roster who accepted.
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


DEFAULT_POLICY: Final = Policy()
"""The values for an organisation that has put no policy: Knack's numbers for tutoring."""

PRESETS: Final[Mapping[Preset, Policy]] = {
    "tutoring": DEFAULT_POLICY,
    # Lynk's numbers: longer sessions, and an optional recap
    "coaching": replace(DEFAULT_POLICY, maximum_minutes=240, recap_minimum_characters=0),
}
"""The presets from which a policy may start."""


class PolicyVersion(NamedTuple):
    """A policy and the instant at which it comes into force; None means that it has no lower bound.

    The policy of a session is the version with the highest number whose `effective_from` is not after the session's
    planned start; without a schedule, its actual start; before that, now. So a session's deadlines and limits do not
    move when a later version comes into force, and nobody can choose a policy by choosing when to log.
    """

    policy: Policy
    effective_from: datetime | None


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
    if field.name not in ("start_early_minutes", "reminder_hours", "fellow_names")
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
