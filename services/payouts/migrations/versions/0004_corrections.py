"""Lets earnings follow corrections: they are reversed, and credited anew as the next revision of their session."""

from alembic import op
from chassis.database import ddl

revision = "0004"
down_revision = "0003"

SERVICE = "payouts"

# The previous version of the code keeps working: new columns have defaults, and what it writes is revision 0.
# corrected_sequence: the sequence of the newest correction that was applied, or 0.
# credits.sequence is 0 for a session that was voided before it was credited. Its row prevents a later credit.
# Crediting waits while the new unique constraint of earnings is built.
STATEMENTS = [
    "ALTER TABLE credits ADD corrected_sequence bigint NOT NULL DEFAULT 0 CHECK (corrected_sequence >= 0)",
    "ALTER TABLE credits DROP CONSTRAINT credits_sequence_check, ADD CHECK (sequence >= 0)",
    "ALTER TABLE unrated_completions ADD corrected_sequence bigint NOT NULL DEFAULT 0 CHECK (corrected_sequence >= 0)",
    "ALTER TABLE earnings ADD revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0)",
    "ALTER TABLE earnings DROP CONSTRAINT earnings_session_id_coach_id_purpose_key, "
    "ADD UNIQUE (session_id, coach_id, purpose, revision)",
    """
    CREATE TABLE reversals (
        earning_id  uuid PRIMARY KEY REFERENCES earnings,
        org_id      uuid NOT NULL,
        session_id  uuid NOT NULL REFERENCES credits,
        transfer_id uuid UNIQUE REFERENCES transfers,
        event_id    uuid NOT NULL,
        reversed_at timestamptz NOT NULL
    )
    """,
]


def upgrade() -> None:
    """Create the table and the columns."""
    for statement in [
        *STATEMENTS,
        *ddl.grant(SERVICE, "reversals", api="SELECT", worker="SELECT, INSERT"),
        *ddl.tenant(SERVICE, "reversals"),
        *ddl.immutable("reversals"),
    ]:
        op.execute(statement)
