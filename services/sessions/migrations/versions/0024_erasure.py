"""Erasures: asked for, decided, carried out and answered. Their reasons are codes, and their notes are sealed.

The free texts that said why somebody was erased are sealed here, and are the notes of erasures.
"""

import os
from uuid import uuid4

from alembic import op
from chassis.database import ddl
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

revision = "0024"
down_revision = "0023"

SERVICE = "sessions"

TABLES = [
    "ALTER TABLE people ADD COLUMN erased_at timestamptz",
    "COMMENT ON COLUMN people.erased_at IS 'When the person was erased'",
    "ALTER TABLE texts ALTER session_id DROP NOT NULL",
    "ALTER TABLE texts DROP CONSTRAINT texts_kind_check",
    "ALTER TABLE texts ADD CONSTRAINT texts_kind_check CHECK (kind IN ('completion', 'note', 'correction', 'erasure'))",
    "ALTER TABLE texts ADD CONSTRAINT texts_of_sessions CHECK ((kind = 'erasure') = (session_id IS NULL))",
    # rows that a version without this column writes are published by a task
    "ALTER TABLE text_keys ADD COLUMN is_published boolean NOT NULL DEFAULT false",
    "COMMENT ON COLUMN text_keys.is_published IS 'Whether the text needs no publishing: it was published, or never is'",
    "CREATE INDEX text_keys_unpublished ON text_keys (org_id, text_id) WHERE NOT is_published",
    """
    CREATE TABLE erasures (
        erasure_id  uuid PRIMARY KEY,
        org_id      uuid NOT NULL,
        person_id   uuid NOT NULL,
        state       text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'refused', 'erasing', 'erased')),
        reason      text NOT NULL CHECK (reason IN ('person_asked', 'guardian_asked', 'legal_order', 'no_longer_needed',
                                                    'other', 'replayed')),
        with_shared boolean NOT NULL,
        asked_by    uuid,
        asked_at    timestamptz NOT NULL,
        decided_by  uuid,
        decided_at  timestamptz,
        finished_at timestamptz,
        parts       integer CHECK (parts > 0),
        CHECK ((finished_at IS NOT NULL) = (state IN ('rejected', 'refused', 'erased'))),
        CHECK ((parts IS NOT NULL) = (state = 'refused'))
    )
    """,
    "CREATE UNIQUE INDEX erasures_open ON erasures (person_id) WHERE state IN ('proposed', 'approved')",
    "CREATE INDEX erasures_by_time ON erasures (org_id, asked_at DESC, erasure_id DESC)",
    "CREATE INDEX erasures_by_person ON erasures (person_id, org_id)",
    "CREATE INDEX erasures_approved ON erasures (org_id) WHERE state = 'approved'",
    """
    CREATE TABLE erasure_answers (
        erasure_id uuid NOT NULL REFERENCES erasures,
        service    text NOT NULL,
        org_id     uuid NOT NULL,
        erased     jsonb NOT NULL,
        kept       jsonb NOT NULL,
        erased_at  timestamptz NOT NULL,
        PRIMARY KEY (erasure_id, service)
    )
    """,
    """
    CREATE TABLE tombstones_due (
        text_id uuid PRIMARY KEY,
        org_id  uuid NOT NULL,
        due_at  timestamptz NOT NULL
    )
    """,
    "ALTER TABLE people ADD CONSTRAINT people_erased_instants CHECK "
    "(erased_at >= '2000-01-01 00:00:00+00' AND erased_at < '2200-01-01 00:00:00+00') NOT VALID",
    ddl.instants_of_new_table("erasures", "asked_at", "decided_at", "finished_at"),
    ddl.instants_of_new_table("erasure_answers", "erased_at"),
    ddl.instants_of_new_table("tombstones_due", "due_at"),
    ddl.comment("erasures", "Erasures of people. A note on one is a text whose id is that of the erasure."),
    ddl.comment("erasure_answers", "What each service erased, and what it keeps and why: counts by kind. Immutable."),
    ddl.comment("tombstones_due", "Erased texts whose tombstone is sent again, so that Kafka can compact its files."),
    *ddl.grant(
        SERVICE,
        "erasures",
        api="SELECT, INSERT, UPDATE (state, decided_by, decided_at, finished_at)",
        worker="SELECT, INSERT, UPDATE",
    ),
    *ddl.grant(SERVICE, "erasure_answers", api="SELECT", worker="SELECT, INSERT"),
    *ddl.grant(SERVICE, "tombstones_due", worker="SELECT, INSERT, UPDATE, DELETE"),
    *ddl.grant(SERVICE, "texts", worker="INSERT"),
    # to lock a row, a role needs the privilege to change a column of it
    *ddl.grant(SERVICE, "text_keys", api="UPDATE (is_published)", worker="INSERT, UPDATE (is_published)"),
    *ddl.grant(SERVICE, "erased_texts", api="INSERT"),
    *ddl.grant(SERVICE, "idempotency_keys", worker="UPDATE (request_hash, status, headers, body)"),
    *(
        statement
        for table in ("erasures", "erasure_answers", "tombstones_due")
        for statement in ddl.tenant(SERVICE, table)
    ),
    *ddl.immutable("erasure_answers"),
    """
    CREATE OR REPLACE FUNCTION refuse_change_of_text_key() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM erased_texts WHERE text_id = OLD.text_id) THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND NOT OLD.is_published AND NEW.is_published
           AND (NEW.text_id, NEW.org_id, NEW.key) = (OLD.text_id, OLD.org_id, OLD.key)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% of the key of text % is refused: only an erasure destroys keys', TG_OP, OLD.text_id
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
]

# The owner sees no rows of tables that force row-level security on it, and triggers refuse changes of erased_texts.
OPEN = [
    *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in ("people", "erased_texts", "texts", "sequences")),
    "ALTER TABLE text_keys NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE erasures NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE erased_texts DISABLE TRIGGER erased_texts_immutable",
]
CLOSE = [
    "ALTER TABLE erased_texts ENABLE ALWAYS TRIGGER erased_texts_immutable",
    *(
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        for table in ("people", "erased_texts", "texts", "sequences", "text_keys", "erasures")
    ),
]
PEOPLE = [
    # PersonErased of such a person had sequence 1
    "INSERT INTO sequences (org_id, key, sequence) SELECT org_id, 'person:' || id, 1 FROM people "
    "WHERE username = 'erased-' || id ON CONFLICT DO NOTHING",
    "UPDATE people SET erased_at = coalesce((SELECT min(erased_at) FROM erased_texts t WHERE t.person_id = people.id), "
    "created_at) WHERE username = 'erased-' || id",
]


def upgrade() -> None:
    """Create the tables, and seal what was said about earlier erasures."""
    for statement in (*TABLES, *OPEN, *PEOPLE):
        op.execute(statement)
    _seal_reasons()
    for statement in CLOSE:
        op.execute(statement)


def _seal_reasons() -> None:
    """Make an erasure of each reason that somebody gave, with the reason as its sealed note."""
    db = op.get_bind()
    given = db.execute(
        text("SELECT DISTINCT org_id, person_id, reason, erased_at FROM erased_texts ORDER BY erased_at")
    ).all()
    for org_id, person_id, reason, erased_at in given:
        erasure_id, key = uuid4(), os.urandom(32)
        values = {
            "erasure_id": erasure_id,
            "org_id": org_id,
            "person_id": person_id,
            "reason": reason,
            "at": erased_at,
            "key": key,
            "ciphertext": AESGCM(key).encrypt(bytes(12), reason.encode(), erasure_id.bytes),
        }
        for statement in (
            "INSERT INTO erasures (erasure_id, org_id, person_id, state, reason, with_shared, asked_at, finished_at) "
            "VALUES (:erasure_id, :org_id, :person_id, 'erased', 'other', false, :at, :at)",
            "INSERT INTO texts (text_id, org_id, kind, ciphertext, written_at) "
            "VALUES (:erasure_id, :org_id, 'erasure', :ciphertext, :at)",
            "INSERT INTO text_keys (text_id, org_id, key, is_published) VALUES (:erasure_id, :org_id, :key, true)",
            "UPDATE erased_texts SET reason = 'other' "
            "WHERE org_id = :org_id AND person_id = :person_id AND reason = :reason AND erased_at = :at",
        ):
            db.execute(text(statement), values)
