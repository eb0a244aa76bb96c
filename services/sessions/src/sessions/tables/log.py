"""Each organisation's transparency log: leaves, roots of complete subtrees, signed checkpoints. All are immutable."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, SmallInteger, Table, Text, UniqueConstraint, Uuid

from sessions.tables.base import INSTANT, metadata

log_leaves = Table(
    "log_leaves",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("session_id", Uuid, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("sequenced_at", INSTANT, nullable=False),
    Index("log_leaves_by_session", "session_id", "org_id"),
)

# Roots of complete subtrees of 2^level leaves, counted from the left.
log_nodes = Table(
    "log_nodes",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
)

log_checkpoints = Table(
    "log_checkpoints",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("size", BigInteger, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("root_hash", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("checkpointed_at", INSTANT, nullable=False),
    UniqueConstraint("org_id", "number", name="log_checkpoints_number_key"),
)
