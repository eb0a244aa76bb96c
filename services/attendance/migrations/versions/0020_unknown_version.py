"""Locked registers say when a completion named a version of the marks that they never had."""

from alembic import op

revision = "0020"
down_revision = "0019"

COMMENT = "The version that the completion named, if it is above the register''s"


def upgrade() -> None:
    """Add the column. Nobody knows it of registers that are locked already."""
    op.execute("ALTER TABLE official_registers ADD COLUMN unknown_version bigint CHECK (unknown_version > 0)")
    op.execute(f"COMMENT ON COLUMN official_registers.unknown_version IS '{COMMENT}'")
