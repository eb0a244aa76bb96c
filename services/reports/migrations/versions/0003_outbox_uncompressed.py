"""Stores rows of the outbox without compression."""

from alembic import op
from chassis.database import ddl

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change the storage of rows that are written from now on."""
    for statement in ddl.outbox_uncompressed():
        op.execute(statement)
