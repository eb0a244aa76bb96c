"""What a session earns is kept per coach too, so that a coach sees their own part."""

from alembic import op

revision = "0011"
down_revision = "0010"

COMMENT = "What each coach earns: coach_id, currency, amount_minor. Null for what the previous code recorded"
# The coach of a session with one coach earns all of it.
FILL = """
    DO $$
    BEGIN
        ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE session_subjects NO FORCE ROW LEVEL SECURITY;
        UPDATE sessions SET coach_amounts = (
            SELECT jsonb_agg(part || jsonb_build_object('coach_id', alone.coach_id))
            FROM jsonb_array_elements(amounts) AS part)
        FROM (SELECT session_id, min(CAST(subject_id AS text)) AS coach_id FROM session_subjects
              WHERE subject_type = 'coach' GROUP BY session_id HAVING count(*) = 1) AS alone
        WHERE alone.session_id = sessions.session_id AND amounts IS NOT NULL;
        ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
        ALTER TABLE session_subjects FORCE ROW LEVEL SECURITY;
    END $$
"""


def upgrade() -> None:
    """Add the column, and fill it for sessions with one coach."""
    op.execute("ALTER TABLE sessions ADD COLUMN coach_amounts jsonb")
    op.execute(f"COMMENT ON COLUMN sessions.coach_amounts IS '{COMMENT}'")
    op.execute(FILL)
