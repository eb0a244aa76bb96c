"""What a recovery writes as the worker: rates that were lost, in a form that applies to nobody."""

from alembic import op
from chassis.database import ddl

revision = "0009"
down_revision = "0008"

SERVICE = "payouts"


def upgrade() -> None:
    """Let the worker insert rates, which so far only the API does."""
    for statement in ddl.grant(SERVICE, "rates", worker="INSERT"):
        op.execute(statement)
