"""An API adds events of its own organisation to the outbox, and reads none. Others use no schema of the service."""

from alembic import op
from chassis.database import ddl

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the organisation of each event, the policies of both roles, and take the privileges that nobody needs."""
    for statement in (*ddl.own_events("payouts"), *ddl.closed_schema()):
        op.execute(statement)
