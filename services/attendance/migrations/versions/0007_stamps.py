"""Notes when a register last changed, so that its times follow each other whatever the clock does."""

from alembic import op
from chassis.database import ddl

revision = "0007"
down_revision = "0006"

SERVICE = "attendance"

# The default is not volatile, so no row is written, and registers from before have a time before all others.
STATEMENTS = [
    "ALTER TABLE registers ADD COLUMN stamped_at timestamptz NOT NULL DEFAULT '2000-01-01T00:00:00Z'",
    *ddl.grant(SERVICE, "registers", api="UPDATE (stamped_at)"),
    ddl.comment(
        "registers",
        "One row per session. `version` counts the bulk changes of marks. `sequence` counts this "
        "service's own events. `coaches_sequence` and `roster_sequence` are the sequences of the newest "
        "session events that were applied. `voided_at` is set once, when the session's completion is "
        "voided. `stamped_at` is the time of the newest mark, lock, amendment or decision. The next one is later.",
    ),
]


def upgrade() -> None:
    """Add the column."""
    for statement in STATEMENTS:
        op.execute(statement)
