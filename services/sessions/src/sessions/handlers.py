"""Handle events: turn each event into the arguments of a command, and nothing else."""

from collections.abc import Sequence
from typing import Any

from contracts.attendance import AttendanceAmended, AttendanceDataErased, AttendanceLocked, Mark
from contracts.erasures import PersonDataErased
from contracts.payouts import PayoutsDataErased
from contracts.reports import ReportsDataErased
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.erasure.carry_out import ServiceAnswer, keep_answers
from sessions.erasure.domain import Tally
from sessions.views.tracking.keep_attendance import AmendedMark, OfficialMark, keep_amendments, keep_marks


async def on_attendance_locked(db: AsyncConnection, events: Sequence[AttendanceLocked]) -> None:
    """Store a copy of the official marks."""
    await keep_marks(db, [_official(event, mark) for event in events for mark in event.marks])


async def on_attendance_amended(db: AsyncConnection, events: Sequence[AttendanceAmended]) -> None:
    """Store the corrections of marks, and the marks as they are now."""
    await keep_amendments(
        db,
        [
            AmendedMark(
                amendment_id=event.amendment_id,
                org_id=event.org_id,
                session_id=event.session_id,
                person_id=event.new.person_id,
                old=_mark_json(event.old),
                new=_mark_json(event.new),
                proposed_by=event.proposed_by,
                approved_by=event.approved_by,
                amended_at=event.amended_at,
            )
            for event in events
        ],
    )
    await keep_marks(db, [_official(event, event.new) for event in events])


async def on_attendance_data_erased(db: AsyncConnection, events: Sequence[AttendanceDataErased]) -> None:
    """Keep what attendance answered to erasures."""
    await keep_answers(db, _answers("attendance", events))


async def on_payouts_data_erased(db: AsyncConnection, events: Sequence[PayoutsDataErased]) -> None:
    """Keep what payouts answered to erasures."""
    await keep_answers(db, _answers("payouts", events))


async def on_reports_data_erased(db: AsyncConnection, events: Sequence[ReportsDataErased]) -> None:
    """Keep what reports answered to erasures."""
    await keep_answers(db, _answers("reports", events))


def _answers(service: str, events: Sequence[PersonDataErased]) -> list[ServiceAnswer]:
    return [
        ServiceAnswer(
            erasure_id=event.erasure_id,
            org_id=event.org_id,
            service=service,
            tally=Tally(
                erased={one.kind: one.count for one in event.erased},
                kept={(one.kind, one.reason): one.count for one in event.kept},
            ),
            erased_at=event.erased_at,
        )
        for event in events
        if event.erasure_id is not None  # a person who was erased before erasures had ids
    ]


def _official(event: AttendanceLocked | AttendanceAmended, mark: Mark) -> OfficialMark:
    return OfficialMark(
        event.org_id,
        event.session_id,
        mark.person_id,
        mark.code,
        mark.counts_as_present,
        mark.minutes,
        event.sequence,
    )


def _mark_json(mark: Mark) -> dict[str, Any]:
    return mark.model_dump(mode="json", exclude={"person_id"})
