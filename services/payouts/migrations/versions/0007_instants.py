"""Instants that no API takes are refused by the tables too."""

from alembic import op
from chassis.database import ddl

revision = "0007"
down_revision = "0006"

INSTANTS = {
    "credits": ("credited_at",),
    "earnings": ("priced_at", "credited_at"),
    "rates": ("effective_from", "effective_to", "set_at"),
    "reversals": ("reversed_at",),
    "transfers": ("transferred_at",),
    "unrated_completions": ("priced_at", "arrived_at"),
}


def upgrade() -> None:
    """Add the constraints for new and changed rows. The next migration looks at the rows that are there."""
    for table, columns in INSTANTS.items():
        op.execute(ddl.instants(table, *columns))
