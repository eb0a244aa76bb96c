"""The roster: the learners of a session, and what adding and removing learners does to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from sessions.catalogue.domain import ROSTER_MAX
from sessions.organisation.domain import Invitations
from sessions.session.errors import CannotRemove, NotEnoughSeats, TooManyEnrolments, TooManyLearners
from sessions.words import Acceptance, AnsweredBy

ENROLMENTS_MAX: Final = 2 * ROSTER_MAX
"""How often learners can be put on the roster of one session in all. Its completion has each of these times if the
learner came or left during the delivery, and must fit into one message."""


class Answer(NamedTuple):
    """An answer to an invitation, and how it came about. `answered_by` is None for an invitation without an answer.

    It is also None for answers of release 0.4.0 and before, which did not keep it.
    """

    acceptance: Acceptance
    answered_by: AnsweredBy | None = None

    @property
    def accepted_by(self) -> AnsweredBy | None:
        """Return how it came about that the learner takes part, or None if they have not accepted."""
        return self.answered_by if self.acceptance == "accepted" else None

    @property
    def is_of_the_session(self) -> bool:
        """Return whether it was given for one session alone, so that an answer to its series does not replace it."""
        return self.acceptance != "invited" and self.answered_by not in ("series", "enrolment")


INVITED: Final = Answer("invited")
ENROLLED: Final = Answer("accepted", "enrolment")
"""The answer of a learner whose enrolment counts as accepted."""


def enrolled_together(invitations: Invitations, *, planned_by_coach: bool) -> Answer:
    """Return the answer of learners who are enrolled by class, file or course run: it counts as accepted.

    If the policy invites everybody, or a coach planned the session, they are invited.
    """
    return INVITED if planned_by_coach or invitations == "everybody" else ENROLLED


def answer_in_lesson(seat: "Seat", invitations: Invitations, *, planned_by_coach: bool) -> Answer:
    """Return the answer that a learner of a course run has in a lesson of it.

    What was answered for the run holds. Who was only enrolled in the run, or invited, is enrolled in the lesson.
    """
    if seat.acceptance == "invited" or seat.answered_by == "enrolment":
        return enrolled_together(invitations, planned_by_coach=planned_by_coach)
    return Answer(seat.acceptance, "series")


def enrolled_alone(invitations: Invitations, *, planned_by_coach: bool) -> Answer:
    """Return the answer of a learner who is added alone: an invitation, unless the policy invites nobody."""
    return ENROLLED if invitations == "nobody" and not planned_by_coach else INVITED


def enrolled_by_file(said: Literal["invited", "accepted"], *, planned_by_coach: bool) -> Answer:
    """Return the answer of learners whom a file adds, if the request says this of them. A coach's sessions invite."""
    return ENROLLED if said == "accepted" and not planned_by_coach else INVITED


def written_by_admin(acceptance: Acceptance) -> Answer:
    """Return the answer that an admin writes for a learner."""
    return Answer(acceptance, "admin")


def first_answers(
    members: Iterable[UUID],
    added: Mapping[UUID, Acceptance | None],
    *,
    invitations: Invitations,
    planned_by_coach: bool,
) -> dict[UUID, Answer]:
    """Return the answers of the members of classes, and of learners who are added, some with a known answer.

    If a member is added too, what is said of them alone holds.
    """
    together = enrolled_together(invitations, planned_by_coach=planned_by_coach)
    alone = enrolled_alone(invitations, planned_by_coach=planned_by_coach)
    answers = dict.fromkeys(members, together)
    for person_id, given in added.items():
        if given is not None:
            answers[person_id] = written_by_admin(given)
        elif person_id not in answers:
            answers[person_id] = alone
    return answers


def in_series(answer: Answer) -> Answer:
    """Return the answer that each session of a series begins with, if this was answered to the series as a whole."""
    return answer if answer in (INVITED, ENROLLED) else Answer(answer.acceptance, "series")


class Seat(NamedTuple):
    """A learner's place on the roster, with their answer and how it came about."""

    person_id: UUID
    acceptance: Acceptance
    answered_by: AnsweredBy | None = None

    @property
    def answer(self) -> Answer:
        """Return the learner's answer."""
        return Answer(self.acceptance, self.answered_by)

    @property
    def accepted_by(self) -> AnsweredBy | None:
        """Return how it came about that the learner takes part, or None if they have not accepted."""
        return self.answer.accepted_by


class Enrolment(NamedTuple):
    """A time during which a learner is or was on the roster, with their answer. It is open while they are on it."""

    person_id: UUID
    acceptance: Acceptance
    enrolled_at: datetime
    removed_at: datetime | None
    answered_by: AnsweredBy | None = None

    @property
    def seat(self) -> Seat:
        """Return the place on the roster that the learner has during this time."""
        return Seat(self.person_id, self.acceptance, self.answered_by)


@dataclass(frozen=True, slots=True)
class RosterEdit:
    """The effect of a roster delta: seats that are added, seats with a new acceptance, and learners who are removed."""

    added: tuple[Seat, ...]
    answered: tuple[Seat, ...]
    removed: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    """The whole roster afterwards, in order of person id."""

    @property
    def is_change(self) -> bool:
        """Return whether anything changes."""
        return bool(self.added or self.answered or self.removed)


def edit_roster(
    roster: Sequence[Seat],
    *,
    add: Mapping[UUID, Answer],
    remove: Sequence[UUID],
    seats_max: int | None,
) -> RosterEdit:
    """Return what adding and removing learners does to a roster.

    A learner who is already on it gets the answer, unless what they have says more (`replaces`). Everybody on the
    roster takes a seat, whatever they answered. Raises UnknownReference if a person to remove is not on the roster or
    is in both lists; raises SeatsTaken.
    """
    now = {seat.person_id: seat for seat in roster}
    both = [person_id for person_id in remove if person_id in add]
    absent = [person_id for person_id in remove if person_id not in now]
    if both or absent:
        raise CannotRemove(in_both_lists=both, not_on_roster=absent)
    added = [_seat(person_id, given) for person_id, given in add.items() if person_id not in now]
    answered = [
        _seat(person_id, given)
        for person_id, given in add.items()
        if person_id in now and replaces(given, now[person_id].answer)
    ]
    after = now | {seat.person_id: seat for seat in (*added, *answered)}
    for person_id in remove:
        after.pop(person_id, None)
    if added:
        check_seats(len(after), seats_max)
    return RosterEdit(
        added=tuple(added),
        answered=tuple(answered),
        removed=tuple(dict.fromkeys(remove)),
        roster=tuple(after[person_id] for person_id in sorted(after)),
    )


def replaces(given: Answer, present: Answer) -> bool:
    """Return whether an answer takes the place of the present one.

    An invitation takes the place of no answer, unless an admin writes it. An enrolment takes only that of an open
    invitation. What somebody says takes the place of everything else, also if it is the same answer that their
    enrolment had stood for.
    """
    if given == INVITED:
        return False
    if given.answered_by == "enrolment":
        return present.acceptance == "invited"
    return given.acceptance != present.acceptance or present.answered_by == "enrolment"


def _seat(person_id: UUID, given: Answer) -> Seat:
    return Seat(person_id, *(INVITED if given.acceptance == "invited" else given))


def recorded(seat: Seat) -> dict[str, str | None]:
    """Return a learner on a roster as completion records have them."""
    return {"person_id": str(seat.person_id), "acceptance": seat.acceptance, "accepted_by": seat.accepted_by}


def ask_again(roster: Sequence[Seat]) -> RosterEdit:
    """Return the edit that takes back every answer, because what the learners answered to is another session now."""
    answered = tuple(Seat(seat.person_id, *INVITED) for seat in roster if seat.acceptance != "invited")
    after = tuple(Seat(seat.person_id, *INVITED) for seat in roster)
    return RosterEdit(added=(), answered=answered, removed=(), roster=after)


def check_seats(learners: int, seats_max: int | None) -> None:
    """Raise SeatsTaken for more learners than seats, and UnknownReference for more than ROSTER_MAX."""
    if learners > ROSTER_MAX:
        raise TooManyLearners(learners, maximum=ROSTER_MAX)
    if seats_max is not None and learners > seats_max:
        raise NotEnoughSeats(learners, seats_max=seats_max)


def check_enrolments(enrolments: int) -> None:
    """Raise TooManyEnrolments for a session on whose roster learners would have been put more often than allowed."""
    if enrolments > ENROLMENTS_MAX:
        raise TooManyEnrolments(maximum=ENROLMENTS_MAX)
