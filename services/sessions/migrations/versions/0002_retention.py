"""Old idempotency keys can be found by their time, and sessions are completed in place."""

from alembic import op
from chassis import ddl

revision = "0002"
down_revision = "0001"

# Imported pages are full: of completions on them, one in ten moved its row and wrote into three indexes. With a tenth
# of each page left free none does, and a completion's update writes half as much log (480 to 660 bytes, before 900).
COMPLETED_IN_PLACE = "ALTER TABLE sessions SET (fillfactor = 90)"


def upgrade() -> None:
    """Make the index; leave room on pages that are written from now on."""
    for statement in (*ddl.prunable(), COMPLETED_IN_PLACE):
        op.execute(statement)
