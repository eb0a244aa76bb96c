"""The newest state of organisations is kept, in whatever order the events arrive, and decides what an admin may do."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from contracts.sessions import OrganisationChanged, SeparateDuties, separate_at
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.api import Api
from lockstep_testing.properties import bounded
from payouts.directory.queries import separate_duties
from payouts.handlers import on_organisation_changed
from sqlalchemy.ext.asyncio import AsyncEngine

EXAMPLES = 15
AT = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ZONES = ["Europe/Prague", "Asia/Tokyo", "UTC"]

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]


def fields(org_id: UUID, key: str, sequence: int) -> dict[str, Any]:
    """Return the envelope of an event."""
    ids = {"event_id": uuid4(), "org_id": org_id, "correlation_id": uuid4(), "causation_id": None}
    return {**ids, "occurred_at": AT, "key": key, "sequence": sequence}


def plan(place: int) -> tuple[SeparateDuties, ...]:
    """Return the separate duties of an event, which differ from those of its neighbours."""
    later = SeparateDuties(effective_from=AT, duties=("support",) if place % 2 else ("finance", "a role of later"))
    return (SeparateDuties(duties=()), later) if place % 3 else ()


@bounded(EXAMPLES)
@given(zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=4), data=st.data())
async def test_the_newest_zone_policy_and_duties_of_an_organisation_are_kept(
    handle: Handle, rows: Rows, superuser: AsyncEngine, zones: list[str], data: st.DataObject
) -> None:
    org_id = uuid4()
    sent = [
        OrganisationChanged(
            **fields(org_id, f"organisation:{org_id}", place),
            zone=zone,
            policy_version=place,
            policy_effective_from=AT,
            separate_duties=plan(place),
        )
        for place, zone in enumerate(zones, start=1)
    ]
    order = data.draw(st.permutations(sent))
    await handle(on_organisation_changed, *order[:2])
    await handle(on_organisation_changed, *order[1:], order[0])
    [kept] = await rows("SELECT * FROM organisations WHERE org_id = :org_id", org_id=org_id)
    assert (kept.sequence, kept.zone, kept.policy_version) == (len(zones), zones[-1], len(zones))
    assert kept.policy_effective_from == AT
    async with superuser.connect() as db:
        found = [await separate_duties(db, org_id=org_id, now=at) for at in (AT - DAY, AT + DAY)]
    assert found == [separate_at(plan(len(zones)), at) for at in (AT - DAY, AT + DAY)]


async def test_an_admin_does_finance_until_the_event_that_separates_it_and_after_the_one_that_ends_it(
    api: Api, handle: Handle
) -> None:
    org_id, other = uuid4(), uuid4()
    written: list[Any] = []

    async def statuses(org: UUID, *roles: str) -> list[int]:
        headers = api.headers(org, uuid4(), roles)
        rate = {"scope": "org", "unit": "hour", "amount_minor": 100, "currency": "EUR"}
        rate["effective_from"] = f"20{len(written) + 10}-01-01T00:00:00Z"
        read = await api.client.get("/v1/payouts/rates", headers=headers)
        written.append(await api.client.post("/v1/payouts/rates", headers=headers, json=rate))
        return [read.status_code, written[-1].status_code]

    async def says(sequence: int, *duties: str, since: datetime | None = None) -> None:
        event = OrganisationChanged(
            **fields(org_id, f"organisation:{org_id}", sequence),
            zone="UTC",
            policy_version=sequence,
            separate_duties=(SeparateDuties(effective_from=since, duties=duties),),
        )
        await handle(on_organisation_changed, event)

    assert await statuses(org_id, "admin") == [200, 201], "no event: an admin is finance too"
    await says(2, "finance")
    assert await statuses(org_id, "admin") == [403, 403]
    assert "separate_duties" in written[-1].json()["detail"]
    assert (await statuses(org_id, "admin", "finance"))[0] == (await statuses(org_id, "finance"))[0] == 200
    assert (await statuses(other, "admin"))[0] == 200, "another organisation"
    await says(1)
    assert await statuses(org_id, "admin") == [403, 403], "an older event changes nothing"
    await says(3, "support")
    assert (await statuses(org_id, "admin"))[0] == 200
    await says(4, "finance", since=datetime.now(UTC) + DAY)
    assert (await statuses(org_id, "admin"))[0] == 200, "not separated yet"
