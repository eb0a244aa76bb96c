"""The roles that decide on amendments of a register, as its completion pins them, and an index of guardians."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Keep the approvers of each official register. Registers that are locked already were decided on by admins."""
    op.execute("ALTER TABLE official_registers ADD COLUMN approvers text NOT NULL DEFAULT 'admin'")
    op.execute("COMMENT ON COLUMN official_registers.approvers IS 'The roles that decide on amendments, by spaces'")
    op.execute("CREATE INDEX guardians_by_guardian ON guardians (guardian_id, org_id) WHERE is_linked")
