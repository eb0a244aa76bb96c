"""Completion records: what is written when a session ends, and never changes."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from sessions.tables.base import INSTANT, metadata, org, refers

# Immutable. `record` holds the canonical bytes verbatim; nothing is ever read out of them by SQL.
completion_records = Table(
    "completion_records",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("record", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("request_digest", LargeBinary, nullable=False),
    Column("completed_at", INSTANT, nullable=False),
    refers("session_id", "sessions"),
)

# Immutable. The personal free text that the record holds only digests of, and the salt that makes them unguessable.
completion_texts = Table(
    "completion_texts",
    metadata,
    org(),
    Column("session_id", Uuid, ForeignKey("completion_records.session_id"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("recap", JSONB, nullable=False),
    Column("late_reason", Text),
)
