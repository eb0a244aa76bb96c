"""What a recovery writes as the worker: records, corrections, policies and guardians that were published."""

from alembic import op
from chassis.database import ddl

revision = "0021"
down_revision = "0020"

SERVICE = "sessions"
INSERTED = (
    "completion_records",
    "log_queue",
    "amendments",
    "amendment_decisions",
    "correction_records",
    "policies",
    "guardians",
)


def upgrade() -> None:
    """Let the worker write what so far only the API writes."""
    for statement in ddl.grant(SERVICE, "organisations", worker="UPDATE (zone, updated_at)"):
        op.execute(statement)
    for table in INSERTED:
        for statement in ddl.grant(SERVICE, table, worker="INSERT"):
            op.execute(statement)
