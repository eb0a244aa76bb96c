"""The check that a service keeps the newest state of an organisation, in whatever order its events arrive."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from chassis.database.organisations import separate_duties
from contracts.sessions import OrganisationChanged, SeparateDuties, separate_at
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

AT: Final = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
DAY: Final = timedelta(days=1)
ZONES: Final = st.lists(st.sampled_from(["Europe/Prague", "Asia/Tokyo", "UTC"]), min_size=1, max_size=4)


def fields(org_id: UUID, key: str, sequence: int) -> dict[str, Any]:
    """Return the envelope of an event."""
    ids = {"event_id": uuid4(), "org_id": org_id, "correlation_id": uuid4(), "causation_id": None}
    return {**ids, "occurred_at": AT, "key": key, "sequence": sequence}


async def check_newest_is_kept(
    handle: Callable[..., Awaitable[None]], superuser: AsyncEngine, zones: list[str], data: st.DataObject
) -> None:
    """Hand the changes of an organisation over in any order, one of them twice, and assert what is kept of it.

    Each event has another zone, another version of the policy, and other separate duties than those beside it.
    """
    org_id = uuid4()
    sent = [
        OrganisationChanged(
            **fields(org_id, f"organisation:{org_id}", place),
            zone=zone,
            policy_version=place,
            policy_effective_from=AT,
            separate_duties=_plan(place),
        )
        for place, zone in enumerate(zones, start=1)
    ]
    order = data.draw(st.permutations(sent))
    await handle(*order[:2])
    await handle(*order[1:], order[0])
    async with superuser.connect() as db:
        kept = (await db.execute(text("SELECT * FROM organisations WHERE org_id = :org_id"), {"org_id": org_id})).one()
        found = [await separate_duties(db, org_id=org_id, now=at) for at in (AT - DAY, AT + DAY)]
    assert (kept.sequence, kept.zone, kept.policy_version) == (len(zones), zones[-1], len(zones))
    assert kept.policy_effective_from == AT
    assert found == [separate_at(_plan(len(zones)), at) for at in (AT - DAY, AT + DAY)]


def _plan(place: int) -> tuple[SeparateDuties, ...]:
    later = SeparateDuties(effective_from=AT, duties=("support",) if place % 2 else ("finance", "a role of later"))
    return (SeparateDuties(duties=()), later) if place % 3 else ()
