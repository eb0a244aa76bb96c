"""Says in the database what each table has. `schema.sql` shows it."""

from alembic import op
from chassis.database import ddl

revision = "0005"
down_revision = "0004"

COMMENTS = {
    "registers": (
        "One row per session. `version` counts the bulk changes of marks. `sequence` counts this "
        "service's own events. `coaches_sequence` and `roster_sequence` are the sequences of the newest "
        "session events that were applied. `voided_at` is set once, when the session's completion is "
        "voided."
    ),
    "roster_members": "The learners on the roster of a register that is not locked.",
    "mark_history": (
        "All marks that were ever given, append-only. A learner's newest mark is the current one, and "
        "replaced the one before."
    ),
    "official_registers": (
        "One row per completed session, immutable. The primary key makes it impossible to lock a register "
        "twice. `second_person` says whether somebody else than the proposer has to approve an amendment."
    ),
    "official_marks": (
        "One row per learner on the roster of the completion, immutable. `mark_version` is the version of "
        "the mark in `mark_history` that became official."
    ),
    "register_amendments": (
        "Proposed amendments of locked registers, immutable: the mark that held at the proposal, and the "
        "proposed one. Both have the form of contracts.attendance.Mark."
    ),
    "register_amendment_decisions": (
        "The decisions on amendments, immutable. The primary key makes it impossible to decide twice. "
        "`sequence` is that of the AttendanceAmended event of an approved amendment. The learner's "
        "amendment with the highest sequence holds."
    ),
}


def upgrade() -> None:
    """Write the comments."""
    for table, comment in COMMENTS.items():
        op.execute(ddl.comment(table, comment))
