"""Attendance locks the register of a completed session."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from faststream import AckPolicy, Depends
from faststream.kafka import KafkaRouter
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from lockstep_peers.textbook import events
from lockstep_peers.textbook.database import Base, add_message, get_db, is_processed

CODES: Final[dict[str, dict[str, Any]]] = {
    "present": {"counts_as_present": True, "weight_basis_points": 10_000, "billable": True},
    "late": {"counts_as_present": True, "weight_basis_points": 5_000, "billable": True},
    "excused": {"counts_as_present": False, "weight_basis_points": 0, "billable": False},
    "absent": {"counts_as_present": False, "weight_basis_points": 0, "billable": False},
}

router = KafkaRouter()


class Register(Base):
    """The attendance sheet of a session."""

    __tablename__ = "registers"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[str]
    version: Mapped[int]
    sequence: Mapped[int]

    marks: Mapped[list["Mark"]] = relationship()


class RegisterMember(Base):
    """A learner on the roster of a register that is not locked."""

    __tablename__ = "roster_members"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("registers.session_id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]


class Mark(Base):
    """The current mark of a learner."""

    __tablename__ = "marks"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("registers.session_id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    code: Mapped[str]
    minutes: Mapped[int | None]
    source: Mapped[str]


class OfficialRegister(Base):
    """The register of a completed session. It never changes."""

    __tablename__ = "official_registers"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("registers.session_id"), primary_key=True)
    org_id: Mapped[UUID]
    register_version: Mapped[int]
    completion_event_id: Mapped[UUID] = mapped_column(unique=True)
    locked_at: Mapped[datetime]

    marks: Mapped[list["OfficialMark"]] = relationship()


class OfficialMark(Base):
    """One learner's official mark."""

    __tablename__ = "official_marks"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("official_registers.session_id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    code: Mapped[str]
    counts_as_present: Mapped[bool]
    weight_basis_points: Mapped[int]
    billable: Mapped[bool]
    minutes: Mapped[int | None]
    source: Mapped[str]


FILLED: Final = (Register, RegisterMember)
"""Models whose rows are copied before an organisation's first completion, in an order that keeps references valid."""


@router.subscriber(
    events.COMPLETIONS,
    group_id="textbook-attendance",
    auto_offset_reset="earliest",
    ack_policy=AckPolicy.NACK_ON_ERROR,
)
async def on_session_completed(event: events.SessionCompleted, db: Annotated[AsyncSession, Depends(get_db)]) -> None:
    """Lock the register of a completed session. A learner without a mark gets the default, and the mark says so."""
    now = datetime.now(UTC)
    if await is_processed(db, event):
        return
    register = await db.get(Register, event.session_id, options=[selectinload(Register.marks)], with_for_update=True)
    if register is None:
        register = Register(
            session_id=event.session_id, org_id=event.org_id, state="open", version=0, sequence=0, marks=[]
        )
        db.add(register)
    if register.state != "locked":
        lock(db, register, event, now)
    await db.commit()


def lock(db: AsyncSession, register: Register, event: events.SessionCompleted, now: datetime) -> None:
    """Make a register official and publish that."""
    register.state = "locked"
    register.sequence += 1
    given = {mark.person_id: mark for mark in register.marks}
    expected = [seat.person_id for seat in event.roster if seat.acceptance != "declined" or seat.person_id in given]
    official = OfficialRegister(
        session_id=event.session_id,
        org_id=event.org_id,
        register_version=register.version,
        completion_event_id=event.event_id,
        locked_at=now,
        marks=[official_mark(event.org_id, person_id, given.get(person_id)) for person_id in expected],
    )
    db.add(official)
    locked = events.AttendanceLocked(
        org_id=event.org_id,
        occurred_at=now,
        key=str(event.session_id),
        sequence=register.sequence,
        correlation_id=event.correlation_id,
        causation_id=event.event_id,
        session_id=event.session_id,
        locked_at=now,
        register_version=register.version,
        marks=[events.Mark.model_validate(mark) for mark in official.marks],
    )
    add_message(db, events.REGISTERS, locked)


def official_mark(org_id: UUID, person_id: UUID, mark: Mark | None) -> OfficialMark:
    """Return a learner's official mark: the given one, or the default."""
    code, minutes, source = (
        ("absent", None, "policy_default") if mark is None else (mark.code, mark.minutes, mark.source)
    )
    return OfficialMark(org_id=org_id, person_id=person_id, code=code, **CODES[code], minutes=minutes, source=source)
