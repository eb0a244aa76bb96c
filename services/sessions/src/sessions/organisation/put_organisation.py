"""Create or change the organisation."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.domain import Organisation
from sessions.times import check_zone

_PUT_ORGANISATION = Statement("""
    INSERT INTO organisations (org_id, name, zone, updated_at) VALUES (:org_id, :name, :zone, :now)
    ON CONFLICT (org_id) DO UPDATE SET name = excluded.name, zone = excluded.zone, updated_at = excluded.updated_at
""")


async def put_organisation(db: AsyncConnection, *, org_id: UUID, name: str, zone: str, now: datetime) -> Organisation:
    """Create or change the organisation. Raises InvalidSchedule for an unknown zone."""
    check_zone(zone)
    await _PUT_ORGANISATION.execute(db, {"org_id": org_id, "name": name, "zone": zone, "now": now})
    return Organisation(name, zone)
