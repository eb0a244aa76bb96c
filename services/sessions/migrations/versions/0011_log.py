"""The transparency log: leaves, nodes and signed checkpoints."""

from alembic import op
from chassis.database import ddl

revision = "0011"
down_revision = "0010"

SERVICE = "sessions"

# A node is the root of a complete subtree of 2^level leaves. `position` counts the subtrees of a level from the left. A
# complete subtree never changes, so its node is written once. The leaves are level 0.
TABLES = [
    """
    CREATE TABLE log_leaves (
        org_id       uuid NOT NULL,
        position     bigint NOT NULL CHECK (position >= 0),
        event_id     uuid NOT NULL UNIQUE,
        session_id   uuid NOT NULL,
        leaf_hash    bytea NOT NULL CHECK (length(leaf_hash) = 32),
        sequenced_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, position)
    )
    """,
    "CREATE INDEX log_leaves_by_session ON log_leaves (session_id, org_id)",
    """
    CREATE TABLE log_nodes (
        org_id   uuid NOT NULL,
        level    smallint NOT NULL CHECK (level >= 1),
        position bigint NOT NULL CHECK (position >= 0),
        hash     bytea NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (org_id, level, position)
    )
    """,
    """
    CREATE TABLE log_checkpoints (
        org_id          uuid NOT NULL,
        size            bigint NOT NULL CHECK (size > 0),
        number          bigint NOT NULL CHECK (number > 0),
        root_hash       bytea NOT NULL CHECK (length(root_hash) = 32),
        note            text NOT NULL,
        checkpointed_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, size),
        CONSTRAINT log_checkpoints_number_key UNIQUE (org_id, number)
    )
    """,
]


def upgrade() -> None:
    """Create the tables."""
    statements = [*TABLES]
    for table in ("log_leaves", "log_nodes", "log_checkpoints"):
        statements += ddl.grant(SERVICE, table, api="SELECT", worker="SELECT, INSERT")
        statements += [*ddl.tenant(SERVICE, table), *ddl.immutable(table)]
    for statement in statements:
        op.execute(statement)
