"""What a recovery writes as the worker: records, corrections and policies that were published."""

from alembic import op
from chassis.database import ddl

revision = "0017"
down_revision = "0016"

SERVICE = "sessions"
INSERTED = ("completion_records", "log_queue", "amendments", "amendment_decisions", "correction_records", "policies")


def upgrade() -> None:
    """Let the worker insert what so far only the API inserts."""
    for table in INSERTED:
        for statement in ddl.grant(SERVICE, table, worker="INSERT"):
            op.execute(statement)
