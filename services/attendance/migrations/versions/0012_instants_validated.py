"""The instants of all rows are those that the APIs take."""

from alembic import op
from chassis.database import ddl

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Look at the rows from before the constraints. The migrations before this one are committed first."""
    with op.get_context().autocommit_block():
        op.execute(ddl.instants_validated())
