"""Seals remarks and reasons: each text has a key of its own, and an erasure destroys it.

The task of the worker seals the texts that are there (attendance/texts/seal.py), also those that the version before
writes while it still runs. The triggers allow this one change of rows that never change otherwise.
"""

from alembic import op
from chassis.database import ddl, sealed_texts

revision = "0015"
down_revision = "0014"

SERVICE = "attendance"

PLACES = {"mark_history": "remark", "register_amendments": "reason", "register_amendment_decisions": "reason"}
# The version before cannot read an amendment whose reason is null.
SEALED = {"register_amendments": "''"}

ERASED = [
    """
    CREATE TABLE erased_people (
        person_id  uuid PRIMARY KEY,
        org_id     uuid NOT NULL,
        erased_at  timestamptz NOT NULL
    )
    """,
    ddl.comment("erased_people", "People who were erased. Texts about them that are written later keep no key."),
    ddl.instants_of_new_table("erased_people", "erased_at"),
    *ddl.grant(SERVICE, "erased_people", api="SELECT", worker="SELECT, INSERT"),
    *ddl.tenant(SERVICE, "erased_people"),
    *ddl.immutable("erased_people"),
]

ONLY_SEALED = """
    CREATE FUNCTION refuse_change_but_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE before jsonb := to_jsonb(OLD); sealed jsonb := to_jsonb(TG_ARGV[1]);
    BEGIN
        IF TG_OP = 'UPDATE' AND before ->> TG_ARGV[0] IS NOT NULL AND OLD.text_id IS NULL AND NEW.text_id IS NOT NULL
           AND to_jsonb(NEW) = before || jsonb_build_object(TG_ARGV[0], sealed, 'text_id', NEW.text_id)
           AND EXISTS (SELECT FROM texts WHERE text_id = NEW.text_id)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def _sealable(table: str, column: str) -> list[str]:
    """Return the statements that let a row refer to a text, and let its plain text be sealed, once."""
    sealed = SEALED.get(table)
    is_plain = f"{column} <> {sealed}" if sealed else f"{column} IS NOT NULL"
    return [
        f"ALTER TABLE {table} ADD COLUMN text_id uuid REFERENCES texts",
        f"CREATE INDEX {table}_plain ON {table} (org_id) WHERE {is_plain}",
        f"COMMENT ON COLUMN {table}.{column} IS 'The text in plain, until it is sealed'",
        f"DROP TRIGGER {table}_immutable ON {table}",
        f"CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change_but_sealing('{column}'{', ' + sealed if sealed else ''})",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_immutable",
        f"GRANT UPDATE ({column}, text_id) ON {table} TO {SERVICE}_worker",
    ]


def upgrade() -> None:
    """Create the tables, and let the worker seal the texts that are there."""
    statements = [
        *sealed_texts.tables(SERVICE, sessions="registers", kinds=["remark", "reason", "rejection"]),
        *ERASED,
        ONLY_SEALED,
        *(statement for table, column in PLACES.items() for statement in _sealable(table, column)),
        *ddl.grant(SERVICE, "idempotency_keys", worker="UPDATE (request_hash, status, headers, body)"),
        "ALTER TABLE register_amendments ALTER reason SET DEFAULT ''",
        "ALTER TABLE register_amendments DROP CONSTRAINT register_amendments_reason_check",
        "ALTER TABLE register_amendments ADD CONSTRAINT register_amendments_reason_check "
        "CHECK (length(reason) <= 1333)",
        "ALTER TABLE register_amendment_decisions DROP CONSTRAINT register_amendment_decisions_check1",
        "ALTER TABLE register_amendment_decisions ADD CONSTRAINT register_amendment_decisions_rejection "
        "CHECK ((decision = 'rejected') = (num_nonnulls(reason, text_id) > 0))",
    ]
    for statement in statements:
        op.execute(statement)
