"""The values of the policy that attendance and payouts use."""

from alembic import op

revision = "0016"
down_revision = "0015"

# The defaults are those of organisation.domain.DEFAULT_POLICY, so existing versions mean the same as before.
COLUMNS = """
    ALTER TABLE policies
        ADD COLUMN presence_present_basis_points integer NOT NULL DEFAULT 5000
            CHECK (presence_present_basis_points BETWEEN 1 AND 10000),
        ADD COLUMN presence_late_minutes integer NOT NULL DEFAULT 10 CHECK (presence_late_minutes >= 0),
        ADD COLUMN earning_hold_days integer NOT NULL DEFAULT 0 CHECK (earning_hold_days >= 0),
        ADD COLUMN unpaid boolean NOT NULL DEFAULT false
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(COLUMNS)
