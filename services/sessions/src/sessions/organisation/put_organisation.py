"""Create or change the organisation."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.domain import Organisation
from sessions.organisation.publish import publish_organisation
from sessions.times import check_zone

_LOCK = Statement("SELECT zone FROM organisations WHERE org_id = :org_id FOR UPDATE")
_PUT_ORGANISATION = Statement("""
    INSERT INTO organisations (org_id, name, zone, updated_at) VALUES (:org_id, :name, :zone, :now)
    ON CONFLICT (org_id) DO UPDATE SET name = excluded.name, zone = excluded.zone, updated_at = excluded.updated_at
""")


async def put_organisation(
    db: AsyncConnection, *, org_id: UUID, name: str, zone: str, correlation_id: UUID, now: datetime, event_id: UUID
) -> Organisation:
    """Create or change the organisation. Emit OrganisationChanged if it is new or its zone differs.

    Raises InvalidSchedule for an unknown zone.
    """
    check_zone(zone)
    before = await _LOCK.one_or_none(db, {"org_id": org_id})
    await _PUT_ORGANISATION.execute(db, {"org_id": org_id, "name": name, "zone": zone, "now": now})
    if before is None or before.zone != zone:
        await publish_organisation(db, org_id=org_id, correlation_id=correlation_id, now=now, event_id=event_id)
    return Organisation(name, zone)
