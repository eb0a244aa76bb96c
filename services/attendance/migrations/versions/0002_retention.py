"""Adds an index by time to the idempotency keys, so that old ones can be found and deleted."""

from alembic import op
from chassis.database import ddl

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the index."""
    for statement in ddl.prunable():
        op.execute(statement)
