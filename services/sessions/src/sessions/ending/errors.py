"""The errors of completing a session."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.errors import Conflict, FieldError, Unprocessable
from chassis.wording import instant_words

from sessions.delivery.errors import NotStarted
from sessions.errors import ReasonMissing
from sessions.session.errors import AlreadyCancelled, AlreadyCompleted, NotTheCoach

OFFENDERS_NAMED_MAX: Final = 20
"""The most people that a problem document lists. Its detail has the total."""


class OnlyItsCoachesComplete(NotTheCoach):
    """The person is neither a coach of the session nor support."""

    def __init__(self) -> None:
        """Say who may complete it."""
        super().__init__("Only the session coach or a co-coach may complete this session.")


class TooEarlyForSupport(NotTheCoach):
    """The coaches may still log the session, so support and admins may not yet."""

    def __init__(self) -> None:
        """Say who may."""
        super().__init__(
            "Until the time for logging is over, only the session's coaches may complete it, and admins on behalf of "
            "one of them. Ask one of them."
        )


class OnBehalfOfNobody(Unprocessable):
    """The person on whose behalf a session is completed is no coach of it, or a coach completes it for another."""

    slug, title = "on-behalf-of-nobody", "The session cannot be completed on behalf of this person"

    def __init__(self, *, is_coach: bool) -> None:
        """Take whether the person who completes it is one of its coaches."""
        super().__init__(
            "You are a coach of this session. Leave on_behalf_of out."
            if is_coach
            else "The person in on_behalf_of does not coach this session. Name the session coach or a co-coach.",
            errors=[FieldError("/on_behalf_of", "must be left out" if is_coach else "must be a coach of the session")],
        )


class CancelledBefore(AlreadyCancelled):
    """A session that was cancelled was to be completed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("A cancelled session cannot be completed.")


class CompletedByAnother(AlreadyCompleted):
    """Another request has completed the session."""

    def __init__(self) -> None:
        """Say what is possible now."""
        super().__init__("Another request has completed the session. Its record is final; amend or void it.")


class NotBegun(NotStarted):
    """The session has not begun, so there is nothing to complete."""

    def __init__(self, *, is_online: bool, starts_at: datetime, zone: str) -> None:
        """Take how the session takes place, its planned start, and its zone."""
        if is_online:
            detail = "An online session must be started before it can be completed."
        else:
            begins = instant_words(starts_at, zone=zone)
            detail = f"The session begins at {begins}. Start it, or complete it once it has begun."
        super().__init__(detail)


class NoParticipants(Conflict):
    """No learner takes part, so there is nothing to complete."""

    slug, title = "no-participants", "No learner takes part in the session"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "A session in which no learner takes part cannot be completed. Add a learner, or cancel the session."
        )


class NotAllAccepted(Conflict):
    """At least one learner on the roster has not answered the invitation."""

    slug, title = "not-all-accepted", "Not all learners have accepted"

    def __init__(self, waiting: Collection[UUID], *, of: int, planned_by_coach: bool = False) -> None:
        """Take the learners who have not accepted, the number of all who may take part, and who planned the session."""
        advice = (
            "A coach planned this session, so each learner or a guardian has to accept it. Name a learner who was not "
            "there in `not_attended_ids`."
            if planned_by_coach
            else "Ask them to accept, or say whether they were there: name them in `attended_ids` or "
            "`not_attended_ids`. An admin can also remove them from the roster."
        )
        super().__init__(
            f"{len(waiting)} of {of} learners have not accepted yet. {advice}",
            errors=[FieldError(f"/roster/{person_id}", "has not accepted") for person_id in _named(waiting)],
        )


class InvalidReport(Unprocessable):
    """What is reported of the learners cannot be right."""

    slug, title = "invalid-report", "What you say of the learners cannot be right"


class ReportedNotOnRoster(InvalidReport):
    """Somebody is reported who is not on the roster."""

    def __init__(self, strangers: Mapping[UUID, str]) -> None:
        """Take the people, each with the field that names them."""
        super().__init__(
            "Only learners on the roster of this session can be named. Leave the others out.",
            errors=[FieldError(f"/{strangers[one]}", f"{one} is not on the roster") for one in _named(strangers)],
        )


class ReportedInBothWays(InvalidReport):
    """A learner is reported both to have attended and not to."""

    def __init__(self, both: Collection[UUID]) -> None:
        """Take the learners."""
        super().__init__(
            "A learner either attended or did not. Name each in one list.",
            errors=[FieldError("/not_attended_ids", f"{one} is in attended_ids, too") for one in _named(both)],
        )


class WasInTheCall(InvalidReport):
    """A learner who was in the call is reported not to have attended."""

    def __init__(self, seen: Collection[UUID]) -> None:
        """Take the learners."""
        super().__init__(
            "A learner who was in the call attended. Leave them out of `not_attended_ids`.",
            errors=[FieldError("/not_attended_ids", f"{one} was in the call") for one in _named(seen)],
        )


class CallNotEmpty(Conflict):
    """Somebody else is still in the call."""

    slug, title = "call-not-empty", "Somebody is still in the call"

    def __init__(self, others: Collection[UUID]) -> None:
        """Take the people who are in the call."""
        super().__init__(
            f"{len(others)} other {'person is' if len(others) == 1 else 'people are'} still in the call. "
            "Complete the session when they have left. If they have left already, its coach can report it for them: "
            "/presence with the action leave and their person_id.",
            errors=[FieldError(f"/presence/{person_id}", "is in the call") for person_id in _named(others)],
        )


class LoggingWindowClosed(Conflict):
    """The time in which a coach may log the session is over."""

    slug, title = "logging-window-closed", "The time for logging the session is over"

    def __init__(self, *, hours: int, deadline: datetime, zone: str) -> None:
        """Take the policy's hours after the end, the last instant that they gave, and the zone of the session."""
        super().__init__(
            f"A coach may log a session until {hours} hours after its end. For this session "
            f"that was {instant_words(deadline, zone=zone)}. Ask support to complete it, with a reason: "
            "POST /v1/sessions/{id}/help."
        )


class MinutesTooMany(Unprocessable):
    """More minutes than the policy's maximum."""

    slug, title = "minutes-too-many", "Too many minutes"

    def __init__(self, pointer: str, minutes: int, *, maximum: int) -> None:
        """Take the field, its minutes, and the maximum."""
        super().__init__(
            f"A session may be logged with at most {maximum} minutes, but {minutes} were sent.",
            errors=[FieldError(pointer, f"at most {maximum}")],
        )


class MinutesTooFew(Unprocessable):
    """Fewer minutes than the policy's minimum."""

    slug, title = "minutes-too-few", "Too few minutes"

    def __init__(self, pointer: str, minutes: int, *, minimum: int) -> None:
        """Take the field, its minutes, and the minimum."""
        super().__init__(
            f"A session must be logged with at least {minimum} minutes, but {minutes} were sent.",
            errors=[FieldError(pointer, f"at least {minimum}")],
        )


class MinutesOffStep(Unprocessable):
    """The minutes are not a multiple of the policy's step."""

    slug, title = "minutes-off-step", "The minutes are between two steps"

    def __init__(self, minutes: int, *, step: int, advice: str = "") -> None:
        """Take the minutes and the step, and what else to do where there is a choice."""
        super().__init__(
            f"Minutes are logged in steps of {step}, and {minutes} is between two steps.{advice}",
            errors=[FieldError("/minutes", f"must be a multiple of {step}")],
        )


class ExactMinutesAdvised(MinutesOffStep):
    """The minutes are not a multiple of the policy's step, and the exact time may be sent in place of them."""

    def __init__(self, minutes: int, *, step: int, rounded: int, rounding: str) -> None:
        """Take the minutes, the step, the minutes as the policy rounds them, and how it rounds, in words."""
        super().__init__(
            minutes,
            step=step,
            advice=f" Send {rounded}, or send the exact time as raw_minutes: it is rounded {rounding}.",
        )


class RecapTooShort(Unprocessable):
    """The recap has fewer characters than the policy asks for."""

    slug, title = "recap-too-short", "The recap is too short"

    def __init__(self, characters: int, *, minimum: int) -> None:
        """Take the recap's number of characters, and the minimum."""
        super().__init__(
            f"The recap has {characters} characters; at least {minimum} are needed "
            "(white space counts once). Write more.",
            errors=[FieldError("/recap", f"at least {minimum} characters")],
        )


class RecapSectionsNeeded(Unprocessable):
    """The policy requires a recap in sections, and a single text was sent."""

    slug, title = "recap-sections-needed", "The recap must have sections"

    def __init__(self) -> None:
        """Name the sections."""
        super().__init__(
            "Send the recap in the three sections topics_covered, learner_progress and next_steps: your organisation's "
            "policy requires them.",
            errors=[FieldError("/recap", "must be an object of three sections")],
        )


class RecapSectionsEmpty(Unprocessable):
    """The policy requires a recap in sections, and some of them say nothing."""

    slug, title = "recap-sections-empty", "A section of the recap is empty"

    def __init__(self, empty: Sequence[str]) -> None:
        """Take the names of the empty sections."""
        super().__init__(
            f"Write something in {' and '.join(empty)}: your organisation's policy requires every section.",
            errors=[FieldError(f"/recap/{name}", "must not be empty") for name in empty],
        )


class LateReasonMissing(ReasonMissing):
    """Support completes a session after the coach's time, and gives no reason."""

    def __init__(self) -> None:
        """Say where to write it."""
        super().__init__(
            "The coach's time for logging the session is over. Say in `reason` why it is completed only now.",
            errors=[FieldError("/reason", "is needed after the window")],
        )


class OnBehalfReasonMissing(ReasonMissing):
    """An admin completes a session on behalf of a coach, and gives no reason."""

    def __init__(self) -> None:
        """Say where to write it."""
        super().__init__(
            "You complete this session on behalf of its coach. Say in `reason` why the coach does not.",
            errors=[FieldError("/reason", "is needed on behalf of a coach")],
        )


def _named(people: Collection[UUID]) -> list[UUID]:
    """Return the people whom a problem document names: the first few, in a stable order."""
    return sorted(people)[:OFFENDERS_NAMED_MAX]
