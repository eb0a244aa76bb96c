"""The tables of reports."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lockstep_peers.textbook.database import Base
from lockstep_peers.textbook.events import SubjectType


class Session(Base):
    """A session, and when each effect of its completion happened. The events may arrive in any order."""

    __tablename__ = "sessions"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    completed_at: Mapped[datetime | None]
    completion_event_id: Mapped[UUID | None] = mapped_column(unique=True)
    logged_minutes: Mapped[int | None]
    record_hash: Mapped[bytes | None]
    refreshed_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    credited_at: Mapped[datetime | None]
    amounts: Mapped[list[dict[str, Any]] | None]

    __table_args__ = (Index("sessions_by_completion", "org_id", "completed_at"),)


class AttendanceMark(Base):
    """Whether a learner counts as present in a session."""

    __tablename__ = "attendance_marks"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.session_id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    counts_as_present: Mapped[bool]

    session: Mapped[Session] = relationship()


class Subject(Base):
    """A learner, coach or batch, and the totals over all their completed sessions."""

    __tablename__ = "subjects"

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_type: Mapped[SubjectType] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    sessions_completed: Mapped[int] = mapped_column(BigInteger)
    minutes_logged: Mapped[int] = mapped_column(BigInteger)
    sessions_with_attendance: Mapped[int] = mapped_column(BigInteger)
    sessions_attended: Mapped[int] = mapped_column(BigInteger)
    marks_counted: Mapped[int] = mapped_column(BigInteger)
    marks_present: Mapped[int] = mapped_column(BigInteger)
    last_completed_at: Mapped[datetime | None]


SUBJECT: Final = ("org_id", "subject_type", "subject_id")
REFERENCE: Final = tuple(f"subjects.{column}" for column in SUBJECT)


class SessionSubject(Base):
    """A subject of a completed session. Hash and instant are repeated here to find the subject's latest records."""

    __tablename__ = "session_subjects"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.session_id"), primary_key=True)
    subject_type: Mapped[SubjectType] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    completed_at: Mapped[datetime]
    record_hash: Mapped[bytes]

    session: Mapped[Session] = relationship()
    subject: Mapped[Subject] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(SUBJECT, REFERENCE),
        Index("session_subjects_by_subject", *SUBJECT, "completed_at", "session_id"),
    )


class InsightInput(Base):
    """A version of a subject's insight inputs."""

    __tablename__ = "insight_inputs"

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_type: Mapped[SubjectType] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    caused_by: Mapped[UUID]
    refreshed_at: Mapped[datetime]
    features: Mapped[dict[str, Any]]

    subject: Mapped[Subject] = relationship()

    __table_args__ = (ForeignKeyConstraint(SUBJECT, REFERENCE),)
