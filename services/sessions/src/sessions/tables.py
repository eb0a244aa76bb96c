"""The tables, as the migrations make them. Constraints carry the invariants; a test compares both."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

INSTANT = DateTime(timezone=True)

organisations = Table(
    "organisations",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("version", Integer, CheckConstraint("version > 0"), primary_key=True),
    Column("minimum_minutes", Integer, nullable=False),
    Column("maximum_minutes", Integer, nullable=False),
    Column("step_minutes", Integer, nullable=False),
    Column("recap_minimum_characters", Integer, nullable=False),
    Column("acceptance_required", Boolean, nullable=False),
    Column("empty_call_required", Boolean, nullable=False),
    Column("log_within_hours", Integer, nullable=False),
    Column("start_early_minutes", Integer, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("created_by", Uuid, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("username", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("role", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    UniqueConstraint("org_id", "username", name="people_username_key"),
)

categories = Table(
    "categories",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    UniqueConstraint("org_id", "name", name="categories_name_key"),
)

courses = Table(
    "courses",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("category_id", Uuid),
    Column("created_at", INSTANT, nullable=False),
    ForeignKeyConstraint(["org_id", "category_id"], ["categories.org_id", "categories.id"]),
    UniqueConstraint("org_id", "code", name="courses_code_key"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("batch_id", Uuid),
    Column("category_id", Uuid),
    Column("mode", Text, nullable=False),
    Column("starts_at", INSTANT),
    Column("ends_at", INSTANT),
    Column("zone", Text, nullable=False),
    Column("started_at", INSTANT),
    Column("started_by", Uuid),
    Column("cancelled_at", INSTANT),
    Column("cancelled_by", Uuid),
    Column("cancel_reason", Text),
    Column("completed_at", INSTANT),
    Column("created_at", INSTANT, nullable=False),
    ForeignKeyConstraint(["org_id", "category_id"], ["categories.org_id", "categories.id"]),
    UniqueConstraint("org_id", "name", name="sessions_name_key"),
)

Index(
    "sessions_by_start",
    sessions.c.org_id,
    text("coalesce(starts_at, 'infinity'::timestamptz)"),
    sessions.c.id,
)

_SESSION = (["org_id", "session_id"], ["sessions.org_id", "sessions.id"])
_PERSON = (["org_id", "person_id"], ["people.org_id", "people.id"])

session_coaches = Table(
    "session_coaches",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    Column("share_basis_points", Integer, nullable=False),
    ForeignKeyConstraint(*_SESSION),
    ForeignKeyConstraint(*_PERSON),
    UniqueConstraint("session_id", "position", name="session_coaches_position_key"),
    Index("session_coaches_by_person", "org_id", "person_id"),
)

session_courses = Table(
    "session_courses",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("course_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    ForeignKeyConstraint(*_SESSION),
    ForeignKeyConstraint(["org_id", "course_id"], ["courses.org_id", "courses.id"]),
)

# Periods of enrolment: who leaves and comes back has two rows, and no row is ever deleted.
roster = Table(
    "roster",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("added_at", INSTANT, primary_key=True),
    Column("removed_at", INSTANT),
    Column("acceptance", Text, nullable=False),
    Column("answered_at", INSTANT),
    ForeignKeyConstraint(*_SESSION),
    ForeignKeyConstraint(*_PERSON),
    Index("roster_current", "session_id", "person_id", unique=True, postgresql_where=text("removed_at IS NULL")),
    Index("roster_by_person", "org_id", "person_id", postgresql_where=text("removed_at IS NULL")),
)

call_presence = Table(
    "call_presence",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("joined_at", INSTANT, primary_key=True),
    Column("left_at", INSTANT),
    ForeignKeyConstraint(*_SESSION),
    Index("call_presence_current", "session_id", "person_id", unique=True, postgresql_where=text("left_at IS NULL")),
)

# Immutable. `record` holds the canonical bytes verbatim; nothing is ever read out of them by SQL.
completion_records = Table(
    "completion_records",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("record", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("request_digest", LargeBinary, nullable=False),
    Column("completed_at", INSTANT, nullable=False),
    ForeignKeyConstraint(*_SESSION),
)

# Immutable. The personal free text that the record holds only digests of, and the salt that makes them unguessable.
completion_texts = Table(
    "completion_texts",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, ForeignKey("completion_records.session_id"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("recap", JSONB, nullable=False),
    Column("late_reason", Text),
)
