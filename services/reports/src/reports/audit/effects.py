"""What `python -m reports audit` compares: what reports counted of completed sessions."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.messaging.auditing import Audited, Held
from contracts.transparency.standing import Standing
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.audit.domain import differences, subjects_listed
from reports.audit.queries import read_counted, sessions_after


async def held_sessions(db: AsyncConnection, org_id: UUID | None, after: UUID, limit: int) -> list[Held]:
    """Return a page of the sessions of which reports holds something (see Audited)."""
    return [Held(*row) for row in await sessions_after(db, org_id, after, limit)]


async def differences_of(db: AsyncConnection, standings: Sequence[Standing]) -> dict[UUID, list[str]]:
    """Return what reports holds otherwise than sessions stand, by session."""
    held = await read_counted(db, {one.completion.session_id: subjects_listed(one) for one in standings})
    return {
        (session_id := one.completion.session_id): list(differences(one, held.get(session_id))) for one in standings
    }


AUDITED: Final = Audited("counted session", held_sessions, differences_of)
