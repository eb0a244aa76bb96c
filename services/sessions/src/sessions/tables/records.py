"""Completion records: what is written when a session ends, and never changes."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text, Uuid

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

# Immutable. Personal free text, of which records hold salted digests only, sealed together with their salt.
texts = Table(
    "texts",
    metadata,
    org(),
    Column("text_id", Uuid, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("written_at", INSTANT, nullable=False),
    refers("session_id", "sessions"),
    Index("texts_by_session", "session_id", "org_id"),
)

# A key is destroyed only together with an entry in erased_texts.
text_keys = Table(
    "text_keys",
    metadata,
    org(),
    Column("text_id", Uuid, ForeignKey("texts.text_id"), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

# Immutable. Which texts were erased, for whom and why.
erased_texts = Table(
    "erased_texts",
    metadata,
    org(),
    Column("text_id", Uuid, ForeignKey("texts.text_id"), primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("erased_at", INSTANT, nullable=False),
)

# Records that are not in the transparency log yet, in no order.
log_queue = Table(
    "log_queue",
    metadata,
    org(),
    Column("session_id", Uuid, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
)
