"""Texts: personal free text, sealed under keys that can be destroyed. And the queue of the transparency log.

The previous version of the code does not work with this migration: its completions fail as a whole until the new
version runs (docs/adr/0012). If its table stayed, all texts would stay readable.
"""

import os

import orjson
from alembic import op
from chassis.database import ddl
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

revision = "0009"
down_revision = "0008"

SERVICE = "sessions"

# log_queue: records that are not in the log yet. It has no index, because all of it is read at once. Deleted rows are
# vacuumed soon, so that a read touches only a few pages.
TABLES = [
    """
    CREATE TABLE texts (
        text_id    uuid PRIMARY KEY,
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        kind       text NOT NULL CHECK (kind IN ('completion', 'note', 'correction')),
        ciphertext bytea NOT NULL,
        written_at timestamptz NOT NULL,
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
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
    """
    CREATE TABLE log_queue (
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        event_id   uuid NOT NULL,
        leaf_hash  bytea NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
            autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0,
            autovacuum_analyze_threshold = 100000)
    """,
]

# A key can be destroyed only if a row, which stays, says for whom and why.
GUARD_KEYS = [
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
]


def upgrade() -> None:
    """Create the tables, seal the existing texts and put every record into the log's queue."""
    for statement in TABLES:
        op.execute(statement)
    _move_texts()
    statements = [
        "INSERT INTO log_queue SELECT org_id, session_id, event_id, leaf_hash FROM completion_records",
        "ALTER TABLE completion_records FORCE ROW LEVEL SECURITY",
        "DROP TABLE completion_texts",
        *ddl.grant(SERVICE, "texts", api="SELECT, INSERT", worker="SELECT"),
        *ddl.grant(SERVICE, "text_keys", api="SELECT, INSERT", worker="SELECT, DELETE"),
        *ddl.grant(SERVICE, "erased_texts", api="SELECT", worker="SELECT, INSERT"),
        *ddl.grant(SERVICE, "log_queue", api="SELECT, INSERT", worker="SELECT, DELETE"),
        *ddl.immutable("texts"),
        *ddl.immutable("erased_texts"),
        *GUARD_KEYS,
    ]
    for table in ("texts", "text_keys", "erased_texts", "log_queue"):
        statements += ddl.tenant(SERVICE, table)
    for statement in statements:
        op.execute(statement)


def _move_texts() -> None:
    """Seal the texts in completion_texts, in the way of sessions.sealed.domain when this was written.

    The owner sees no rows of tables that force row-level security on it. upgrade() puts it back into force.
    """
    db = op.get_bind()
    for table in ("completion_texts", "completion_records"):
        db.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
    rows = db.execute(
        text("""
            SELECT r.event_id, r.org_id, r.session_id, r.completed_at, t.salt, CAST(t.recap AS text), t.late_reason
            FROM completion_records r JOIN completion_texts t USING (session_id)
        """)
    )
    for event_id, org_id, session_id, written_at, salt, recap, late_reason in rows.all():
        key = os.urandom(32)
        said = {"recap": orjson.loads(recap)} | ({} if late_reason is None else {"late_reason": late_reason})
        plain = salt + orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        values = {
            "text_id": event_id,
            "org_id": org_id,
            "session_id": session_id,
            "ciphertext": AESGCM(key).encrypt(bytes(12), plain, event_id.bytes),
            "key": key,
            "at": written_at,
        }
        db.execute(
            text(
                "INSERT INTO texts (text_id, org_id, session_id, kind, ciphertext, written_at) "
                "VALUES (:text_id, :org_id, :session_id, 'completion', :ciphertext, :at)"
            ),
            values,
        )
        db.execute(text("INSERT INTO text_keys (text_id, org_id, key) VALUES (:text_id, :org_id, :key)"), values)
