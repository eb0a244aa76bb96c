"""The instants of erasures are those that the APIs take."""

from alembic import op
from chassis.database import ddl

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Look at the rows from before the constraint. The migrations before this one are committed first."""
    with op.get_context().autocommit_block():
        op.execute(ddl.instants_validated())
