"""The rules of ending a session, in the order in which they are checked.

The person is checked first, then the session's state, then the request.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sessions.ending.contradictions import Contradiction, contradictions, was_started_afterwards
from sessions.ending.deadline import logging_deadline
from sessions.ending.errors import (
    CallNotEmpty,
    CancelledBefore,
    CompletedByAnother,
    ExactMinutesAdvised,
    LateReasonMissing,
    LoggingWindowClosed,
    MinutesTooFew,
    MinutesTooMany,
    NotBegun,
    OnBehalfOfNobody,
    OnBehalfReasonMissing,
    OnlyItsCoachesComplete,
    RecapSectionsEmpty,
    RecapSectionsNeeded,
    RecapTooShort,
    TooEarlyForSupport,
)
from sessions.ending.taking_part import (
    NOTHING_REPORTED,
    Reported,
    TakingPart,
    check_reported,
    check_taking_part,
    taking_part,
)
from sessions.organisation.domain import Policy, Rounding
from sessions.session.domain import Session
from sessions.session.lessons.errors import IsACourseRun

_INVISIBLE = frozenset({"Cc", "Cf"})
_FILLERS = frozenset(
    # Joiners, fillers and variation selectors: invisible, although their category is letter or mark.
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))


class RecapSections(NamedTuple):
    """A recap in three sections. Their characters are counted together."""

    topics_covered: str
    learner_progress: str
    next_steps: str


Recap = str | RecapSections


class ReportedMark(NamedTuple):
    """A mark that a coach reported because they asked for help. `minutes` is None if nobody knows them."""

    person_id: UUID
    code: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """A request to end a session. Exactly one of `minutes` and `raw_minutes` is set."""

    minutes: int | None
    raw_minutes: int | None
    recap: Recap
    attendance_version: int | None = None
    log_and_leave: bool = False
    reason: str | None = None
    on_behalf_of: UUID | None = None
    reported: Reported = NOTHING_REPORTED
    recap_by: UUID | None = None
    """Who wrote the recap, if that is somebody else than the person who completes: the coach who asked for help."""
    reported_marks: tuple[ReportedMark, ...] = ()
    """The marks that this coach reported."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of ending a session. `is_late`: support ended it after the coach's time was over.

    `taking_part` is the roster as it ends. `on_behalf_of` is the coach for whom somebody else ended it.
    `contradictions` are those of `contradictions.py`.
    """

    started_at: datetime
    ended_at: datetime
    raw_minutes: int
    logged_minutes: int
    recap_characters: int
    is_late: bool
    taking_part: TakingPart
    on_behalf_of: UUID | None = None
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A completed session: its record as it is stored, the record's hash, and the id of the event."""

    record: Mapping[str, Any]
    record_hash: str
    event_id: UUID


def decide_completion(
    session: Session, request: CompletionRequest, *, by: UUID, is_admin: bool, is_support: bool, now: datetime
) -> Decision:
    """Return the result of ending the session, or raise the error of the first rule that the request breaks.

    `by` is the person who asks, `is_admin` and `is_support` whether they have these roles, `now` the server's time. The
    person is checked first, then the session's state (409), then the request (422).
    """
    policy = session.policy
    is_late, on_behalf_of = check_who(
        session, request.on_behalf_of, by=by, is_admin=is_admin, is_support=is_support, now=now
    )
    started_at = begun_at(session, now=now)
    ending = taking_part(session, request.reported)
    check_taking_part(ending, planned_by_coach=session.planned_by_coach)
    check_call(session, by=by)
    check_reported(session, request.reported)
    if (is_late or on_behalf_of is not None) and not count_characters(request.reason or ""):
        raise LateReasonMissing if is_late else OnBehalfReasonMissing
    raw_minutes, logged_minutes = decide_minutes(policy, minutes=request.minutes, raw_minutes=request.raw_minutes)
    elapsed_minutes = -(-(now - started_at) // timedelta(minutes=1))
    return Decision(
        started_at=started_at,
        # The coach says how long it took. It cannot have ended after it was logged.
        ended_at=min(now, started_at + timedelta(minutes=raw_minutes)),
        raw_minutes=raw_minutes,
        logged_minutes=logged_minutes,
        recap_characters=check_recap(policy, request.recap),
        is_late=is_late,
        taking_part=ending,
        on_behalf_of=on_behalf_of,
        contradictions=tuple(
            contradictions(
                session,
                logged_minutes=logged_minutes,
                possible_minutes=round_minutes(elapsed_minutes, step=policy.step_minutes, rounding="up"),
            )
        ),
    )


def check_who(
    session: Session, on_behalf_of: UUID | None, *, by: UUID, is_admin: bool, is_support: bool, now: datetime
) -> tuple[bool, UUID | None]:
    """Return whether it is late, and the coach on whose behalf it is completed. Raises if the person may not do so now.

    Until the deadline its coaches may complete it, and admins on behalf of one of them: the session coach, if they name
    none. After the deadline only support may.
    """
    is_coach = session.is_coach(by)
    if not (is_coach or is_admin or is_support):
        raise OnlyItsCoachesComplete
    check_not_ended(session)
    deadline = logging_deadline(session)
    is_late = deadline is not None and now > deadline
    if deadline is not None and is_late and not is_support:
        raise LoggingWindowClosed(hours=session.policy.log_within_hours, deadline=deadline, zone=session.zone)
    if not is_late and not (is_coach or is_admin):
        raise TooEarlyForSupport
    if on_behalf_of is not None and (is_coach or not session.is_coach(on_behalf_of)):
        raise OnBehalfOfNobody(is_coach=is_coach)
    if not is_late and not is_coach:
        return False, on_behalf_of or session.coaches[0].person_id
    return is_late, on_behalf_of


def check_not_ended(session: Session) -> None:
    """Raise AlreadyCancelled or AlreadyCompleted if the session is cancelled or completed."""
    if session.state == "cancelled":
        raise CancelledBefore
    if session.state == "completed":
        raise CompletedByAnother


def begun_at(session: Session, *, now: datetime) -> datetime:
    """Return when the session began. Raises NotStarted, and IsACourseRun for one that never takes place.

    Nobody has to start a session in person: it begins at its planned start. A start that was pressed after the planned
    end does not say when the session took place, so then the planned start counts, too.
    """
    starts_at = session.starts_at
    if session.started_at is not None and (starts_at is None or not was_started_afterwards(session)):
        return min(session.started_at, now)
    if starts_at is None:
        raise IsACourseRun
    is_online = session.mode == "online"
    if now < starts_at or (is_online and session.started_at is None):
        raise NotBegun(is_online=is_online, starts_at=starts_at, zone=session.zone)
    return starts_at


def check_call(session: Session, *, by: UUID) -> None:
    """Raise CallNotEmpty if anybody except the person who completes is still in the call of an online session."""
    if others := awaited_in_call(session, by=by):
        raise CallNotEmpty(others)


def awaited_in_call(session: Session, *, by: UUID) -> frozenset[UUID]:
    """Return the people who must leave the call before `by` completes an online session. The policy may say nobody."""
    if session.mode != "online" or not session.policy.empty_call_required:
        return frozenset()
    return session.in_call - {by}


def decide_minutes(policy: Policy, *, minutes: int | None, raw_minutes: int | None) -> tuple[int, int]:
    """Return (raw, logged) minutes. `raw_minutes` are rounded to the policy's step; `minutes` must be a multiple of it.

    Raises MinutesTooMany, MinutesTooFew or MinutesOffStep. Each names the limit.
    """
    pointer = "/minutes" if raw_minutes is None else "/raw_minutes"
    raw = (minutes or 0) if raw_minutes is None else raw_minutes
    rounded = round_minutes(raw, step=policy.step_minutes, rounding=policy.rounding)
    logged = raw if raw_minutes is None else rounded
    if logged > policy.maximum_minutes:
        raise MinutesTooMany(pointer, raw, maximum=policy.maximum_minutes)
    if logged < policy.minimum_minutes:
        raise MinutesTooFew(pointer, raw, minimum=policy.minimum_minutes)
    if logged % policy.step_minutes:
        raise ExactMinutesAdvised(raw, step=policy.step_minutes, rounded=rounded, rounding=_ROUNDED[policy.rounding])
    return raw, logged


_ROUNDED: Final[dict[Rounding, str]] = {"up": "up", "nearest": "to the nearest step", "down": "down"}


def round_minutes(minutes: int, *, step: int, rounding: Rounding) -> int:
    """Return the minutes, rounded to a multiple of the step. "nearest" rounds half a step up."""
    if rounding == "up":
        return -(-minutes // step) * step
    if rounding == "nearest":
        return (2 * minutes + step) // (2 * step) * step
    return minutes // step * step


def check_recap(policy: Policy, recap: Recap) -> int:
    """Return the number of characters in the recap. What stands between sections does not count.

    Raises RecapSectionsNeeded, RecapSectionsEmpty, RecapTooShort.
    """
    if policy.recap_sections_required and isinstance(recap, str):
        raise RecapSectionsNeeded
    sections = {"": recap} if isinstance(recap, str) else recap._asdict()
    counted = {name: count_characters(text) for name, text in sections.items()}
    if policy.recap_sections_required and (empty := [name for name, count in counted.items() if not count]):
        raise RecapSectionsEmpty(empty)
    characters = sum(counted.values())
    if characters < policy.recap_minimum_characters:
        raise RecapTooShort(characters, minimum=policy.recap_minimum_characters)
    return characters


def count_characters(text: str) -> int:
    """Return the number of characters in a text.

    A character is a Unicode code point after NFC, so composed and decomposed accents count the same. An emoji counts
    as one. An emoji that is joined from several (a family, a flag) counts as several, because the result must not
    depend on the emoji that a library knows. Combining marks that NFC does not join count, because the letters of many
    scripts consist of them. A run of white space counts as one, and white space at the ends does not count. Invisible
    characters do not count: control and format characters (zero-width space, the joiner of emoji), fillers and
    variation selectors.
    """
    # Each different character is classified once, however long the text is.
    different = set(text)
    unseen = {ord(c): None for c in different if unicodedata.category(c) in _INVISIBLE and not c.isspace()}
    unseen |= {ord(c): None for c in different & _FILLERS}
    seen = text.translate(unseen) if unseen else text
    return len(" ".join(unicodedata.normalize("NFC", seen).split()))
