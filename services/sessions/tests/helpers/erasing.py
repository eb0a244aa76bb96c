"""Erasing people by the command, with the other services' answers."""

from typing import Any, Final
from uuid import UUID, uuid4

from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.ids import new_id
from contracts.attendance import AttendanceDataErased
from contracts.erasures import ErasedData, KeptData, PersonDataErased
from contracts.payouts import PayoutsDataErased
from contracts.reports import ReportsDataErased
from sessions.erasure.carry_out import carry_out_next
from sessions.erasure.cli import erase_and_report
from sessions.worker import HANDLERS

from ..conftest import School

ANSWERS: Final[tuple[type[PersonDataErased], ...]] = (AttendanceDataErased, PayoutsDataErased, ReportsDataErased)


async def command(school: School, who: UUID | None, **options: Any) -> int:
    """Run the command for a person and return its exit status: 3, because no other service is there to answer."""
    arguments: dict[str, Any] = {
        "erasure_id": None,
        "reason": "person_asked",
        "note": None,
        "with_shared": False,
        "is_dry_run": False,
        "wait_seconds": 0.0,
    }
    return await erase_and_report(
        school.database.worker_url, org_id=school.org_id, person_id=who, **(arguments | options)
    )


async def erase(school: School, who: UUID, **options: Any) -> UUID:
    """Erase a person by the command, let the others answer, and return the erasure's id."""
    assert await command(school, who, **options) == 3
    [row] = await school.rows("SELECT erasure_id FROM erasures WHERE state = 'erasing'")
    for kind in ANSWERS:
        await answer(school, row.erasure_id, who, kind)
    return UUID(str(row.erasure_id))


async def answer(school: School, erasure_id: UUID | None, who: UUID, kind: type[PersonDataErased]) -> None:
    """Let a service answer to an erasure."""
    event = kind(
        event_id=new_id(),
        org_id=school.org_id,
        occurred_at=now(),
        key=f"person:{who}",
        sequence=1,
        correlation_id=uuid4(),
        person_id=who,
        erasure_id=erasure_id,
        erased=(ErasedData(kind="texts", count=2), ErasedData(kind="later_kind", count=1)),
        kept=(KeptData(kind="marks", count=3, reason="proves_delivery"),),
        erased_at=now(),
    )
    engine = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        await HANDLERS[kind](db, [event])
    await engine.dispose()


async def carry_out(school: School) -> int:
    """Carry out the next approved erasure, as the worker's task does."""
    engine = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        done = await carry_out_next(db, org_ids=[school.org_id], now=now(), new_id=new_id)
    await engine.dispose()
    return done
