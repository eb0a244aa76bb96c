"""What an organisation decides for its sessions: values with defaults, in versions."""

from dataclasses import dataclass

from chassis.errors import FieldError

from sessions.errors import InvalidPolicy


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of an organisation's policy; version 0 is the built-in one. Source: DESIGN 6, Ending."""

    version: int = 0
    minimum_minutes: int = 5
    maximum_minutes: int = 90
    step_minutes: int = 5
    recap_minimum_characters: int = 150
    acceptance_required: bool = True
    empty_call_required: bool = True
    log_within_hours: int = 72
    start_early_minutes: int = 60


DEFAULT_POLICY = Policy()


def check_policy(policy: Policy) -> None:
    """Raise InvalidPolicy where the values contradict each other.

    Minimum and maximum must be multiples of the step, so that "rounded up to the step" never leads past the limits.
    """
    errors = [
        FieldError(f"/{name}", f"{value} is not a multiple of step_minutes ({policy.step_minutes})")
        for name, value in (
            ("minimum_minutes", policy.minimum_minutes),
            ("maximum_minutes", policy.maximum_minutes),
        )
        if value % policy.step_minutes
    ]
    if policy.minimum_minutes > policy.maximum_minutes:
        errors.append(FieldError("/minimum_minutes", f"is more than maximum_minutes ({policy.maximum_minutes})"))
    if errors:
        raise InvalidPolicy(
            "The minimum and maximum minutes must be multiples of the step, and the minimum not above the maximum.",
            errors=errors,
        )
