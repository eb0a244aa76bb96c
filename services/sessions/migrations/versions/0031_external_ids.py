"""The ids that people, courses, classes and sessions have in other systems, and the language and zone of people."""

from alembic import op
from sqlalchemy import text

revision = "0031"
down_revision = "0030"

TABLES = ("people", "courses", "classes", "sessions")

STATEMENTS = [
    *(
        statement
        for table in TABLES
        for statement in (
            f'ALTER TABLE {table} ADD COLUMN external_id text COLLATE "C"',
            f"COMMENT ON COLUMN {table}.external_id IS 'Its id in another system, compared exactly'",
            # It has no rows yet. So the index is made in one look at the table.
            f"CREATE UNIQUE INDEX {table}_external_id_key ON {table} (org_id, external_id) "
            "WHERE external_id IS NOT NULL",
        )
    ),
    "ALTER TABLE people ADD COLUMN language text, ADD COLUMN zone text",
    "COMMENT ON COLUMN people.language IS 'Their language (BCP 47)'",
    "COMMENT ON COLUMN people.zone IS 'Their IANA zone. Without one, that of the organisation holds'",
    # Rows of a large file may not share an id of another system, however far apart they are.
    'ALTER TABLE import_rows ADD COLUMN external_id text COLLATE "C"',
    "CREATE INDEX import_rows_by_external_id ON import_rows (import_id, external_id, line) "
    "WHERE external_id IS NOT NULL",
]

# What another system calls a session says nothing about what happened in it.
FINAL = r"""
    CREATE OR REPLACE FUNCTION refuse_change_of_completed_session() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        open constant text[] \:= '{version,name,folded_name,external_id,description,display_from,display_until,
            access_from,access_until,coach_from,coach_until,visibility,listed_from,listed_until,changed_at,
            own_fields,voided_at}';
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.version >= OLD.version AND to_jsonb(NEW) - open = to_jsonb(OLD) - open
                AND (NEW.voided_at IS NOT DISTINCT FROM OLD.voided_at OR (OLD.voided_at IS NULL AND NEW.voided_at = (
                    SELECT recorded_at FROM correction_records r
                    WHERE r.org_id = OLD.org_id AND r.session_id = OLD.id AND r.kind = 'void'))) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'session % is completed and final\: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def upgrade() -> None:
    """Add the columns, the unique indexes, and what a completed session may still change."""
    for statement in (*STATEMENTS, FINAL):
        op.execute(text(statement))
