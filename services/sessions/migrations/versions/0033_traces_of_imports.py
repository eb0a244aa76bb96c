"""Imports that are answered at once leave a trace too, and an import knows the name of its file."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the columns. The previous release writes imports whose rows are kept, and knows no names of files."""
    op.execute("""
        ALTER TABLE imports
        ADD COLUMN file_name text,
        ADD COLUMN rows_kept boolean NOT NULL DEFAULT true
    """)
