"""Registers follow the states of sessions, and keep of a session what they need of its plan."""

from alembic import op
from chassis.database import ddl

revision = "0009"
down_revision = "0008"

# Columns with a constant default are added without a rewrite of the table.
COLUMNS = """
    ALTER TABLE registers
        ADD COLUMN session_sequence bigint NOT NULL DEFAULT 0 CHECK (session_sequence >= 0),
        ADD COLUMN course_coach_ids uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN course_ids uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN category_id uuid,
        ADD COLUMN batch_id uuid,
        ADD COLUMN run_id uuid,
        ADD COLUMN zone text,
        ADD COLUMN starts_at timestamptz,
        ADD COLUMN ends_at timestamptz
"""
COMMENT = (
    "One row per session. `version` counts the bulk changes of marks. `sequence` counts this service's own events. "
    "`session_sequence` is the sequence of the newest state of the session that was applied. `coaches_sequence` and "
    "`roster_sequence` are for the code before it. `voided_at` is set once, when the session's completion is voided. "
    "The plan of the session (courses and their coaches, category, batch, run, zone, times) is null until its first "
    "state arrives."
)


def upgrade() -> None:
    """Add the columns."""
    op.execute(COLUMNS)
    op.execute(ddl.comment("registers", COMMENT))
