"""Positions in the service's own database, ranges of skipped Kafka records, tombstones, and the database's standing."""

from alembic import op
from chassis.database import ddl

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables. Every topic is read from its beginning once, and the inbox knows what was handled."""
    for statement in (*ddl.positions("attendance"), *ddl.standing("attendance")):
        op.execute(statement)
