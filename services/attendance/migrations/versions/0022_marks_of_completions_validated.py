"""The sources of all official marks fulfil the rule of the migration before."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Look at the rows, while others read and write them. The migration before this one is committed first."""
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE official_marks VALIDATE CONSTRAINT official_marks_check")
