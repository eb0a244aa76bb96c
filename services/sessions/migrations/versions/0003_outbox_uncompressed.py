"""Store events in the outbox without compression."""

from alembic import op
from chassis.database import ddl

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change how new rows are stored."""
    for statement in ddl.outbox_uncompressed():
        op.execute(statement)
