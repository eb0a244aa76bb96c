"""What a policy says of the duties that an admin has, and of a second person for erasures."""

from alembic import op

revision = "0026"
down_revision = "0025"

# The defaults are those of organisation.domain.DEFAULT_POLICY, so existing versions mean the same as before.
COLUMNS = """
    ALTER TABLE policies
        ADD COLUMN separate_duties text[] NOT NULL DEFAULT '{}'
            CHECK (separate_duties <@ ARRAY['support', 'finance']),
        ADD COLUMN erasure_second_person boolean NOT NULL DEFAULT false
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(COLUMNS)
