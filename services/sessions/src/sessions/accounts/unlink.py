"""Unlink the account of a person: an admin does it, or the person is erased."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.accounts.domain import UnlinkReason
from sessions.accounts.errors import AccountNotFound
from sessions.catalogue.errors import PersonNotFound

_LOCK: Final = Statement("SELECT id FROM people WHERE org_id = :org_id AND id = :person_id FOR NO KEY UPDATE")
_UNLINK: Final = Statement("""
    UPDATE accounts SET unlink_reason = :reason, unlinked_at = :now, unlinked_by = :by
    WHERE org_id = :org_id AND person_id = :person_id AND unlinked_at IS NULL
    RETURNING account_id
""")
_ERASE: Final = Statement("""
    WITH ended AS (
        UPDATE account_invitations SET ended_as = 'erased', ended_at = :now
        WHERE org_id = :org_id AND person_id = :person_id AND ended_at IS NULL
    )
    UPDATE accounts SET subject = NULL, unlink_reason = coalesce(unlink_reason, 'erased'),
        unlinked_at = coalesce(unlinked_at, :now)
    WHERE org_id = :org_id AND person_id = :person_id AND subject IS NOT NULL
    RETURNING account_id
""")


async def unlink_account(
    db: AsyncConnection, *, org_id: UUID, by: UUID, person_id: UUID, reason: UnlinkReason, now: datetime
) -> None:
    """Unlink the account of a person. From then on it gets no token. Never commits.

    Raises PersonNotFound and AccountNotFound.
    """
    scope = {"org_id": org_id, "person_id": person_id}
    if await _LOCK.one_or_none(db, scope) is None:
        raise PersonNotFound(person_id)
    if not await _UNLINK.scalars(db, {**scope, "reason": reason, "by": by, "now": now}):
        raise AccountNotFound(person_id)


async def erase_accounts(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime) -> int:
    """Unlink and forget the accounts of a locked person, end their invitation, and return how many accounts there were.

    What stays names the person by an id only, and no account. Never commits.
    """
    return len(await _ERASE.scalars(db, {"org_id": org_id, "person_id": person_id, "now": now}))
