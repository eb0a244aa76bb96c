"""Link an account of the provider to a person: by an invitation, or by a verified e-mail address."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.accounts.domain import InvitationKey, Subject
from sessions.accounts.errors import AccountInUse, InvitationRefused

_INVITATION: Final = Statement("""
    SELECT person_id, secret_hash FROM account_invitations
    WHERE org_id = :org_id AND invitation_id = :invitation_id
""")
_LOCK: Final = Statement("SELECT id FROM people WHERE org_id = :org_id AND id = :person_id FOR NO KEY UPDATE")
_USE: Final = Statement("""
    UPDATE account_invitations SET ended_as = 'used', ended_at = :now
    WHERE org_id = :org_id AND invitation_id = :invitation_id AND ended_at IS NULL AND expires_at > :now
    RETURNING invitation_id
""")
_LINK: Final = Statement("""
    INSERT INTO accounts (account_id, org_id, person_id, issuer, subject, linked_by, invitation_id, linked_at,
                          last_signed_in_at)
    VALUES (:account_id, :org_id, :person_id, :issuer, :subject, :linked_by, :invitation_id, :now, :now)
    ON CONFLICT DO NOTHING RETURNING account_id
""")
_BY_EMAIL: Final = Statement("""
    SELECT id FROM people
    WHERE org_id = :org_id AND lower(email) = lower(:email) AND email IS NOT NULL AND erased_at IS NULL
    ORDER BY id LIMIT 2 FOR NO KEY UPDATE
""")
_EVER_LINKED: Final = Statement(
    "SELECT EXISTS (SELECT FROM accounts WHERE org_id = :org_id AND person_id = :person_id)"
)
_END_OPEN: Final = Statement("""
    UPDATE account_invitations SET ended_as = 'linked', ended_at = :now
    WHERE org_id = :org_id AND person_id = :person_id AND ended_at IS NULL
""")


async def open_invitation(
    db: AsyncConnection, key: InvitationKey, *, subject: Subject, account_id: UUID, now: datetime
) -> UUID:
    """Link an account to the person of an invitation, and return the person. The invitation ends. Never commits.

    Raises InvitationRefused, the same for every invitation that does not work, and AccountInUse.
    """
    found = await _INVITATION.one_or_none(db, {"org_id": key.org_id, "invitation_id": key.invitation_id})
    if not key.opens(None if found is None else found.secret_hash) or found is None:
        raise InvitationRefused
    scope = {"org_id": key.org_id, "person_id": found.person_id}
    await _LOCK.execute(db, scope)
    used = await _USE.scalars(db, {"org_id": key.org_id, "invitation_id": key.invitation_id, "now": now})
    if not used:
        raise InvitationRefused
    account = {**scope, **subject._asdict(), "account_id": account_id, "now": now}
    if not await _LINK.scalars(db, {**account, "linked_by": "invitation", "invitation_id": key.invitation_id}):
        raise AccountInUse
    return UUID(str(found.person_id))


async def link_by_email(
    db: AsyncConnection, *, org_id: UUID, subject: Subject, email: str, account_id: UUID, now: datetime
) -> bool:
    """Link an account to the only person with this e-mail address, and return whether it did. Never commits.

    Somebody who ever had an account is not linked in this way: an admin may have unlinked it, so an admin invites them.
    """
    people = await _BY_EMAIL.scalars(db, {"org_id": org_id, "email": email})
    if len(people) != 1:
        return False
    scope = {"org_id": org_id, "person_id": people[0]}
    if await _EVER_LINKED.scalar(db, scope):
        return False
    account = {**scope, **subject._asdict(), "account_id": account_id, "now": now}
    if not await _LINK.scalars(db, {**account, "linked_by": "email", "invitation_id": None}):
        return False
    await _END_OPEN.execute(db, {**scope, "now": now})
    return True
