"""The tables of sessions that statements are built from. `schema.sql` shows their constraints and indexes."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

metadata: Final = MetaData()
INSTANT: Final = DateTime(timezone=True)

# The dates by which lists sort a session and call it current, past or upcoming: its display window, else its access
# window, else its schedule. A lesson has the windows of its course run, so there it is the schedule. A side without a
# limit is infinite.
_LISTED_FROM: Final = (
    "coalesce(CASE WHEN run_id IS NOT NULL THEN starts_at "
    "WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_from "
    "WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_from ELSE starts_at END, "
    "'-infinity'::timestamptz)"
)
_LISTED_UNTIL: Final = (
    "coalesce(CASE WHEN run_id IS NOT NULL THEN ends_at "
    "WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_until "
    "WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_until ELSE ends_at END, "
    "'infinity'::timestamptz)"
)

# The name of a session that was cancelled or voided is free for another one.
_FOLDED_NAME: Final = (
    "folded(name) || CASE WHEN state = 'cancelled' OR voided_at IS NOT NULL "
    "THEN chr(31) || CAST(id AS text) ELSE '' END"
)

sessions = Table(
    "sessions",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, Computed(_FOLDED_NAME), nullable=False),
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
    Column("visibility", Text, nullable=False),
    Column("listed_from", INSTANT, Computed(_LISTED_FROM), nullable=False),
    Column("listed_until", INSTANT, Computed(_LISTED_UNTIL), nullable=False),
    Column("room_id", Uuid),
    Column("seats_max", Integer),
    Column("learner_count", Integer, nullable=False),
    Column("notice", Text),
    Column("created_by", Uuid),
    Column("changed_at", INSTANT),
    Column("occurrence", Date),
    Column("own_fields", ARRAY(Text), nullable=False),
    Column("moved_from", INSTANT),
    Column("moved_until", INSTANT),
    Column("moved_at", INSTANT),
    Column("voided_at", INSTANT),
    Column("successor_of", Uuid),
    Column("run_id", Uuid),
    Column("planned_by_coach", Boolean, nullable=False),
    Column("external_id", Text, comment="Its id in another system, compared exactly"),
)

session_coaches = Table(
    "session_coaches",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    Column("share_basis_points", Integer, nullable=False),
)

session_courses = Table(
    "session_courses",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("course_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
)

# Coaches and learners of one course of a session. Learners of a course are on the session's roster too.
session_course_people = Table(
    "session_course_people",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, primary_key=True),
    Column("course_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("part", Text, primary_key=True),
)

# Periods of enrolment. A learner who leaves and comes back has two rows. No row is ever deleted.
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
    Column("answered_by", Text),
)
