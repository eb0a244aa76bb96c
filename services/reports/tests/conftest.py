"""A fresh reports database per test, its API, and transactions like the worker's."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from chassis.ids import new_id
from chassis.messaging.consumer import apply
from contracts.attendance import AttendanceAmended, AttendanceLocked, Mark
from contracts.envelope import Event, EventFields
from contracts.payouts import Earning, EarningReversal, EarningsCredited, EarningsReversed
from contracts.sessions import (
    CoachShare,
    CorrectableValues,
    CourseCoaches,
    Participant,
    PolicyValues,
    SessionAmended,
    SessionCompleted,
    SessionStateChanged,
    SessionVoided,
)
from lockstep_local.issuer import Issuer
from lockstep_testing.api import Api, app_for, serve, settings_for
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.events import POLICY
from reports.app import create_app
from reports.settings import ReportsSettings
from reports.worker import HANDLERS
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Row[Any]]]]

BEGIN = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)


class World:
    """An organisation whose people, batches and sessions have names, and its events."""

    def __init__(self) -> None:
        """Start an organisation with an id of its own."""
        self.org_id = uuid4()

    def id(self, name: str) -> UUID:
        """Return the id of a person, batch or session."""
        return uuid5(self.org_id, name)

    def record_hash(self, session: str) -> str:
        """Return the hash of a session's completion record."""
        return sha256(self.id(session).bytes).hexdigest()

    def fields(self, session: str, at: datetime, sequence: int) -> EventFields:
        """Return the envelope of an event on a session."""
        return EventFields(
            event_id=new_id(),
            org_id=self.org_id,
            occurred_at=at,
            key=str(self.id(session)),
            sequence=sequence,
            correlation_id=uuid4(),
            causation_id=None,
        )

    def state(
        self,
        session: str,
        state: str,
        *,
        sequence: int,
        coaches: Sequence[str] = ("coach",),
        course_coaches: Sequence[str] = (),
        learners: Sequence[str] = (),
    ) -> SessionStateChanged:
        """Return the state of a session."""
        share = CoachShare(person_id=self.id(coaches[0]), share_basis_points=10_000)
        others = [CoachShare(person_id=self.id(one), share_basis_points=0) for one in coaches[1:]]
        of_course = tuple(self.id(one) for one in course_coaches)
        return SessionStateChanged(
            **self.fields(session, BEGIN, sequence),
            session_id=self.id(session),
            state=state,
            course_ids=(self.id("maths"),),
            course_coaches=(CourseCoaches(course_id=self.id("maths"), person_ids=of_course),) if of_course else (),
            class_ids=(),
            mode="online",
            visibility="read_only",
            coaches=(share, *others),
            roster=tuple(Participant(person_id=self.id(one), acceptance="accepted") for one in learners),
            zone="Europe/Prague",
        )

    def completed(
        self,
        session: str,
        *,
        learners: Sequence[str] | Mapping[str, str] = (),
        coaches: Sequence[str] = ("coach",),
        batch: str | None = None,
        minutes: int = 60,
        at: datetime = BEGIN,
    ) -> SessionCompleted:
        """Return the completion of a session. `learners` is a list of names, or maps names to acceptances."""
        acceptances = learners if isinstance(learners, Mapping) else dict.fromkeys(learners, "accepted")
        return SessionCompleted(
            **self.fields(session, at, 7),
            session_id=self.id(session),
            batch_id=None if batch is None else self.id(batch),
            course_ids=(),
            mode="online",
            coaches=tuple(CoachShare(person_id=self.id(name), share_basis_points=10_000) for name in coaches),
            roster=tuple(
                Participant.model_validate({"person_id": self.id(name), "acceptance": acceptance})
                for name, acceptance in acceptances.items()
            ),
            started_at=at - timedelta(minutes=minutes),
            ended_at=at,
            zone="Europe/Berlin",
            raw_minutes=minutes,
            logged_minutes=minutes,
            completed_at=at,
            completed_by=self.id(coaches[0]),
            presence=(),
            policy=PolicyValues.model_validate(POLICY),
            record="{}",
            record_hash=self.record_hash(session),
        )

    def locked(
        self, session: str, marks: Mapping[str, bool], *, at: datetime = BEGIN + timedelta(milliseconds=20)
    ) -> AttendanceLocked:
        """Return the lock of a session's register. `marks` says for each learner whether they count as present."""
        return AttendanceLocked(
            **self.fields(session, at, 3),
            session_id=self.id(session),
            locked_at=at,
            register_version=2,
            marks=tuple(self.mark(name, present) for name, present in marks.items()),
        )

    def mark(self, name: str, present: bool) -> Mark:
        """Return a learner's mark."""
        return Mark(
            person_id=self.id(name),
            code="present" if present else "absent",
            counts_as_present=present,
            weight_basis_points=10_000 if present else 0,
            billable=present,
            source="coach",
        )

    def values(self, minutes: int) -> CorrectableValues:
        """Return the correctable values of a session."""
        coaches = (CoachShare(person_id=self.id("coach"), share_basis_points=10_000),)
        return CorrectableValues(logged_minutes=minutes, coaches=coaches, recap_sha256="0" * 64)

    def amended(
        self, session: str, old: int, new: int, *, sequence: int = 8, at: datetime = BEGIN + timedelta(days=1)
    ) -> SessionAmended:
        """Return an amendment of a session's minutes, or of its recap if the minutes are the same."""
        return SessionAmended(
            **self.fields(session, at, sequence),
            session_id=self.id(session),
            amendment_id=uuid4(),
            field="recap" if old == new else "minutes",
            old=self.values(old),
            new=self.values(new),
            completed_sequence=7,
            proposed_by=self.id("admin"),
            amended_at=at,
            record_hash="0" * 64,
        )

    def voided(self, session: str, *, sequence: int = 9, at: datetime = BEGIN + timedelta(days=2)) -> SessionVoided:
        """Return the void of a session's completion."""
        return SessionVoided(
            **self.fields(session, at, sequence),
            session_id=self.id(session),
            amendment_id=uuid4(),
            withdrawn=self.values(60),
            completed_sequence=7,
            proposed_by=self.id("admin"),
            voided_at=at,
            record_hash="0" * 64,
        )

    def remarked(
        self, session: str, name: str, present: bool, *, sequence: int = 4, at: datetime = BEGIN + timedelta(days=1)
    ) -> AttendanceAmended:
        """Return the amendment of a learner's mark on a locked register."""
        return AttendanceAmended(
            **self.fields(session, at, sequence),
            session_id=self.id(session),
            amendment_id=uuid4(),
            old=self.mark(name, not present),
            new=self.mark(name, present),
            proposed_by=self.id("coach"),
            amended_at=at,
        )

    def reversed(
        self,
        session: str,
        *amounts: tuple[str, int],
        sequence: int = 2,
        at: datetime = BEGIN + timedelta(days=1),
        coaches: Sequence[str] = ("coach",),
    ) -> EarningsReversed:
        """Return the reversal of a session's earnings: (currency, minor units) for one coach after the other."""
        return EarningsReversed(
            **self.fields(session, at, sequence),
            session_id=self.id(session),
            pricing_revision=2,
            reversed_at=at,
            reversals=tuple(
                EarningReversal(earning_id=uuid4(), coach_id=self.id(coach), currency=unit, amount_minor=amount_minor)
                for (unit, amount_minor), coach in zip(amounts, cycle(coaches), strict=False)
            ),
        )

    def credited(
        self,
        session: str,
        *amounts: tuple[str, int],
        sequence: int = 1,
        at: datetime = BEGIN + timedelta(milliseconds=40),
        coaches: Sequence[str] = ("coach",),
    ) -> EarningsCredited:
        """Return the credit of a session's earnings: (currency, minor units) for one coach after the other."""
        return EarningsCredited(
            **self.fields(session, at, sequence),
            session_id=self.id(session),
            pricing_revision=1,
            credited_at=at,
            earnings=tuple(
                Earning(
                    earning_id=uuid4(),
                    coach_id=self.id(coach),
                    share_basis_points=5_000,
                    currency=currency,
                    amount_minor=amount_minor,
                    rate_id=uuid4(),
                )
                for (currency, amount_minor), coach in zip(amounts or (("EUR", 4_200),), cycle(coaches), strict=False)
            ),
        )


@pytest.fixture
def world() -> World:
    """A fresh organisation."""
    return World()


@pytest.fixture
def new_world() -> type[World]:
    """Return the class that makes fresh organisations."""
    return World


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A fresh database with the newest schema."""
    async with databases.fresh("reports") as made:
        yield made


@pytest.fixture
async def api(database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Api]:
    """The service's API on that database."""
    async with serve(app_for(create_app, settings_for(ReportsSettings, database, issuer)), issuer) as served:
        yield served


@pytest.fixture
def handle(worker: AsyncEngine) -> Handle:
    """Hand events to their handlers in one transaction that really commits. The inbox is left out."""

    async def hand_over(*events: Event) -> None:
        async with worker.begin() as db:
            await apply(db, HANDLERS, events, {})

    return hand_over


@pytest.fixture
def rows(superuser: AsyncEngine) -> Rows:
    """Return the rows of a query by the superuser."""

    async def read(sql: str, **values: Any) -> list[Row[Any]]:
        async with superuser.connect() as db:
            return list(await db.execute(text(sql), values))

    return read
