"""Calls an amendment that took effect `applied`, as the corrections of a completion are called."""

from alembic import op
from chassis.database import ddl

revision = "0008"
down_revision = "0007"

# The new type is written in the place of the old one, because rows of this table cannot be updated.
STATEMENTS = [
    """
    ALTER TABLE register_amendment_decisions
        DROP CONSTRAINT register_amendment_decisions_decision_check,
        DROP CONSTRAINT register_amendment_decisions_check
    """,
    """
    ALTER TABLE register_amendment_decisions
        ALTER COLUMN decision TYPE text USING replace(decision, 'approved', 'applied'),
        ADD CONSTRAINT register_amendment_decisions_decision_check CHECK (decision IN ('applied', 'rejected')),
        ADD CONSTRAINT register_amendment_decisions_check CHECK ((decision = 'applied') = (sequence IS NOT NULL))
    """,
    ddl.comment(
        "register_amendment_decisions",
        "The decisions on amendments, immutable. The primary key makes it impossible to decide twice. "
        "`sequence` is that of the AttendanceAmended event of an applied amendment. The learner's "
        "amendment with the highest sequence holds.",
    ),
]


def upgrade() -> None:
    """Change the values of the decisions."""
    for statement in STATEMENTS:
        op.execute(statement)
