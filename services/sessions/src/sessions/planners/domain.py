"""What a coach may plan. Admins may plan everything, so no rule here is for them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
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
from sessions.session.domain import PLANNED, WHOLE_BASIS_POINTS, Plan, Session
from sessions.session.schedule import WINDOW_FIELDS, Window
from sessions.words import Acceptance

LEFT_TO_ADMINS: Final = frozenset({"coaches", "course_coaches", "run_id", "visibility", "external_id", *WINDOW_FIELDS})
"""What of a session or a series only admins set: who else coaches it, the course run to which it belongs, who sees it
when, what other systems call it."""


DEFAULT_VISIBILITY: Final = "read_only"
"""What a coach's lessons show to learners outside their windows. They have none."""


def check_plans(policy: Policy) -> None:
    """Raise CoachesDoNotPlan if the policy leaves planning to admins."""
    if not policy.coaches_plan:
        raise CoachesDoNotPlan


def check_plans_alone(coaches: Sequence[tuple[UUID, int | None]], *, coach_id: UUID) -> None:
    """Raise YourselfAlone unless the coach is the only coach, with the whole share."""
    if [person_id for person_id, _ in coaches] != [coach_id] or coaches[0][1] not in (None, WHOLE_BASIS_POINTS):
        raise YourselfAlone


def given_of(plan: Plan, course_coaches: Mapping[UUID, Sequence[UUID]], *, run_id: UUID | None) -> frozenset[str]:
    """Return which of the fields that are left to admins a new session says something of."""
    untouched = Plan(mode=plan.mode, name="", zone="")
    given = {name for name in PLANNED if getattr(plan, name) != getattr(untouched, name)}
    given |= {name for name, value in (("course_coaches", course_coaches), ("run_id", run_id)) if value}
    return frozenset(given & LEFT_TO_ADMINS)


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


def began_at(session: Session, *, now: datetime) -> datetime | None:
    """Return when a session began: by its start, or else by its plan. None if it has not begun yet."""
    if session.started_at is not None:
        return session.started_at
    return session.starts_at if session.starts_at is not None and session.starts_at <= now else None


def check_series_planner(*, planned_by_coach: bool, session_coach_id: UUID, coach_id: UUID) -> None:
    """Raise NotPlannedByYou unless a coach may change and end this series."""
    if not planned_by_coach or session_coach_id != coach_id:
        raise NotPlannedByYou("series")
