"""The tables of sealed texts: `texts`, the keys in `text_keys`, and `erased_texts`, which says why a key is gone.

A service has them if it keeps free text about people. Everything else refers to a text by its id.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import ddl
from chassis.database.statement import Statement
from chassis.sealing import seal, unseal

_READ: Final = Statement("""
    SELECT t.text_id, t.ciphertext, k.key FROM texts t JOIN text_keys k USING (text_id)
    WHERE t.org_id = :org_id AND t.text_id = ANY (CAST(:text_ids AS uuid[]))
""")
# A text about somebody who was erased before keeps no key: nobody can ever read it.
_WRITE: Final = Statement("""
    WITH new AS (
        SELECT * FROM unnest(CAST(:text_ids AS uuid[]), CAST(:kinds AS text[]), CAST(:ciphertexts AS bytea[]),
                             CAST(:keys AS bytea[]), CAST(:erased_for AS uuid[]))
                      AS new (text_id, kind, ciphertext, key, erased_for)
    ), text AS (
        INSERT INTO texts (text_id, org_id, session_id, kind, ciphertext, written_at)
        SELECT text_id, CAST(:org_id AS uuid), CAST(:session_id AS uuid), kind, ciphertext, :now FROM new
    ), erased AS (
        INSERT INTO erased_texts (text_id, org_id, person_id, reason, erased_at)
        SELECT text_id, CAST(:org_id AS uuid), erased_for, 'erased_before', :now FROM new WHERE erased_for IS NOT NULL
    )
    INSERT INTO text_keys (text_id, org_id, key)
    SELECT text_id, CAST(:org_id AS uuid), key FROM new WHERE erased_for IS NULL
""")
# These are two statements, because the trigger on text_keys looks for the row in erased_texts and would not see a row
# that the same statement writes.
_ENTER: Final = Statement("""
    INSERT INTO erased_texts (text_id, org_id, person_id, reason, erased_at)
    SELECT text_id, org_id, :person_id, :reason, :now FROM text_keys
    WHERE org_id = :org_id AND text_id = ANY (CAST(:text_ids AS uuid[]))
    ON CONFLICT (text_id) DO NOTHING
""")
_DESTROY: Final = Statement("""
    DELETE FROM text_keys k USING texts t
    WHERE k.org_id = :org_id AND k.text_id = ANY (CAST(:text_ids AS uuid[])) AND t.text_id = k.text_id
    RETURNING k.text_id, t.session_id
""")


class NewText(NamedTuple):
    """A text to be sealed. `erased_for` is a person whom it is about and who was erased before it was written."""

    text_id: UUID
    kind: str
    plain: bytes
    key: bytes
    erased_for: UUID | None = None


class ErasedText(NamedTuple):
    """A text whose key was destroyed, and the session that it was about."""

    text_id: UUID
    session_id: UUID | None


async def write(
    db: AsyncConnection, texts: Sequence[NewText], *, org_id: UUID, session_id: UUID | None, now: datetime
) -> None:
    """Seal and write texts about one session, or about none."""
    if not texts:
        return
    await _WRITE.execute(
        db,
        {
            "text_ids": [one.text_id for one in texts],
            "kinds": [one.kind for one in texts],
            "ciphertexts": [seal(one.plain, text_id=one.text_id, key=one.key) for one in texts],
            "keys": [one.key for one in texts],
            "erased_for": [one.erased_for for one in texts],
            "org_id": org_id,
            "session_id": session_id,
            "now": now,
        },
    )


async def read(db: AsyncConnection, text_ids: Collection[UUID], *, org_id: UUID) -> dict[UUID, bytes]:
    """Return texts by their ids. Texts that were erased are missing."""
    if not text_ids:
        return {}
    rows = await _READ.all(db, {"org_id": org_id, "text_ids": list(text_ids)})
    return {row.text_id: unseal(row.ciphertext, text_id=row.text_id, key=row.key) for row in rows}


async def erase(
    db: AsyncConnection, text_ids: Sequence[UUID], *, org_id: UUID, person_id: UUID, reason: str, now: datetime
) -> list[ErasedText]:
    """Destroy the keys of texts, and return the texts that had one. `person_id` and `reason` say for whom and why."""
    scope: dict[str, Any] = {"org_id": org_id, "text_ids": list(text_ids)}
    await _ENTER.execute(db, {**scope, "person_id": person_id, "reason": reason, "now": now})
    return [ErasedText(*row) for row in await _DESTROY.all(db, scope)]


def tables(service: str, *, sessions: str, kinds: Sequence[str]) -> list[str]:
    """Return the statements that create the three tables. `sessions` is the table that `session_id` refers to.

    A key can be destroyed only if a row, which stays, says for whom and why. As in `ddl`, the SQL never changes.
    """
    words = ", ".join(f"'{kind}'" for kind in kinds)
    return [
        f"""
        CREATE TABLE texts (
            text_id    uuid PRIMARY KEY,
            org_id     uuid NOT NULL,
            session_id uuid NOT NULL REFERENCES {sessions},
            kind       text NOT NULL CHECK (kind IN ({words})),
            ciphertext bytea NOT NULL,
            written_at timestamptz NOT NULL
        )
        """,
        "CREATE INDEX texts_by_session ON texts (session_id, org_id)",
        "ALTER TABLE texts ALTER ciphertext SET STORAGE EXTERNAL",
        """
        CREATE TABLE text_keys (
            text_id uuid PRIMARY KEY REFERENCES texts,
            org_id  uuid NOT NULL,
            key     bytea NOT NULL CHECK (length(key) = 32)
        )
        """,
        """
        CREATE TABLE erased_texts (
            text_id   uuid PRIMARY KEY REFERENCES texts,
            org_id    uuid NOT NULL,
            person_id uuid NOT NULL,
            reason    text NOT NULL,
            erased_at timestamptz NOT NULL
        )
        """,
        ddl.instants_of_new_table("texts", "written_at"),
        ddl.instants_of_new_table("erased_texts", "erased_at"),
        ddl.comment("texts", "Free texts about people, each sealed under a key of its own. Immutable."),
        ddl.comment("text_keys", "The keys of texts. Only an erasure destroys one, and nothing changes one."),
        ddl.comment("erased_texts", "The texts whose keys were destroyed: for whom, why and when. Immutable."),
        *ddl.grant(service, "texts", api="SELECT, INSERT", worker="SELECT, INSERT"),
        *ddl.grant(service, "text_keys", api="SELECT, INSERT", worker="SELECT, INSERT, DELETE"),
        *ddl.grant(service, "erased_texts", api="SELECT, INSERT", worker="SELECT, INSERT"),
        *ddl.immutable("texts"),
        *ddl.immutable("erased_texts"),
        """
        CREATE FUNCTION refuse_change_of_text_key() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM erased_texts WHERE text_id = OLD.text_id) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '% of the key of text % is refused: only an erasure destroys keys', TG_OP, OLD.text_id
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        "CREATE TRIGGER text_keys_guarded BEFORE UPDATE OR DELETE ON text_keys "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_text_key()",
        "CREATE TRIGGER text_keys_untruncatable BEFORE TRUNCATE ON text_keys "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "ALTER TABLE text_keys ENABLE ALWAYS TRIGGER text_keys_guarded",
        "ALTER TABLE text_keys ENABLE ALWAYS TRIGGER text_keys_untruncatable",
        *(statement for table in ("texts", "text_keys", "erased_texts") for statement in ddl.tenant(service, table)),
    ]
