"""The changes of the key that signs the transparency logs, and the leaf of each change in each log."""

from alembic import op
from chassis.database import ddl

revision = "0028"
down_revision = "0027"

SERVICE = "sessions"

# All logs have one key, so a change belongs to no organisation. Its note is public, and every proof has it.
TABLES = [
    """
    CREATE TABLE log_key_changes (
        number       integer PRIMARY KEY CHECK (number >= 1),
        note         text NOT NULL UNIQUE,
        announced_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE log_key_leaves (
        org_id   uuid NOT NULL,
        number   integer NOT NULL CHECK (number >= 1),
        position bigint NOT NULL CHECK (position >= 0),
        PRIMARY KEY (org_id, number)
    )
    """,
]


def upgrade() -> None:
    """Create the tables."""
    statements = [
        *TABLES,
        ddl.instants("log_key_changes", "announced_at"),
        "ALTER TABLE log_key_changes VALIDATE CONSTRAINT log_key_changes_instants",  # it has no rows yet
        *ddl.tenant(SERVICE, "log_key_leaves"),
        ddl.comment(
            "log_key_changes", "The notes by which each key of the transparency logs announces the next one. Immutable."
        ),
        ddl.comment("log_key_leaves", "The positions of key changes in the log of an organisation. Immutable."),
    ]
    for table in ("log_key_changes", "log_key_leaves"):
        statements += ddl.grant(SERVICE, table, api="SELECT", worker="SELECT, INSERT")
        statements += ddl.immutable(table)
    for statement in statements:
        op.execute(statement)
