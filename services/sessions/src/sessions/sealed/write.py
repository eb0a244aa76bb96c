"""Seal personal free text and write it. A completion does that in its own statement (ending.complete)."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sealed.domain import Secret, TextKind, Texts, seal

# The caller publishes a text that it publishes at all, so no task has to.
_INSERT = Statement("""
    WITH text AS (
        INSERT INTO texts (text_id, org_id, session_id, kind, ciphertext, written_at)
        VALUES (:text_id, :org_id, :session_id, :kind, :ciphertext, :now)
    ), erased AS (
        INSERT INTO erased_texts (text_id, org_id, person_id, reason, erased_at)
        SELECT :text_id, :org_id, :erased_for, 'erased_before', :now WHERE CAST(:erased_for AS uuid) IS NOT NULL
    )
    INSERT INTO text_keys (text_id, org_id, key, is_published)
    SELECT :text_id, :org_id, :key, true WHERE CAST(:erased_for AS uuid) IS NULL
""")
# One learner who was not erased is enough. An erasure locks the row of the person first. So it either sees the text, or
# is seen here.
_SOMEBODY = Statement("""
    SELECT p.id, p.erased_at FROM people p
    WHERE p.org_id = :org_id
      AND p.id IN (SELECT person_id FROM roster WHERE org_id = :org_id AND session_id = :session_id)
    ORDER BY p.erased_at IS NOT NULL, p.id LIMIT 1
    FOR KEY SHARE OF p
""")
_IS_THERE = Statement("""
    SELECT EXISTS (SELECT FROM people WHERE org_id = :org_id AND erased_at IS NULL
                   AND id IN (SELECT person_id FROM roster WHERE org_id = :org_id AND session_id = :session_id))
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
) -> bool:
    """Write texts that belong together under one id: the id of their note or correction. Return whether they are kept.

    Texts about a session keep no key if everybody who ever learned in it was erased.
    """
    erased_for = await _everybody_erased(db, org_id=org_id, session_id=session_id)
    await _INSERT.execute(
        db,
        {
            "text_id": text_id,
            "org_id": org_id,
            "session_id": session_id,
            "kind": kind,
            "ciphertext": seal(texts, text_id=text_id, secret=secret),
            "key": secret.key,
            "erased_for": erased_for,
            "now": now,
        },
    )
    return erased_for is None


async def _everybody_erased(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> UUID | None:
    """Return one of the learners of a session if all of them were erased, or None.

    The learner who is the reason for None cannot be erased until the transaction ends.
    """
    scope = {"org_id": org_id, "session_id": session_id}
    while (somebody := await _SOMEBODY.one_or_none(db, scope)) is not None and somebody.erased_at is not None:
        # the row may be newer than the order: its learner was erased while this waited for it
        if not await _IS_THERE.scalar(db, scope):
            return UUID(str(somebody.id))
    return None
