"""Batches: recurring series, and everything from which their sessions are made."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, SmallInteger, Table, Text, UniqueConstraint, Uuid, text

from sessions.tables.base import INSTANT, WALL_CLOCK, metadata, org, refers

batches = Table(
    "batches",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("category_id", Uuid),
    Column("room_id", Uuid),
    Column("seats_max", Integer),
    Column("visibility", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("first_at", WALL_CLOCK, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("ahead_days", Integer, nullable=False),
    Column("generated_to", Date, nullable=False),
    Column("due_at", INSTANT),
    Column("ended_at", INSTANT),
    Column("created_at", INSTANT, nullable=False),
    Column("created_by", Uuid, nullable=False),
    refers("category_id", "categories"),
    refers("room_id", "rooms"),
    UniqueConstraint("org_id", "name", name="batches_name_key"),
    Index("batches_due", "due_at", postgresql_where=text("state = 'active'")),
)

batch_coaches = Table(
    "batch_coaches",
    metadata,
    org(),
    Column("batch_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    Column("share_basis_points", Integer, nullable=False),
    refers("batch_id", "batches"),
    refers("person_id", "people"),
    Index("batch_coaches_by_person", "org_id", "person_id"),
)

batch_courses = Table(
    "batch_courses",
    metadata,
    org(),
    Column("batch_id", Uuid, primary_key=True),
    Column("course_id", Uuid, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    refers("batch_id", "batches"),
    refers("course_id", "courses"),
)

batch_roster = Table(
    "batch_roster",
    metadata,
    org(),
    Column("batch_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("added_at", INSTANT, primary_key=True),
    Column("removed_at", INSTANT),
    Column("acceptance", Text, nullable=False),
    refers("batch_id", "batches"),
    refers("person_id", "people"),
    Index("batch_roster_by_person", "org_id", "person_id", postgresql_where=text("removed_at IS NULL")),
    Index("batch_roster_current", "batch_id", "person_id", unique=True, postgresql_where=text("removed_at IS NULL")),
)

# Classes that were enrolled. Those who were members at that time are on the roster.
batch_classes = Table(
    "batch_classes",
    metadata,
    org(),
    Column("batch_id", Uuid, primary_key=True),
    Column("class_id", Uuid, primary_key=True),
    Column("added_at", INSTANT, nullable=False),
    refers("batch_id", "batches"),
    refers("class_id", "classes"),
)

# Occurrences that could not be generated, and why.
batch_skips = Table(
    "batch_skips",
    metadata,
    org(),
    Column("batch_id", Uuid, primary_key=True),
    Column("occurrence", Date, primary_key=True),
    Column("detail", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    refers("batch_id", "batches"),
)
