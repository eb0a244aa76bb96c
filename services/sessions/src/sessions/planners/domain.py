"""What a coach may plan. Admins may plan everything, so no rule here is for them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sessions.organisation.domain import Policy
from sessions.planners.errors import (
    BegunAlready,
    CoachesDoNotPlan,
    LeftToAdmins,
    NeedsATimeToCome,
    NotPlannedByYou,
    YourselfAlone,
)
from sessions.session.domain import WHOLE_BASIS_POINTS, Session, began_at
from sessions.session.schedule import WINDOW_FIELDS, Window
from sessions.words import Acceptance

LEFT_TO_ADMINS: Final = frozenset({"coaches", "course_coaches", "run_id", "visibility", "external_id", *WINDOW_FIELDS})
"""What of a session or a series only admins set: who else coaches it, the course run to which it belongs, who sees it
when, what other systems call it."""


class OwnPlan(Protocol):
    """What a session and a series that a coach plans have in common."""

    @property
    def coaches(self) -> Sequence[tuple[UUID, int | None]]:
        """Each coach with the share of the pay, in basis points, if it is given."""

    @property
    def category(self) -> str | None:
        """The name of the category."""

    @property
    def roster(self) -> Mapping[UUID, Acceptance | None]:
        """The learners who are named, each with the answer that is given for them."""

    @property
    def class_ids(self) -> Collection[UUID]:
        """The classes that are enrolled."""

    @property
    def given(self) -> frozenset[str]:
        """The names of the fields that the request gives."""


def check_plans(policy: Policy) -> None:
    """Raise CoachesDoNotPlan if the policy leaves planning to admins."""
    if not policy.coaches_plan:
        raise CoachesDoNotPlan


def check_plans_alone(coaches: Sequence[tuple[UUID, int | None]], *, coach_id: UUID) -> None:
    """Raise YourselfAlone unless the coach is the only coach, with the whole share."""
    if [person_id for person_id, _ in coaches] != [coach_id] or coaches[0][1] not in (None, WHOLE_BASIS_POINTS):
        raise YourselfAlone


def check_left_to_admins(given: Collection[str], answers: Mapping[UUID, Acceptance | None]) -> None:
    """Raise LeftToAdmins for fields that only admins set, and for answers: learners give them themselves."""
    fields = sorted(LEFT_TO_ADMINS.intersection(given))
    if any(answer not in (None, "invited") for answer in answers.values()):
        fields.append("roster")
    if fields:
        raise LeftToAdmins(fields)


def check_to_come(schedule: Window, *, now: datetime) -> None:
    """Raise NeedsATimeToCome for a session without a time, or one that is over. One that goes on can be planned."""
    if schedule.ends_at is None:
        raise NeedsATimeToCome("starts_at")
    if schedule.ends_at <= now:
        raise NeedsATimeToCome("ends_at")


def check_planner(session: Session, *, coach_id: UUID, now: datetime) -> None:
    """Raise NotPlannedByYou or BegunAlready unless a coach may change and cancel this session now.

    It was planned by a coach, they are its session coach, and it has not begun.
    """
    if not session.planned_by_coach or session.coaches[0].person_id != coach_id:
        raise NotPlannedByYou("session")
    if session.state == "cancelled":
        return  # to cancel it again changes nothing
    if (began := began_at(session, now=now)) is not None:
        raise BegunAlready(began, zone=session.zone)


def check_series_planner(*, planned_by_coach: bool, session_coach_id: UUID, coach_id: UUID) -> None:
    """Raise NotPlannedByYou unless a coach may change and end this series."""
    if not planned_by_coach or session_coach_id != coach_id:
        raise NotPlannedByYou("series")
