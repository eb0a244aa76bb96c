"""What `python -m payouts audit` compares: what payouts credited, and what waits for a rate."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.messaging.auditing import Audited, Held
from contracts.transparency.standing import Standing
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.audit.domain import differences
from payouts.audit.queries import read_pay, sessions_after


async def held_sessions(db: AsyncConnection, org_id: UUID | None, after: UUID, limit: int) -> list[Held]:
    """Return a page of the sessions of which payouts holds something (see Audited)."""
    return [Held(*row) for row in await sessions_after(db, org_id, after, limit)]


async def differences_of(db: AsyncConnection, standings: Sequence[Standing]) -> dict[UUID, list[str]]:
    """Return what payouts holds otherwise than sessions stand, by session."""
    held = await read_pay(db, [one.completion.session_id for one in standings])
    return {
        (session_id := one.completion.session_id): list(differences(one, held.get(session_id))) for one in standings
    }


AUDITED: Final = Audited("credited session", held_sessions, differences_of)
