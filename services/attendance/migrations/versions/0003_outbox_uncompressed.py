"""What waits in the outbox is not compressed."""

from alembic import op
from chassis import ddl

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change how rows are stored that are written from now on."""
    for statement in ddl.outbox_uncompressed():
        op.execute(statement)
