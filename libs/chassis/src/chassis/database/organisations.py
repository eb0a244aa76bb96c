"""Keeps the newest state of organisations, as their events say it, in the table `organisations` of a service.

An API reads there which duties an organisation separates. The sessions service, whose events these are, has its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.sessions import OrganisationChanged, duties_from_json, duties_to_json, separate_at
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Insert, Statement

# Rows are written in the order of their keys, so that two workers that share some cannot deadlock. A row that is not
# newer does nothing.
_KEEP: Final = Insert(
    "organisations AS known",
    "org_id uuid, sequence bigint, zone text, policy_version bigint, policy_effective_from timestamptz, "
    "separate_duties jsonb",
    then="""
    ORDER BY org_id
    ON CONFLICT (org_id) DO UPDATE
    SET sequence = excluded.sequence, zone = excluded.zone, policy_version = excluded.policy_version,
        policy_effective_from = excluded.policy_effective_from, separate_duties = excluded.separate_duties
    WHERE known.sequence < excluded.sequence
    """,
)
_SEPARATE: Final = Statement("SELECT CAST(separate_duties AS text) FROM organisations WHERE org_id = :org_id")


async def keep_organisations(db: AsyncConnection, events: Sequence[OrganisationChanged]) -> None:
    """Keep the newest state of each organisation. The events come in any order."""
    newest = {event.org_id: event for event in sorted(events, key=lambda event: event.sequence)}
    rows = [
        (
            event.org_id,
            event.sequence,
            event.zone,
            event.policy_version,
            event.policy_effective_from,
            duties_to_json(event.separate_duties),
        )
        for event in newest.values()
    ]
    await _KEEP.rows(db, rows)


async def separate_duties(db: AsyncConnection, *, org_id: UUID, now: datetime) -> frozenset[str]:
    """Return the duties that an organisation separates now, as its newest event says. Without an event it has none."""
    found = await _SEPARATE.scalar(db, {"org_id": org_id})
    return frozenset() if found is None else separate_at(duties_from_json(found), now)
