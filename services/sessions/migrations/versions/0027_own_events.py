"""An API adds events of its own organisation to the outbox, and reads none. Others use no schema of the service."""

from alembic import op
from chassis.database import ddl

revision = "0027"
down_revision = "0026"

# No release has deleted these rows: a class stays enrolled.
UNUSED = "REVOKE DELETE ON session_classes FROM sessions_api"


def upgrade() -> None:
    """Add the organisation of each event, the policies of both roles, and take the privileges that nobody needs."""
    for statement in (*ddl.own_events("sessions"), *ddl.closed_schema(), UNUSED):
        op.execute(statement)
