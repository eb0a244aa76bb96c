"""The windows of all registers are instants that the APIs take."""

from alembic import op
from chassis.database import ddl

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Look at the rows from before the constraint. The migration before this one is committed first."""
    with op.get_context().autocommit_block():
        op.execute(ddl.instants_validated())
