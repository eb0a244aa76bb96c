"""Who of a roster takes part in a session that ends, and how that came about. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sessions.ending.errors import NoParticipants, NotAllAccepted, ReportedInBothWays, ReportedNotOnRoster, WasInTheCall
from sessions.session.domain import Session
from sessions.session.seats import Seat


@dataclass(frozen=True, slots=True)
class Reported:
    """What the person who ends a session says of learners who did not answer: that they were there, or were not."""

    attended: frozenset[UUID] = frozenset()
    not_attended: frozenset[UUID] = frozenset()


class TakingPart(NamedTuple):
    """A roster as a session ends: each learner's seat, and who of them never answered and was not there.

    `waiting` are the learners whose answer the completion has to wait for.
    """

    roster: tuple[Seat, ...]
    never_answered: tuple[UUID, ...]
    waiting: tuple[UUID, ...]


NOTHING_REPORTED = Reported()


def taking_part(session: Session, reported: Reported = NOTHING_REPORTED) -> TakingPart:
    """Return who takes part if the session ends now.

    Who answered keeps the answer. Who did not, and was in the call or is reported to have attended, takes part by
    attending. Who is reported not to have attended never answered, and does not take part. For all others the
    completion waits, unless the policy does not wait for answers. What a coach planned waits for the answer of everyone
    who was there: otherwise a coach could invent sessions.
    """
    called = {visit.person_id for visit in session.visits}
    roster, never, waiting = [], [], []
    for seat in session.roster:
        person_id = seat.person_id
        settled = seat
        if seat.acceptance == "invited":
            if person_id in reported.not_attended:
                never.append(person_id)
            elif session.planned_by_coach:
                waiting.append(person_id)
            elif person_id in called or person_id in reported.attended:
                settled = Seat(person_id, "accepted", "attending")
            elif not session.policy.acceptance_required:
                settled = Seat(person_id, "accepted", "policy")
            else:
                waiting.append(person_id)
        roster.append(settled)
    return TakingPart(tuple(roster), tuple(never), tuple(waiting))


def check_reported(session: Session, reported: Reported) -> None:
    """Raise InvalidReport for a person who is not on the roster or in both lists, or who was in the call after all.

    What is reported of learners who answered changes nothing: their marks are on the register.
    """
    on_roster = {seat.person_id for seat in session.roster}
    if strangers := (reported.attended | reported.not_attended) - on_roster:
        raise ReportedNotOnRoster(
            {one: "attended_ids" if one in reported.attended else "not_attended_ids" for one in strangers}
        )
    if both := reported.attended & reported.not_attended:
        raise ReportedInBothWays(both)
    unanswered = {seat.person_id for seat in session.roster if seat.acceptance == "invited"}
    if seen := {visit.person_id for visit in session.visits} & reported.not_attended & unanswered:
        raise WasInTheCall(seen)


def check_taking_part(found: TakingPart, *, planned_by_coach: bool) -> None:
    """Raise NoParticipants if nobody takes part, and NotAllAccepted if the completion has to wait for an answer."""
    accepted = [seat for seat in found.roster if seat.acceptance == "accepted"]
    if not accepted and not found.waiting:
        raise NoParticipants
    if found.waiting:
        raise NotAllAccepted(found.waiting, of=len(accepted) + len(found.waiting), planned_by_coach=planned_by_coach)


def changed_seats(before: Collection[Seat], after: Collection[Seat]) -> list[Seat]:
    """Return the seats that differ after the session was settled."""
    was = set(before)
    return [seat for seat in after if seat not in was]
