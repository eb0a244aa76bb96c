"""Remove links. Nothing of a link is left."""

from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.links.domain import OWNER_KINDS, Owner
from sessions.links.errors import LinkNotFound
from sessions.links.owners import lock_owner

_DELETE: Final = {
    kind: Statement(f"""
        DELETE FROM links WHERE org_id = :org_id AND {kind}_id = :owner_id AND link_id = :link_id RETURNING link_id
    """)  # noqa: S608 - names of this module
    for kind in OWNER_KINDS
}


async def remove_link(
    db: AsyncConnection, *, org_id: UUID, person_id: UUID, is_admin: bool, owner: Owner, link_id: UUID
) -> None:
    """Remove a link of a session, batch or course, in whatever state that is.

    Raises LinkNotFound, also for a link of another owner, and what lock_owner raises.
    """
    await lock_owner(db, owner, org_id=org_id, person_id=person_id, is_admin=is_admin, adding=None)
    scope = {"org_id": org_id, "owner_id": owner.owner_id, "link_id": link_id}
    if not await _DELETE[owner.kind].all(db, scope):
        raise LinkNotFound(link_id, owner.kind)
