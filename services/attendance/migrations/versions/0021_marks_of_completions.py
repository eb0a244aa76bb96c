"""Official marks that a completion says of learners whom nobody marked: like those of the policy, in no version."""

from alembic import op

revision = "0021"
down_revision = "0020"

# All rows that are there, and those of the previous release, fulfil the new rule because they fulfil the old one. The
# next migration lets PostgreSQL know.
STATEMENTS = [
    "ALTER TABLE official_marks DROP CONSTRAINT official_marks_check",
    "ALTER TABLE official_marks ADD CONSTRAINT official_marks_check "
    "CHECK ((source IN ('policy_default', 'completion')) = (mark_version IS NULL)) NOT VALID",
]


def upgrade() -> None:
    """Replace the constraint, without reading the rows."""
    for statement in STATEMENTS:
        op.execute(statement)
