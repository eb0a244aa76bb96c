"""A row of a large file that says the same as an earlier one is known as such."""

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Add the columns. The previous release writes rows without them: then a repeated row is refused, as before."""
    op.execute("""
        ALTER TABLE import_rows
        ADD COLUMN digest bytea,
        ADD COLUMN same_as_line integer
    """)
