"""Adds corrections: amended and voided sessions, amended marks, reversed earnings."""

from alembic import op
from chassis.database import ddl

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SERVICE = "reports"

# earnings_sequence: the first event of payouts for a session is its credit, so sessions credited until now start at 1.
# sessions_check2 asked for one of the three effects. Now an amendment of the register can also make the row, if it
# arrives first. NOT VALID: rows that met the old check meet the new one, so PostgreSQL need not read the table.
STATEMENTS = [
    """
    ALTER TABLE sessions
        ADD COLUMN corrected_minutes   integer CHECK (corrected_minutes >= 0),
        ADD COLUMN corrected_at        timestamptz,
        ADD COLUMN corrected_sequence  bigint,
        ADD COLUMN voided_at           timestamptz,
        ADD COLUMN register_amended_at timestamptz,
        ADD COLUMN earnings_sequence   bigint NOT NULL DEFAULT 1,
        ADD CONSTRAINT sessions_corrected_whole
            CHECK (num_nulls(corrected_minutes, corrected_at, corrected_sequence) IN (0, 3)),
        ADD CONSTRAINT sessions_corrected_after_completion
            CHECK (completed_at IS NOT NULL OR num_nonnulls(corrected_at, voided_at) = 0),
        DROP CONSTRAINT sessions_check2,
        ADD CONSTRAINT sessions_heard_of
            CHECK (num_nonnulls(completed_at, locked_at, credited_at, register_amended_at) > 0) NOT VALID
    """,
    """
    CREATE TABLE amended_marks (
        session_id        uuid NOT NULL REFERENCES sessions,
        person_id         uuid NOT NULL,
        sequence          bigint NOT NULL,
        org_id            uuid NOT NULL,
        counts_as_present boolean NOT NULL,
        PRIMARY KEY (session_id, person_id, sequence)
    )
    """,
    # The counterpart of session_subjects.entered_version: from this version on, the record is not listed.
    """
    CREATE TABLE session_withdrawals (
        org_id            uuid NOT NULL,
        subject_type      text NOT NULL,
        subject_id        uuid NOT NULL,
        session_id        uuid NOT NULL,
        withdrawn_version bigint NOT NULL,
        PRIMARY KEY (org_id, subject_type, subject_id, session_id),
        FOREIGN KEY (session_id, subject_type, subject_id) REFERENCES session_subjects
    )
    """,
]


def upgrade() -> None:
    """Create columns and tables, show each organisation only its own rows, grant privileges, and forbid changes."""
    statements = [*STATEMENTS]
    for table in ("amended_marks", "session_withdrawals"):
        statements += ddl.tenant(SERVICE, table)
        statements += ddl.immutable(table)
    statements += ddl.grant(SERVICE, "amended_marks", worker="SELECT, INSERT")
    statements += ddl.grant(SERVICE, "session_withdrawals", api="SELECT", worker="SELECT, INSERT")
    for statement in statements:
        op.execute(statement)
