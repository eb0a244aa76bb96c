"""Notes, and corrections of completed sessions. All of it is immutable. The texts are in the table `texts`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from sessions.tables.base import INSTANT, metadata, org, refers

session_notes = Table(
    "session_notes",
    metadata,
    org(),
    Column("note_id", Uuid, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("audience", Text, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("written_at", INSTANT, nullable=False),
    refers("session_id", "sessions"),
    Index("session_notes_by_session", "session_id", "written_at", "note_id"),
)

# A proposal: the value of the field at that time, and the value that it should get. A void has no new value.
amendments = Table(
    "amendments",
    metadata,
    org(),
    Column("amendment_id", Uuid, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", JSONB, nullable=False),
    Column("new", JSONB),
    Column("reason_sha256", LargeBinary, nullable=False),
    Column("proposed_by", Uuid, nullable=False),
    Column("proposed_at", INSTANT, nullable=False),
    refers("session_id", "sessions"),
    Index("amendments_by_session", "session_id", "proposed_at", "amendment_id"),
)

# `sequence` is the version of the session that an applied correction made. `reason_id` is the text that says why a
# proposal was rejected.
amendment_decisions = Table(
    "amendment_decisions",
    metadata,
    org(),
    Column("amendment_id", Uuid, ForeignKey("amendments.amendment_id"), primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("decision", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", INSTANT, nullable=False),
    Column("sequence", BigInteger),
    Column("reason_id", Uuid),
    UniqueConstraint("session_id", "sequence"),
    Index("amendment_decisions_by_session", "session_id", "decided_at", "amendment_id"),
)

# As in completion records, `record` holds the canonical bytes verbatim, and SQL never reads anything out of them.
correction_records = Table(
    "correction_records",
    metadata,
    org(),
    Column("event_id", Uuid, primary_key=True),
    Column("session_id", Uuid, ForeignKey("completion_records.session_id"), nullable=False),
    Column("amendment_id", Uuid, ForeignKey("amendments.amendment_id"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Index("correction_records_by_session", "session_id", "recorded_at"),
    Index("correction_records_void", "session_id", unique=True, postgresql_where=text("kind = 'void'")),
)

# Copies of the marks that the attendance service corrected after it had locked the register. The history shows them.
session_attendance_amendments = Table(
    "session_attendance_amendments",
    metadata,
    org(),
    Column("amendment_id", Uuid, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("old", JSONB, nullable=False),
    Column("new", JSONB, nullable=False),
    Column("proposed_by", Uuid, nullable=False),
    Column("approved_by", Uuid),
    Column("amended_at", INSTANT, nullable=False),
    Index("session_attendance_amendments_by_session", "session_id", "amended_at", "amendment_id"),
)
