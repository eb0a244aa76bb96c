"""Read the secret of a call provider's hook."""

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.calls.domain import HookKey
from sessions.calls.errors import CallHookNotFound

_SECRET = Statement("SELECT secret FROM call_hooks WHERE org_id = :org_id AND hook_id = :hook_id")


async def hook_secret(db: AsyncConnection, key: HookKey) -> bytes:
    """Return the secret with which deliveries to a hook are signed, or raise CallHookNotFound."""
    secret: bytes | None = await _SECRET.scalar(db, {"org_id": key.org_id, "hook_id": key.hook_id})
    if secret is None:
        raise CallHookNotFound
    return secret
