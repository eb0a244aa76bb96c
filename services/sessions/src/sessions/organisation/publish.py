"""Publish how an organisation is now, after its zone or its policy changed."""

from datetime import datetime
from uuid import UUID

from chassis.messaging import outbox
from contracts.sessions import OrganisationChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.queries import default_zone, newest_policy
from sessions.sequences import next_sequence


async def publish_organisation(
    db: AsyncConnection, *, org_id: UUID, correlation_id: UUID, now: datetime, event_id: UUID
) -> None:
    """Emit OrganisationChanged with the zone and the newest version of the policy, as the transaction has them.

    An organisation may set its policy before its zone, so the sequence is in a table of its own.
    """
    key = f"organisation:{org_id}"
    # The sequence is drawn first. It waits for other transactions, and what is read afterwards contains their changes.
    sequence = await next_sequence(db, org_id=org_id, key=key)
    newest = await newest_policy(db, org_id=org_id)
    event = OrganisationChanged(
        event_id=event_id,
        org_id=org_id,
        occurred_at=now,
        key=key,
        sequence=sequence,
        correlation_id=correlation_id,
        causation_id=None,
        zone=await default_zone(db, org_id=org_id),
        policy_version=newest.policy.version,
        policy_effective_from=newest.effective_from,
    )
    await outbox.add(db, event)
