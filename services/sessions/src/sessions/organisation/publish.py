"""Publish how an organisation is now, after its zone or its policy changed."""

from datetime import datetime
from uuid import UUID

from chassis.messaging import outbox
from contracts.sessions import OrganisationChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.domain import separate_duties_from
from sessions.organisation.queries import default_zone, newest_policy, policy, scheduled_policies
from sessions.sequences import next_sequence


async def publish_organisation(
    db: AsyncConnection, *, org_id: UUID, correlation_id: UUID, now: datetime, event_id: UUID
) -> None:
    """Emit OrganisationChanged with the zone, the newest version of the policy and the duties that it separates.

    All are as the transaction has them. The duties are those of now, and of the versions that come into force later.

    An organisation may set its policy before its zone, so the sequence is in a table of its own.
    """
    key = f"organisation:{org_id}"
    # The sequence is drawn first. It waits for other transactions, and what is read afterwards contains their changes.
    sequence = await next_sequence(db, org_id=org_id, key=key)
    newest = await newest_policy(db, org_id=org_id)
    in_force = await policy(db, org_id=org_id, now=now)
    scheduled = await scheduled_policies(db, org_id=org_id, now=now)
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
        separate_duties=separate_duties_from(in_force.policy, scheduled),
    )
    await outbox.add(db, event)
