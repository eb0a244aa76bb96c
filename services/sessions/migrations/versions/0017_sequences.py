"""Sequences of organisations and of learners with their guardians, for the events about them."""

from alembic import op
from chassis.database import ddl

revision = "0017"
down_revision = "0016"

SERVICE = "sessions"

TABLE = """
    CREATE TABLE sequences (
        key      text PRIMARY KEY,
        org_id   uuid NOT NULL,
        sequence bigint NOT NULL CHECK (sequence > 0)
    )
"""
COMMENT = (
    "The sequence of the latest event of each organisation, and of each learner as far as their guardians are "
    "concerned. `key` is the partition key of these events."
)


def upgrade() -> None:
    """Create the table."""
    statements = [
        TABLE,
        *ddl.grant(SERVICE, "sequences", api="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE"),
        *ddl.tenant(SERVICE, "sequences"),
        ddl.comment("sequences", COMMENT),
    ]
    for statement in statements:
        op.execute(statement)
