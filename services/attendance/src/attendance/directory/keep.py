"""Keeps the newest state of organisations, and of guardians and their learners."""

from collections.abc import Sequence
from typing import Final

from chassis.database.statement import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.directory.domain import LinkNow, OrganisationNow, newest_links, newest_organisations

# Rows are written in the order of their keys, so that two workers that share some cannot deadlock. A row that is not
# newer does nothing. A removed link keeps its row, so that an older event cannot bring it back.
_KEEP_ORGANISATIONS: Final = Insert(
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
_KEEP_LINKS: Final = Insert(
    "guardians AS known",
    "learner_id uuid, guardian_id uuid, org_id uuid, sequence bigint, is_linked boolean",
    then="""
    ORDER BY learner_id, guardian_id
    ON CONFLICT (learner_id, guardian_id) DO UPDATE
    SET sequence = excluded.sequence, is_linked = excluded.is_linked
    WHERE known.sequence < excluded.sequence
    """,
)


async def keep_organisations(db: AsyncConnection, found: Sequence[OrganisationNow]) -> None:
    """Keep the newest state of each organisation."""
    await _KEEP_ORGANISATIONS.rows(db, newest_organisations(found))


async def keep_links(db: AsyncConnection, found: Sequence[LinkNow]) -> None:
    """Keep whether each person is a guardian of each learner."""
    await _KEEP_LINKS.rows(db, newest_links(found))
