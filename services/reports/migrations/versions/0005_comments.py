"""Says in the database what each table has. `schema.sql` shows it."""

from alembic import op
from chassis.database import ddl

revision = "0005"
down_revision = "0004"

COMMENTS = {
    "sessions": "What is known of every session: its completion, and when each effect took place.",
    "attendance_marks": "Who counts as present in a session whose register is locked.",
    "subjects": "Learners, coaches and batches, with the sums of their completed sessions.",
    "session_subjects": (
        "The subjects of a completed session. `entered_version` is the version of the subject that counted it first."
    ),
    "amended_marks": "The newest amendment of a mark, by learner and session.",
    "session_withdrawals": "Corrections that were counted out of the sums of subjects, so that none counts twice.",
    "insight_inputs": "Versions of the insight inputs of a subject. Immutable.",
}


def upgrade() -> None:
    """Write the comments."""
    for table, comment in COMMENTS.items():
        op.execute(ddl.comment(table, comment))
