"""Registers keep the windows and the visibility of their sessions, so that every verb can ask them.

States that were handled before are handled once more by the version that keeps windows. It also gets those that the
previous version handles while both run, because only the new one knows the name of the range
(chassis.messaging.skipped). The next release removes the ranges.
"""

from alembic import op
from chassis.database import ddl

revision = "0018"
down_revision = "0017"

INSTANTS = ("started_at", "display_from", "display_until", "access_from", "access_until", "coach_from", "coach_until")
# Columns with a constant default are added without a rewrite of the table.
COLUMNS = f"""
    ALTER TABLE registers
        ADD COLUMN windows_sequence bigint NOT NULL DEFAULT 0 CHECK (windows_sequence >= 0),
        ADD COLUMN visibility text, {", ".join(f"ADD COLUMN {name} timestamptz" for name in INSTANTS)}
"""
AGAIN = """
    INSERT INTO skipped (topic, partition, type, first_offset, last_offset, records)
    SELECT 'sessions.state.v1', partition, 'lockstep.sessions.SessionStateChanged.v1#windows', 0, 9223372036854775807, 0
    FROM generate_series(0, 11) AS partition
"""
COMMENT = (
    "One row per session. `version` counts the bulk changes of marks. `sequence` counts this service's own events. "
    "`session_sequence` is the sequence of the newest state of the session that was applied. `coaches_sequence` and "
    "`roster_sequence` are for the code before it. `voided_at` is set once, when the session's completion is voided. "
    "The plan of the session (courses and their coaches, category, batch, run, zone, times) is null until its first "
    "state arrives. `windows_sequence` is the sequence of the state that visibility and windows come from; while it is "
    "0, nothing is known of them."
)


def upgrade() -> None:
    """Add the columns, and the ranges of states that are handled once more."""
    op.execute(COLUMNS)
    op.execute(ddl.instants("registers", *INSTANTS).replace("registers_instants", "registers_windows_instants"))
    op.execute(AGAIN)
    op.execute(ddl.comment("registers", COMMENT))
