"""What a recovery writes as the worker: amendments that were published, and their decisions."""

from alembic import op
from chassis.database import ddl

revision = "0013"
down_revision = "0012"

SERVICE = "attendance"


def upgrade() -> None:
    """Let the worker read and insert what so far only the API does."""
    for table in ("register_amendments", "register_amendment_decisions"):
        for statement in ddl.grant(SERVICE, table, worker="SELECT, INSERT"):
            op.execute(statement)
