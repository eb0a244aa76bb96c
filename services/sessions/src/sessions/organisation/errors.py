"""The errors of an organisation and its policy."""

from collections.abc import Sequence

from chassis.errors import Conflict, FieldError, NotFound, Unprocessable


class OrganisationNotFound(NotFound):
    """The caller's organisation has not been set up."""

    slug, title = "organisation-not-found", "The organisation is not set up"

    def __init__(self) -> None:
        """Say who has to set it up."""
        super().__init__("The organisation is not set up yet. An admin has to set it up first: PUT /v1/organisation.")


class InvalidPolicy(Unprocessable):
    """The policy's values contradict each other, or cannot be applied. Subclasses say which and why."""

    slug, title = "invalid-policy", "The policy contradicts itself"


class ContradictoryMinutes(InvalidPolicy):
    """The limits of minutes are not multiples of the step, or exclude each other."""

    def __init__(self, *, minimum: int, maximum: int, step: int) -> None:
        """Take the three values, and name those that are wrong."""
        errors = [
            FieldError(f"/{name}", f"{value} is not a multiple of step_minutes ({step})")
            for name, value in (("minimum_minutes", minimum), ("maximum_minutes", maximum))
            if value % step
        ]
        if minimum > maximum:
            errors.append(FieldError("/minimum_minutes", f"is more than maximum_minutes ({maximum})"))
        super().__init__(
            "Minimum and maximum minutes must be multiples of the step, and the minimum must not exceed the maximum.",
            errors=errors,
        )


class RemindersOutOfOrder(InvalidPolicy):
    """There are too many reminders, or their hours do not increase."""

    def __init__(self, *, most: int) -> None:
        """Take how many reminders a policy may have."""
        super().__init__(
            f"Give at most {most} reminders, in hours after a session's end, in ascending order.",
            errors=[FieldError("/reminder_hours", "must increase from one to the next")],
        )


class ReminderTooLate(InvalidPolicy):
    """A reminder comes when a coach may no longer log the session."""

    def __init__(self, hours: int, *, log_within_hours: int) -> None:
        """Take the reminder and the last hour for logging, both in hours after a session's end."""
        super().__init__(
            f"A reminder {hours} hours after the end comes too late: a coach may log a session until "
            f"{log_within_hours} hours after its end. Choose fewer hours.",
            errors=[FieldError("/reminder_hours", f"each must be less than {log_within_hours}")],
        )


class UnknownRounding(InvalidPolicy):
    """The rounding is none of those that exist."""

    def __init__(self, known: Sequence[str]) -> None:
        """Take those that exist."""
        super().__init__(
            "The rounding is not known. Minutes are rounded up, down or to the nearest step.",
            errors=[FieldError("/rounding", f"must be one of {', '.join(known)}")],
        )


class UnknownMark(InvalidPolicy):
    """The default mark is none of the attendance codes."""

    def __init__(self, known: Sequence[str]) -> None:
        """Take the attendance codes."""
        super().__init__(
            "The default mark is not known. Choose one of the attendance codes.",
            errors=[FieldError("/attendance_default", f"must be one of {', '.join(known)}")],
        )


class WrongApprovers(InvalidPolicy):
    """No role may approve corrections, or one is named twice or cannot approve."""

    def __init__(self, known: Sequence[str]) -> None:
        """Take the roles that can approve."""
        super().__init__(
            "Name the roles that may approve corrections: admin, support, or both, each once.",
            errors=[FieldError("/amendment_approvers", f"takes {', '.join(known)}")],
        )


class DutyNamedTwice(InvalidPolicy):
    """A duty is listed twice."""

    def __init__(self) -> None:
        """Say how to list them."""
        super().__init__(
            "List each duty once in separate_duties.", errors=[FieldError("/separate_duties", "each duty once")]
        )


class TooFewPeople(Conflict):
    """What the policy switches on would leave nobody who may do something. Subclasses say what."""

    slug, title = "too-few-people", "Too few people have the role"


class TooFewToDecide(TooFewPeople):
    """Fewer than two people may decide what needs a second person."""

    def __init__(self, kind: str, roles: Sequence[str], *, found: int, needed: int) -> None:
        """Take the value of the policy, the roles that may decide, and how many people have one of them."""
        allowed = " or ".join(roles)
        super().__init__(
            f"{kind} needs {needed} people with the role {allowed}, and your organisation has {found}. Otherwise "
            f"nobody could decide. Give the role to one more person (POST or PATCH /v1/people), then set it.",
            errors=[FieldError(f"/{kind}", f"{found} of {needed} people have the role {allowed}")],
        )


class NobodyHasTheDuty(TooFewPeople):
    """Nobody has the role whose duty is to be separated."""

    def __init__(self, duty: str) -> None:
        """Take the role."""
        super().__init__(
            f"Nobody has the role {duty}. If it were separated, nobody could do its work, because admins no longer "
            f"could. Give the role to somebody (POST or PATCH /v1/people), then separate it.",
            errors=[FieldError("/separate_duties", f"nobody has the role {duty}")],
        )
