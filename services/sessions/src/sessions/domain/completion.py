"""Ending a session: the rules, in the order in which they are checked. Source: DESIGN 6, Ending."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from chassis.errors import FieldError

from sessions.domain.policy import Policy, Rounding
from sessions.domain.sessions import Session
from sessions.errors import (
    AlreadyCancelled,
    AlreadyCompleted,
    CallNotEmpty,
    LoggingWindowClosed,
    MinutesOffStep,
    MinutesTooFew,
    MinutesTooMany,
    NoParticipants,
    NotAllAccepted,
    NotStarted,
    NotTheCoach,
    ReasonMissing,
    RecapSectionsNeeded,
    RecapTooShort,
)

OFFENDERS_NAMED_MAX = 20
"""How many offending people a problem document lists; its detail says how many there are."""

_INVISIBLE = frozenset({"Cc", "Cf"})
_FILLERS = frozenset(
    # letters and marks by category, but nothing to see: joiners, fillers and selectors of variants
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))


class RecapSections(NamedTuple):
    """A recap in three parts, counted together."""

    topics_covered: str
    learner_progress: str
    next_steps: str


Recap = str | RecapSections


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """What somebody asks for when ending a session. Exactly one of `minutes` and `raw_minutes` is given."""

    minutes: int | None
    raw_minutes: int | None
    recap: Recap
    attendance_version: int | None = None
    log_and_leave: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What ending the session comes to. `is_late` says that support did it after the coach's time was over."""

    started_at: datetime
    ended_at: datetime
    raw_minutes: int
    logged_minutes: int
    recap_characters: int
    is_late: bool


def decide_completion(
    session: Session, request: CompletionRequest, *, by: UUID, is_support: bool, now: datetime
) -> Decision:
    """Return what ending the session comes to, or raise the first rule that it breaks.

    `by` is who asks, `is_support` whether they have the role support, `now` the server's time. Who may do it comes
    first, then the session's state (409), then what the request says (422).
    """
    policy = session.policy
    is_late = check_who(session, by=by, is_support=is_support, now=now)
    started_at = begun_at(session, now=now)
    check_participants(session)
    check_call(session, by=by)
    if is_late and not count_characters(request.reason or ""):
        raise ReasonMissing(
            "Say why the session is completed only now.", errors=[FieldError("/reason", "is needed after the window")]
        )
    raw_minutes, logged_minutes = decide_minutes(policy, minutes=request.minutes, raw_minutes=request.raw_minutes)
    return Decision(
        started_at=started_at,
        # It took as long as the coach says, and cannot have ended after the moment of logging it.
        ended_at=min(now, started_at + timedelta(minutes=raw_minutes)),
        raw_minutes=raw_minutes,
        logged_minutes=logged_minutes,
        recap_characters=check_recap(policy, request.recap),
        is_late=is_late,
    )


def check_who(session: Session, *, by: UUID, is_support: bool, now: datetime) -> bool:
    """Return whether it is late, or raise where the person may not complete the session at this instant.

    Until the deadline only its coaches may, afterwards only support.
    """
    is_coach = session.is_coach(by)
    if not (is_coach or is_support):
        raise NotTheCoach("Only the coach or a co-coach of this session completes it.")
    check_not_ended(session)
    deadline = logging_deadline(session)
    is_late = deadline is not None and now > deadline
    if is_late and not is_support:
        raise LoggingWindowClosed(
            f"A coach may log a session until {session.policy.log_within_hours} hours after its end; for this one that "
            f"was {deadline:%Y-%m-%d %H:%M} UTC. Ask support to complete it, with a reason."
        )
    if not is_late and not is_coach:
        raise NotTheCoach("Support completes a session only after the coach's time for logging it is over.")
    return is_late


def check_not_ended(session: Session) -> None:
    """Raise where the session is cancelled or completed."""
    if session.state == "cancelled":
        raise AlreadyCancelled("A cancelled session cannot be completed.")
    if session.state == "completed":
        raise AlreadyCompleted("The session was completed by another request; its record is final.")


def logging_deadline(session: Session) -> datetime | None:
    """Return the last instant at which a coach may log the session, or None while it has no end to count from.

    The hours are real ones, whatever the clocks on the wall do in between.
    """
    ended_at = latest_end(session)
    return None if ended_at is None else ended_at + timedelta(hours=session.policy.log_within_hours)


def latest_end(session: Session) -> datetime | None:
    """Return when a session that has not been logged is over, or None for one without a schedule that has not begun.

    That is the planned end; without a schedule the latest end that the policy's maximum allows.
    """
    if session.ends_at is not None:
        return session.ends_at
    if session.started_at is not None:
        return session.started_at + timedelta(minutes=session.policy.maximum_minutes)
    return None


def begun_at(session: Session, *, now: datetime) -> datetime:
    """Return when the session began, or raise NotStarted.

    A session in person needs nobody to press start: it begins as planned.
    """
    if session.started_at is not None:
        return min(session.started_at, now)
    if session.mode == "online":
        raise NotStarted("An online session must be started before it can be completed.")
    if session.starts_at is None:
        raise NotStarted("The session has no schedule, so it must be started before it can be completed.")
    if now < session.starts_at:
        raise NotStarted(
            f"The session begins at {session.starts_at.isoformat()}; start it, or complete it once it has begun."
        )
    return session.starts_at


def check_participants(session: Session) -> None:
    """Raise unless somebody takes part and, if the policy asks for it, everybody on the roster has answered.

    Who declined or was removed does not block.
    """
    taking_part = [seat for seat in session.roster if seat.acceptance != "declined"]
    if not taking_part:
        raise NoParticipants("A session without any participant cannot be completed; add one, or cancel the session.")
    waiting = [seat.person_id for seat in taking_part if seat.acceptance != "accepted"]
    if waiting and session.policy.acceptance_required:
        raise NotAllAccepted(
            f"{len(waiting)} of {len(taking_part)} participants have not accepted yet. "
            "Ask them to accept, or have them removed from the roster.",
            errors=[FieldError(f"/roster/{person_id}", "has not accepted") for person_id in named(waiting)],
        )


def check_call(session: Session, *, by: UUID) -> None:
    """Raise CallNotEmpty if anybody but the person who completes is still in the call of an online session."""
    others = session.in_call - {by}
    if session.mode == "online" and session.policy.empty_call_required and others:
        raise CallNotEmpty(
            f"{len(others)} other {'person is' if len(others) == 1 else 'people are'} still in the call. "
            "Complete the session when they have left.",
            errors=[FieldError(f"/presence/{person_id}", "is in the call") for person_id in named(list(others))],
        )


def named(people: list[UUID]) -> list[UUID]:
    """Return the people that a problem document names: the first few, in a stable order."""
    return sorted(people)[:OFFENDERS_NAMED_MAX]


def decide_minutes(policy: Policy, *, minutes: int | None, raw_minutes: int | None) -> tuple[int, int]:
    """Return (raw, logged) minutes: raw ones are rounded to the step as the policy says, the others must be on it.

    Raises MinutesTooMany, MinutesTooFew or MinutesOffStep, each naming the limit.
    """
    pointer = "/minutes" if raw_minutes is None else "/raw_minutes"
    raw = (minutes or 0) if raw_minutes is None else raw_minutes
    rounded = round_minutes(raw, step=policy.step_minutes, rounding=policy.rounding)
    logged = raw if raw_minutes is None else rounded
    if logged > policy.maximum_minutes:
        raise MinutesTooMany(
            f"A session may be logged with at most {policy.maximum_minutes} minutes; {raw} were sent.",
            errors=[FieldError(pointer, f"at most {policy.maximum_minutes}")],
        )
    if logged < policy.minimum_minutes:
        raise MinutesTooFew(
            f"A session must be logged with at least {policy.minimum_minutes} minutes; {raw} were sent.",
            errors=[FieldError(pointer, f"at least {policy.minimum_minutes}")],
        )
    if logged % policy.step_minutes:
        raise MinutesOffStep(
            f"Minutes are logged in steps of {policy.step_minutes}; {raw} is between two. Send {rounded}, or send the "
            f"exact time as raw_minutes to have it rounded {_ROUNDED[policy.rounding]}.",
            errors=[FieldError(pointer, f"must be a multiple of {policy.step_minutes}")],
        )
    return raw, logged


_ROUNDED: Final[dict[Rounding, str]] = {"up": "up", "nearest": "to the nearest step", "down": "down"}


def round_minutes(minutes: int, *, step: int, rounding: Rounding) -> int:
    """Return the multiple of the step that the minutes are rounded to; half a step is rounded up to the nearest."""
    if rounding == "up":
        return -(-minutes // step) * step
    if rounding == "nearest":
        return (2 * minutes + step) // (2 * step) * step
    return minutes // step * step


def check_recap(policy: Policy, recap: Recap) -> int:
    """Return how many characters the recap has, or raise RecapSectionsNeeded or RecapTooShort."""
    if policy.recap_sections_required and isinstance(recap, str):
        raise RecapSectionsNeeded(
            "Your organisation asks for the recap in three sections: topics_covered, learner_progress and next_steps.",
            errors=[FieldError("/recap", "must be an object of three sections")],
        )
    text = recap if isinstance(recap, str) else " ".join(recap)
    characters = count_characters(text)
    if characters < policy.recap_minimum_characters:
        raise RecapTooShort(
            f"The recap has {characters} characters; at least {policy.recap_minimum_characters} are needed "
            "(white space counts once).",
            errors=[FieldError("/recap", f"at least {policy.recap_minimum_characters} characters")],
        )
    return characters


def count_characters(text: str) -> int:
    """Return the number of characters of a text.

    A character is a Unicode code point after NFC, so that composed and decomposed accents count the same. An emoji is
    one, and one that is joined of several (a family, a flag) is as many as it is joined of: what counts must not depend
    on which emoji a library knows. Combining marks that NFC does not join count, as the letters of many scripts are
    made of them. Runs of white space count as one, at the ends as none; what is not seen does not count: control and
    format characters (zero-width space, the joiner of emoji), fillers and selectors of variants.
    """
    # each different character is looked at once, however long the text is
    different = set(text)
    unseen = {ord(c): None for c in different if unicodedata.category(c) in _INVISIBLE and not c.isspace()}
    unseen |= {ord(c): None for c in different & _FILLERS}
    seen = text.translate(unseen) if unseen else text
    return len(" ".join(unicodedata.normalize("NFC", seen).split()))
