"""Add links. A link is no event of its session and makes no version of it: its address is published nowhere."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.links.domain import OWNER_KINDS, Link, NewLink, Owner, check_room
from sessions.links.owners import lock_owner
from sessions.links.queries import links_of
from sessions.session.events import Author

_INSERT: Final = {
    kind: Statement(f"""
        INSERT INTO links (org_id, link_id, {kind}_id, kind, title, url, created_by, created_at)
        VALUES (:org_id, :link_id, :owner_id, :kind, :title, :url, :by, :now)
    """)  # noqa: S608 - names of this module
    for kind in OWNER_KINDS
}


async def add_link(
    db: AsyncConnection, *, author: Author, is_admin: bool, owner: Owner, new: NewLink, now: datetime, link_id: UUID
) -> Link:
    """Add a link to a session, batch or course, and return it.

    Raises what lock_owner raises, CallLinkExists and TooManyLinks.
    """
    org_id, person_id, _ = author
    await lock_owner(db, owner, org_id=org_id, person_id=person_id, is_admin=is_admin, adding=new.kind)
    present = await links_of(db, owner, org_id=org_id)
    check_room([link.kind for link in present], owner=owner.kind, adding=new.kind)
    await _INSERT[owner.kind].execute(
        db,
        {
            "org_id": org_id,
            "link_id": link_id,
            "owner_id": owner.owner_id,
            **new._asdict(),
            "by": person_id,
            "now": now,
        },
    )
    return Link(link_id, *owner, new.kind, new.title, new.url, created_by=person_id, created_at=now)
