"""An API adds events of its own organisation to the outbox, and reads none. Others use no schema of the service."""

from alembic import op
from chassis.database import ddl

revision = "0015"
down_revision = "0014"

# The API of no release has read these tables. Only the worker uses them.
UNUSED = "REVOKE SELECT ON guardians FROM reports_api"


def upgrade() -> None:
    """Add the organisation of each event, the policies of both roles, and take the privileges that nobody needs."""
    for statement in (*ddl.own_events("reports"), *ddl.closed_schema(), UNUSED):
        op.execute(statement)
