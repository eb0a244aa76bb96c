"""Instants that no API takes are refused by the tables too."""

from alembic import op
from chassis.database import ddl

revision = "0011"
down_revision = "0010"

INSTANTS = {
    "mark_history": ("marked_at",),
    "official_registers": ("locked_at",),
    "organisations": ("policy_effective_from",),
    "register_amendment_decisions": ("decided_at",),
    "register_amendments": ("proposed_at",),
    "registers": ("voided_at", "stamped_at", "starts_at", "ends_at"),
}


def upgrade() -> None:
    """Add the constraints for new and changed rows. The next migration looks at the rows that are there."""
    for table, columns in INSTANTS.items():
        op.execute(ddl.instants(table, *columns))
