"""Invite people to link an account, and take an invitation back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.accounts.domain import Invited, Skipped, new_key
from sessions.accounts.errors import InvitationNotFound
from sessions.catalogue.errors import PersonNotFound

# Inviting, linking, unlinking and erasing a person all lock the person first, so that they happen one after the other.
# Two requests that invite the same people lock them in one order.
_LOCK: Final = Statement("""
    SELECT p.id, p.erased_at FROM people p WHERE p.org_id = :org_id AND p.id = ANY (CAST(:person_ids AS uuid[]))
    ORDER BY p.id FOR NO KEY UPDATE
""")
# A statement of its own, because it sees what others wrote while the one above waited for them.
_LINKED: Final = Statement("""
    SELECT person_id FROM accounts
    WHERE org_id = :org_id AND person_id = ANY (CAST(:person_ids AS uuid[])) AND unlinked_at IS NULL
""")
_END: Final = Statement("""
    UPDATE account_invitations SET ended_as = :ended_as, ended_at = :now, ended_by = :by
    WHERE org_id = :org_id AND person_id = ANY (CAST(:person_ids AS uuid[])) AND ended_at IS NULL
    RETURNING expires_at
""")
_INVITE: Final = Insert(
    "account_invitations",
    "invitation_id uuid, person_id uuid, secret_hash bytea",
    shared="org_id, invited_by, invited_at, expires_at",
)


async def invite_people(
    db: AsyncConnection,
    *,
    org_id: UUID,
    by: UUID,
    person_ids: Collection[UUID],
    valid_for: timedelta,
    now: datetime,
    new_id: NewId,
) -> tuple[list[Invited], list[Skipped]]:
    """Invite people, and return their secrets, and who was not invited. An earlier open invitation ends. Never commits.

    Who has a linked account, or was erased, is not invited. Raises PersonNotFound.
    """
    locked = {row.id: row.erased_at for row in await _LOCK.all(db, {"org_id": org_id, "person_ids": list(person_ids)})}
    if unknown := sorted(set(person_ids) - locked.keys()):
        raise PersonNotFound(unknown[0])
    linked = set(await _LINKED.scalars(db, {"org_id": org_id, "person_ids": list(locked)}))
    skipped = [
        Skipped(one, "erased" if erased_at is not None else "linked")
        for one, erased_at in locked.items()
        if erased_at is not None or one in linked
    ]
    whom = sorted(locked.keys() - {one.person_id for one in skipped})
    await _END.execute(db, {"org_id": org_id, "person_ids": whom, "ended_as": "replaced", "by": by, "now": now})
    keys = {person_id: new_key(org_id=org_id, invitation_id=new_id()) for person_id in whom}
    rows = [(key.invitation_id, person_id, key.secret_hash()) for person_id, key in keys.items()]
    expires_at = now + valid_for
    await _INVITE.rows(db, rows, org_id=org_id, invited_by=by, invited_at=now, expires_at=expires_at)
    return [Invited(key.invitation_id, one, key.text(), expires_at) for one, key in keys.items()], skipped


async def withdraw_invitation(db: AsyncConnection, *, org_id: UUID, by: UUID, person_id: UUID, now: datetime) -> None:
    """End the open invitation of a person. Never commits. Raises PersonNotFound and InvitationNotFound.

    An invitation that has expired ends too, and counts as not found.
    """
    if not await _LOCK.all(db, {"org_id": org_id, "person_ids": [person_id]}):
        raise PersonNotFound(person_id)
    ended = {"org_id": org_id, "person_ids": [person_id], "ended_as": "withdrawn", "by": by, "now": now}
    if not any(expires_at > now for expires_at in await _END.scalars(db, ended)):
        raise InvitationNotFound(person_id)
