"""Instants that no API takes are refused by the tables too."""

from alembic import op
from chassis.database import ddl

revision = "0018"
down_revision = "0017"

INSTANTS = {
    "amendment_decisions": ("decided_at",),
    "amendments": ("proposed_at",),
    "batch_classes": ("added_at",),
    "batch_roster": ("added_at", "removed_at"),
    "batch_skips": ("at",),
    "batches": ("due_at", "ended_at", "created_at"),
    "bookings": ("starts_at", "ends_at"),
    "calendar_feeds": ("created_at",),
    "call_events": ("at", "received_at"),
    "call_hooks": ("created_at",),
    "call_presence": ("joined_at", "left_at"),
    "class_members": ("added_at", "removed_at"),
    "classes": ("created_at",),
    "completion_records": ("completed_at",),
    "correction_records": ("recorded_at",),
    "courses": ("created_at",),
    "erased_texts": ("erased_at",),
    "guardians": ("added_at",),
    "import_claims": ("starts_at", "ends_at"),
    "imports": ("created_at", "finished_at"),
    "log_checkpoints": ("checkpointed_at",),
    "log_leaves": ("sequenced_at",),
    "open_sessions": ("ended_at",),
    "organisations": ("updated_at",),
    "people": ("created_at",),
    "policies": ("created_at", "effective_from"),
    "rooms": ("created_at",),
    "roster": ("added_at", "removed_at", "answered_at"),
    "session_accesses": ("first_at", "last_at"),
    "session_attendance_amendments": ("amended_at",),
    "session_classes": ("added_at",),
    "session_history": ("at",),
    "session_notes": ("written_at",),
    "sessions": (
        "starts_at",
        "ends_at",
        "started_at",
        "cancelled_at",
        "completed_at",
        "created_at",
        "display_from",
        "display_until",
        "access_from",
        "access_until",
        "coach_from",
        "coach_until",
        "changed_at",
    ),
    "texts": ("written_at",),
}


def upgrade() -> None:
    """Add the constraints for new and changed rows. The next migration looks at the rows that are there."""
    for table, columns in INSTANTS.items():
        op.execute(ddl.instants(table, *columns))
