"""Seal personal free text and write it. A completion does that in its own statement (ending.complete)."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sealed.domain import Secret, TextKind, Texts, seal

_INSERT = Statement("""
    WITH text AS (
        INSERT INTO texts (text_id, org_id, session_id, kind, ciphertext, written_at)
        VALUES (:text_id, :org_id, :session_id, :kind, :ciphertext, :now)
    )
    INSERT INTO text_keys (text_id, org_id, key) VALUES (:text_id, :org_id, :key)
""")


async def write_texts(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    text_id: UUID,
    kind: TextKind,
    texts: Texts,
    secret: Secret,
    now: datetime,
) -> None:
    """Write texts that belong together under one id: the id of their note or correction."""
    await _INSERT.execute(
        db,
        {
            "text_id": text_id,
            "org_id": org_id,
            "session_id": session_id,
            "kind": kind,
            "ciphertext": seal(texts, text_id=text_id, secret=secret),
            "key": secret.key,
            "now": now,
        },
    )
