"""Keeps the state of each session, so that reports knows a session and who may see it before it ends."""

from alembic import op
from chassis.database import ddl

revision = "0007"
down_revision = "0006"

SERVICE = "reports"

TABLE = """
    CREATE TABLE known_sessions (
        session_id       uuid PRIMARY KEY,
        org_id           uuid NOT NULL,
        sequence         bigint NOT NULL CHECK (sequence > 0),
        state            text NOT NULL,
        coach_ids        uuid[] NOT NULL,
        course_coach_ids uuid[] NOT NULL,
        learner_ids      uuid[] NOT NULL
    )
"""
COMMENT = (
    "The newest state of each session, also of those that have not ended: the state, its coaches, the coaches of its "
    "courses, and its learners. `sequence` is that of the state. `sessions` has what followed from completions."
)


def upgrade() -> None:
    """Create the table, show each organisation only its own rows, and grant privileges."""
    statements = [
        TABLE,
        *ddl.grant(SERVICE, "known_sessions", api="SELECT", worker="SELECT, INSERT, UPDATE"),
        *ddl.tenant(SERVICE, "known_sessions"),
        ddl.comment("known_sessions", COMMENT),
    ]
    for statement in statements:
        op.execute(statement)
