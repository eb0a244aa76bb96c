"""The tables of sessions. Its worker consumes nothing."""

from datetime import datetime
from typing import Final
from uuid import UUID

from faststream.kafka import KafkaRouter
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lockstep_peers.textbook.database import Base

router = KafkaRouter()


class Session(Base):
    """A session that is scheduled, delivered and completed."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(index=True)
    version: Mapped[int]
    state: Mapped[str]
    name: Mapped[str]
    batch_id: Mapped[UUID | None]
    category_id: Mapped[UUID | None]
    mode: Mapped[str]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]

    coaches: Mapped[list["SessionCoach"]] = relationship(order_by="SessionCoach.position")
    courses: Mapped[list["SessionCourse"]] = relationship(order_by="SessionCourse.position")
    roster: Mapped[list["Enrolment"]] = relationship(order_by="Enrolment.person_id")


class SessionCoach(Base):
    """A coach of a session. The first is the session coach, and the others are co-coaches."""

    __tablename__ = "session_coaches"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    position: Mapped[int]
    share_basis_points: Mapped[int]


class SessionCourse(Base):
    """A course to which a session belongs."""

    __tablename__ = "session_courses"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    position: Mapped[int]


class Enrolment(Base):
    """A period in which a learner is on the roster."""

    __tablename__ = "roster"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    added_at: Mapped[datetime] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    removed_at: Mapped[datetime | None]
    acceptance: Mapped[str]


class CompletionRecord(Base):
    """The document that is written when a session ends, as canonical JSON. It never changes."""

    __tablename__ = "completion_records"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    org_id: Mapped[UUID] = mapped_column(index=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    record: Mapped[bytes]
    record_hash: Mapped[bytes]
    request_digest: Mapped[bytes]
    completed_at: Mapped[datetime]

    text: Mapped["CompletionText"] = relationship()


class CompletionText(Base):
    """The free text of a completion. The record has only its salted digest."""

    __tablename__ = "completion_texts"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("completion_records.session_id"), primary_key=True)
    org_id: Mapped[UUID]
    salt: Mapped[bytes]
    recap: Mapped[str]


FILLED: Final = (Session, SessionCoach, SessionCourse, Enrolment)
"""Models whose rows are copied before an organisation's first completion, in an order that keeps references valid."""
