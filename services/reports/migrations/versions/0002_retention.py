"""Old idempotency keys can be found by their time, so that they can be forgotten."""

from alembic import op
from chassis import ddl

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index."""
    for statement in ddl.prunable():
        op.execute(statement)
