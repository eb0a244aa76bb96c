"""Completion records and sealed texts. A record is written when a session ends, and it never changes."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text, Uuid

from sessions.tables.base import INSTANT, metadata, org, refers

# Immutable. `record` holds the canonical bytes verbatim. SQL never reads anything out of them.
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

# Immutable. Personal free texts, each sealed together with its salt. Records hold only salted digests of them.
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

# A key can be destroyed only if erased_texts has a row for it.
text_keys = Table(
    "text_keys",
    metadata,
    org(),
    Column("text_id", Uuid, ForeignKey("texts.text_id"), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)

# Immutable. The texts that were erased, each with the person for whom it was erased, and the reason.
erased_texts = Table(
    "erased_texts",
    metadata,
    org(),
    Column("text_id", Uuid, ForeignKey("texts.text_id"), primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("erased_at", INSTANT, nullable=False),
)

# Records that are not in the transparency log yet, in no particular order.
log_queue = Table(
    "log_queue",
    metadata,
    org(),
    Column("session_id", Uuid, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
)
