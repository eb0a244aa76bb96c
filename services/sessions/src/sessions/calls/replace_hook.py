"""Create, replace and revoke the hook of an organisation's call provider."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.calls.domain import HookKey

_REPLACE_HOOK = Statement("""
    INSERT INTO call_hooks (org_id, hook_id, secret, created_at, created_by)
    VALUES (:org_id, :hook_id, :secret, :now, :by)
    ON CONFLICT (org_id) DO UPDATE SET hook_id = excluded.hook_id, secret = excluded.secret,
        created_at = excluded.created_at, created_by = excluded.created_by
""")
_REVOKE_HOOK = Statement("DELETE FROM call_hooks WHERE org_id = :org_id")


async def replace_hook(
    db: AsyncConnection, *, org_id: UUID, by: UUID, hook_id: UUID, secret: bytes, now: datetime
) -> HookKey:
    """Create the organisation's hook, or replace it. A hook that is replaced stops working at once."""
    await _REPLACE_HOOK.execute(db, {"org_id": org_id, "by": by, "hook_id": hook_id, "secret": secret, "now": now})
    return HookKey(org_id, hook_id)


async def revoke_hook(db: AsyncConnection, *, org_id: UUID) -> None:
    """Revoke the organisation's hook, if there is one."""
    await _REVOKE_HOOK.execute(db, {"org_id": org_id})
