"""Lessons are listed by their planned time, and course runs are looked up."""

from alembic import op

revision = "0038"
down_revision = "0037"

# A lesson has the windows of its course run, which last for months. By these, all lessons of a run would be listed at
# the same date. The table is rewritten, as by every change of a generated column; what it has stays the same, because
# no session was in a run before.
LISTED = """
    ALTER TABLE sessions
        ALTER COLUMN listed_from SET EXPRESSION AS (coalesce(
            CASE WHEN run_id IS NOT NULL THEN starts_at
                 WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_from
                 WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_from ELSE starts_at END,
            '-infinity'::timestamptz)),
        ALTER COLUMN listed_until SET EXPRESSION AS (coalesce(
            CASE WHEN run_id IS NOT NULL THEN ends_at
                 WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_until
                 WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_until ELSE ends_at END,
            'infinity'::timestamptz))
"""
# The condition does not name started_at. Otherwise the start of a session would no longer be an update in place.
RUNS = "CREATE INDEX sessions_unplanned ON sessions (org_id, listed_from, id) WHERE starts_at IS NULL"


def upgrade() -> None:
    """List lessons by their planned time, and make the index of runs."""
    for statement in (LISTED, RUNS):
        op.execute(statement)
