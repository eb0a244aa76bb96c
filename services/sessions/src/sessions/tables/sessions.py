"""Sessions with everything that belongs to them: people, courses, classes, bookings, presence, history."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from sessions.tables.base import INSTANT, metadata, org, refers

_LISTED_FROM: Final = (
    "coalesce(CASE WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_from "
    "WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_from ELSE starts_at END, "
    "'-infinity'::timestamptz)"
)
_LISTED_UNTIL: Final = (
    "coalesce(CASE WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_until "
    "WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_until ELSE ends_at END, "
    "'infinity'::timestamptz)"
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
    Column("display_from", INSTANT),
    Column("display_until", INSTANT),
    Column("access_from", INSTANT),
    Column("access_until", INSTANT),
    Column("coach_from", INSTANT),
    Column("coach_until", INSTANT),
    Column("visibility", Text, nullable=False, server_default="read_only"),
    Column("listed_from", INSTANT, Computed(_LISTED_FROM), nullable=False),
    Column("listed_until", INSTANT, Computed(_LISTED_UNTIL), nullable=False),
    Column("room_id", Uuid),
    Column("seats_max", Integer),
    Column("learner_count", Integer, nullable=False, server_default=text("0")),
    Column("notice", Text),
    Column("created_by", Uuid),
    Column("changed_at", INSTANT),
    Column("occurrence", Date),
    Column("own_fields", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    refers("category_id", "categories"),
    refers("room_id", "rooms"),
    refers("batch_id", "batches"),
    UniqueConstraint("org_id", "name", name="sessions_name_key"),
)

Index("sessions_by_date", sessions.c.org_id, sessions.c.listed_from, sessions.c.id)
Index("sessions_by_end", sessions.c.org_id, sessions.c.listed_until, sessions.c.listed_from, sessions.c.id)
Index("sessions_by_category", sessions.c.org_id, sessions.c.category_id, sessions.c.listed_from, sessions.c.id)
Index("sessions_by_room", sessions.c.org_id, sessions.c.room_id, postgresql_where=text("room_id IS NOT NULL"))
Index(
    "sessions_by_occurrence",
    sessions.c.org_id,
    sessions.c.batch_id,
    sessions.c.occurrence,
    unique=True,
    postgresql_where=text("batch_id IS NOT NULL"),
)

session_coaches = Table(
    "session_coaches",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    Column("share_basis_points", Integer, nullable=False),
    refers("session_id", "sessions"),
    refers("person_id", "people"),
    UniqueConstraint("session_id", "position", name="session_coaches_position_key"),
    Index("session_coaches_by_person", "person_id", "org_id"),
)

session_courses = Table(
    "session_courses",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("course_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    refers("session_id", "sessions"),
    refers("course_id", "courses"),
    Index("session_courses_by_course", "course_id", "org_id", "session_id"),
)

# Coaches and learners of one course of a session. Learners of a course are on the session's roster too.
session_course_people = Table(
    "session_course_people",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("course_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("part", Text, primary_key=True),
    ForeignKeyConstraint(["session_id", "course_id"], ["session_courses.session_id", "session_courses.course_id"]),
    refers("person_id", "people"),
    Index(
        "session_course_people_by_coach",
        "person_id",
        "org_id",
        "session_id",
        postgresql_where=text("part = 'coach'"),
    ),
)

# Classes that were enrolled. Those who were members at that time are on the roster.
session_classes = Table(
    "session_classes",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("class_id", Uuid, primary_key=True),
    Column("added_at", INSTANT, nullable=False),
    refers("session_id", "sessions"),
    refers("class_id", "classes"),
    Index("session_classes_by_class", "class_id", "org_id", "session_id"),
)

# The times for which coaches and rooms are booked. An exclusion constraint refuses overlaps (migration 0004).
bookings = Table(
    "bookings",
    metadata,
    org(),
    Column("resource_id", Uuid, primary_key=True),
    Column("session_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False),
    PrimaryKeyConstraint("session_id", "resource_id"),
    refers("session_id", "sessions"),
    Index("bookings_by_end", "resource_id", "org_id", "ends_at"),
)

# Immutable. Who changed what. There is one row for each version that a change made.
session_history = Table(
    "session_history",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Column("by", Uuid, nullable=False),
    Column("action", Text, nullable=False),
    Column("changes", JSONB, nullable=False),
    refers("session_id", "sessions"),
)

session_accesses = Table(
    "session_accesses",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("first_at", INSTANT, nullable=False),
    Column("last_at", INSTANT, nullable=False),
    refers("session_id", "sessions"),
)

# A copy of the marks that the attendance service locked or corrected. `sequence` is that of the event with the mark.
session_attendance = Table(
    "session_attendance",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("counts_as_present", Boolean, nullable=False),
    Column("minutes", Integer),
    Column("sequence", BigInteger, nullable=False, server_default=text("0")),
)

# Periods of enrolment. A learner who leaves and comes back has two rows. No row is ever deleted.
roster = Table(
    "roster",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("added_at", INSTANT, primary_key=True),
    Column("removed_at", INSTANT),
    Column("acceptance", Text, nullable=False),
    Column("answered_at", INSTANT),
    refers("session_id", "sessions"),
    refers("person_id", "people"),
    Index("roster_current", "session_id", "person_id", unique=True, postgresql_where=text("removed_at IS NULL")),
    Index("roster_by_person", "person_id", "org_id", postgresql_where=text("removed_at IS NULL")),
)

call_presence = Table(
    "call_presence",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("joined_at", INSTANT, primary_key=True),
    Column("left_at", INSTANT),
    refers("session_id", "sessions"),
    Index("call_presence_current", "session_id", "person_id", unique=True, postgresql_where=text("left_at IS NULL")),
)
