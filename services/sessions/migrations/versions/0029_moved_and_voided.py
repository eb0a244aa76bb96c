"""Sessions know the plan that was moved once it was over, when they were voided, and the session that they replace."""

from alembic import op
from chassis.database import ddl
from sqlalchemy import text

revision = "0029"
down_revision = "0028"

COLUMNS = """
    ALTER TABLE sessions
        ADD COLUMN moved_from timestamptz,
        ADD COLUMN moved_until timestamptz,
        ADD COLUMN moved_at timestamptz,
        ADD COLUMN voided_at timestamptz,
        ADD COLUMN successor_of uuid,
        ADD CONSTRAINT sessions_moved_whole CHECK (num_nulls(moved_from, moved_until, moved_at) IN (0, 3))
"""
# All rows have none of these columns yet, so no row has to be looked at.
INSTANTS = ddl.instants_of_new_table("sessions", "moved_from", "moved_until", "moved_at", "voided_at").replace(
    "sessions_instants", "sessions_moved_instants"
)

# A trigger keeps the plan that was moved, so that requests, files, batches and the recovery cannot differ, nor can the
# previous version of the code. The first plan of a chain stays: a plan that was over already when it was made moves on.
MOVED = """
    CREATE FUNCTION keep_moved_plan() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.moved_at IS NULL OR OLD.starts_at >= OLD.moved_at THEN
            NEW.moved_from = OLD.starts_at;
            NEW.moved_until = OLD.ends_at;
        END IF;
        NEW.moved_at = NEW.changed_at;
        RETURN NEW;
    END $$
"""
MOVING = """
    CREATE TRIGGER sessions_moved BEFORE UPDATE OF starts_at, ends_at ON sessions FOR EACH ROW
    WHEN (OLD.ends_at < NEW.changed_at AND (OLD.starts_at, OLD.ends_at) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at)
        AND NEW.state IN ('scheduled', 'in_progress'))
    EXECUTE FUNCTION keep_moved_plan()
"""

# A void takes back a completion that is final. Only its instant is new in the row of the session. It comes once, and it
# is that of the record of the void. What another system calls a session (migration 0031) says nothing of it.
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
VOIDED = """
    CREATE FUNCTION void_session() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE sessions SET voided_at = NEW.recorded_at WHERE org_id = NEW.org_id AND id = NEW.session_id;
        RETURN NULL;
    END $$
"""
VOIDING = """
    CREATE TRIGGER correction_records_void AFTER INSERT ON correction_records FOR EACH ROW WHEN (NEW.kind = 'void')
    EXECUTE FUNCTION void_session()
"""
# Without row-level security, because the owner of the tables would see no rows.
VOIDED_BEFORE = [
    "ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE correction_records NO FORCE ROW LEVEL SECURITY",
    """
    UPDATE sessions SET voided_at = r.recorded_at FROM correction_records r
    WHERE r.org_id = sessions.org_id AND r.session_id = sessions.id AND r.kind = 'void'
    """,
    "ALTER TABLE correction_records FORCE ROW LEVEL SECURITY",
    "ALTER TABLE sessions FORCE ROW LEVEL SECURITY",
]

# The name of a session that was cancelled or voided can be used again. The column keeps its name, because the previous
# version of the code names it in ON CONFLICT. A list by name now needs the id behind the name.
NAMES = [
    """
    ALTER TABLE sessions ALTER COLUMN folded_name SET EXPRESSION AS (folded(name) ||
        CASE WHEN state = 'cancelled' OR voided_at IS NOT NULL THEN chr(31) || CAST(id AS text) ELSE '' END)
    """,
    "DROP INDEX sessions_by_name",
    "CREATE INDEX sessions_by_name ON sessions (org_id, name, id)",
    "CREATE INDEX sessions_by_predecessor ON sessions (org_id, successor_of) WHERE successor_of IS NOT NULL",
]


OTHERS = [
    "ALTER TABLE session_history ADD COLUMN text_id uuid",  # the sealed text that says why
    "CREATE INDEX amendments_of_all ON amendments (org_id, proposed_at, amendment_id)",
]


def upgrade() -> None:
    """Add the columns, keep them by triggers, free the names, and let amendments be listed."""
    for statement in (COLUMNS, INSTANTS, MOVED, MOVING, FINAL, *VOIDED_BEFORE, VOIDED, VOIDING, *NAMES, *OTHERS):
        op.execute(text(statement))
