"""Lets the worker forget what was derived about a person who was erased. The row of the subject says that it was."""

from alembic import op
from chassis.database import ddl

revision = "0012"
down_revision = "0011"

SERVICE = "reports"

STATEMENTS = [
    "ALTER TABLE subjects ADD COLUMN erased_at timestamptz",
    "ALTER TABLE subjects ADD CONSTRAINT subjects_erased_instants CHECK "
    "(erased_at >= '2000-01-01 00:00:00+00' AND erased_at < '2200-01-01 00:00:00+00') NOT VALID",
    "ALTER TABLE subjects ADD CONSTRAINT subjects_erased CHECK (erased_at IS NULL OR sessions_completed = 0)",
    "COMMENT ON COLUMN subjects.erased_at IS 'When the person was erased. From then on the sums stay 0'",
    """
    CREATE FUNCTION refuse_change_of_inputs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (
            SELECT FROM subjects WHERE org_id = OLD.org_id AND subject_type = OLD.subject_type
              AND subject_id = OLD.subject_id AND erased_at IS NOT NULL)
        THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "DROP TRIGGER insight_inputs_immutable ON insight_inputs",
    "CREATE TRIGGER insight_inputs_immutable BEFORE UPDATE OR DELETE ON insight_inputs "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_inputs()",
    "ALTER TABLE insight_inputs ENABLE ALWAYS TRIGGER insight_inputs_immutable",
    ddl.comment(
        "insight_inputs", "Versions of the insight inputs of a subject. Immutable, and deleted when a person is erased."
    ),
    *ddl.grant(SERVICE, "insight_inputs", worker="DELETE"),
    *ddl.grant(SERVICE, "idempotency_keys", worker="UPDATE (request_hash, status, headers, body)"),
]


def upgrade() -> None:
    """Add the column, and let only an erasure delete inputs."""
    for statement in STATEMENTS:
        op.execute(statement)
