"""Which duties an organisation separates, as the sessions service says."""

from alembic import op

revision = "0014"
down_revision = "0013"

COMMENT = "Which duties are separated and from when on: effective_from, duties. The last that has begun counts"


def upgrade() -> None:
    """Add the column. No organisation separates duties yet, and the previous code writes none."""
    op.execute("ALTER TABLE organisations ADD COLUMN separate_duties jsonb NOT NULL DEFAULT '[]'")
    op.execute(f"COMMENT ON COLUMN organisations.separate_duties IS '{COMMENT}'")
