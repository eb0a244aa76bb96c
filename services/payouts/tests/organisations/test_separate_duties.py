"""The newest state of organisations is kept, in whatever order the events arrive, and decides what an admin may do."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from contracts.sessions import OrganisationChanged, SeparateDuties
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.api import Api
from lockstep_testing.organisations import DAY, ZONES, check_newest_is_kept, fields
from lockstep_testing.properties import bounded
from payouts.handlers import on_organisation_changed
from sqlalchemy.ext.asyncio import AsyncEngine

EXAMPLES = 15

Handle = Callable[..., Awaitable[None]]


@bounded(EXAMPLES)
@given(zones=ZONES, data=st.data())
async def test_the_newest_zone_policy_and_duties_of_an_organisation_are_kept(
    handle: Handle, superuser: AsyncEngine, zones: list[str], data: st.DataObject
) -> None:
    await check_newest_is_kept(partial(handle, on_organisation_changed), superuser, zones, data)


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
