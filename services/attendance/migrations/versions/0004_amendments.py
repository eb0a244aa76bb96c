"""Adds amendments of locked registers, and marks registers of voided sessions."""

from alembic import op
from chassis.database import ddl

revision = "0004"
down_revision = "0003"

# second_person: true for registers that were locked before this column existed, or whose completion does not say.
STATEMENTS = [
    "ALTER TABLE registers ADD COLUMN voided_at timestamptz",
    "ALTER TABLE official_registers ADD COLUMN second_person boolean NOT NULL DEFAULT true",
    """
    CREATE TABLE register_amendments (
        amendment_id uuid PRIMARY KEY,
        org_id       uuid NOT NULL,
        session_id   uuid NOT NULL,
        person_id    uuid NOT NULL,
        old_mark     jsonb NOT NULL,
        new_mark     jsonb NOT NULL CHECK (new_mark <> old_mark),
        reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1333),
        proposed_by  uuid NOT NULL,
        proposed_at  timestamptz NOT NULL,
        FOREIGN KEY (session_id, person_id) REFERENCES official_marks
    )
    """,
    "CREATE INDEX register_amendments_by_session ON register_amendments (session_id, amendment_id)",
    """
    CREATE TABLE register_amendment_decisions (
        amendment_id uuid PRIMARY KEY REFERENCES register_amendments,
        org_id       uuid NOT NULL,
        session_id   uuid NOT NULL REFERENCES official_registers,
        decision     text NOT NULL CHECK (decision IN ('approved', 'rejected')),
        reason       text CHECK (length(reason) BETWEEN 1 AND 1333),
        decided_by   uuid NOT NULL,
        decided_at   timestamptz NOT NULL,
        sequence     bigint CHECK (sequence >= 1),
        UNIQUE (session_id, sequence),
        -- an approved amendment takes effect by an event of the register; a rejected one has a reason
        CHECK ((decision = 'approved') = (sequence IS NOT NULL)),
        CHECK ((decision = 'rejected') = (reason IS NOT NULL))
    )
    """,
]

SERVICE = "attendance"


def upgrade() -> None:
    """Create the tables and columns, and give each role the privileges it needs."""
    statements = [*STATEMENTS, *ddl.grant(SERVICE, "registers", api="UPDATE (sequence)")]
    for table in ("register_amendments", "register_amendment_decisions"):
        statements += ddl.grant(SERVICE, table, api="SELECT, INSERT")
        statements += ddl.tenant(SERVICE, table)
        statements += ddl.immutable(table)
    for statement in statements:
        op.execute(statement)
