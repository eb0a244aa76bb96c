"""Instants that no API takes are refused by the tables too."""

from alembic import op
from chassis.database import ddl

revision = "0009"
down_revision = "0008"

INSTANTS = {
    "insight_inputs": ("refreshed_at",),
    "organisations": ("policy_effective_from",),
    "session_subjects": ("completed_at",),
    "sessions": (
        "completed_at",
        "refreshed_at",
        "locked_at",
        "credited_at",
        "corrected_at",
        "voided_at",
        "register_amended_at",
    ),
    "subjects": ("last_completed_at",),
}


def upgrade() -> None:
    """Add the constraints for new and changed rows. The next migration looks at the rows that are there."""
    for table, columns in INSTANTS.items():
        op.execute(ddl.instants(table, *columns))
