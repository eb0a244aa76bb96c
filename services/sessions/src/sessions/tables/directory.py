"""The organisation, its policy, and its catalogue: people, courses, categories, classes and rooms."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from sessions.tables.base import INSTANT, metadata, org, refers

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
    Column("effective_from", INSTANT, nullable=False, server_default=text("now()")),
    Column("rounding", Text, nullable=False, server_default="up"),
    Column("recap_sections_required", Boolean, nullable=False, server_default=text("false")),
    Column("attendance_default", Text, nullable=False, server_default="absent"),
    Column("reminder_hours", ARRAY(Integer), nullable=False, server_default=text("'{1,24,66}'::integer[]")),
    Column("amendment_second_person", Boolean, nullable=False, server_default=text("true")),
    Column("amendment_approvers", ARRAY(Text), nullable=False, server_default=text("'{admin}'::text[]")),
    Column("void_allowed", Boolean, nullable=False, server_default=text("true")),
)

people = Table(
    "people",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default=text("1")),
    Column("username", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("role", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    UniqueConstraint("org_id", "username", name="people_username_key"),
    Index("people_by_role", "org_id", "role", "username"),
)

categories = Table(
    "categories",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default=text("1")),
    Column("name", Text, nullable=False),
    UniqueConstraint("org_id", "name", name="categories_name_key"),
)

courses = Table(
    "courses",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default=text("1")),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("category_id", Uuid),
    Column("created_at", INSTANT, nullable=False),
    refers("category_id", "categories"),
    UniqueConstraint("org_id", "code", name="courses_code_key"),
    Index("courses_by_category", "org_id", "category_id", postgresql_where=text("category_id IS NOT NULL")),
)

rooms = Table(
    "rooms",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("seats", Integer),
    Column("created_at", INSTANT, nullable=False),
    UniqueConstraint("org_id", "name", name="rooms_name_key"),
)

classes = Table(
    "classes",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    UniqueConstraint("org_id", "name", name="classes_name_key"),
)

# Periods of membership, as on a roster. The database deletes them with their class. No role may delete one.
class_members = Table(
    "class_members",
    metadata,
    org(),
    Column("class_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("added_at", INSTANT, primary_key=True),
    Column("removed_at", INSTANT),
    refers("class_id", "classes", ondelete="CASCADE"),
    refers("person_id", "people"),
    Index("class_members_current", "class_id", "person_id", unique=True, postgresql_where=text("removed_at IS NULL")),
    Index("class_members_by_person", "org_id", "person_id", postgresql_where=text("removed_at IS NULL")),
)

# Who is the guardian of whom. A guardian sees what their learners see.
guardians = Table(
    "guardians",
    metadata,
    org(),
    Column("guardian_id", Uuid, primary_key=True),
    Column("learner_id", Uuid, primary_key=True),
    Column("added_at", INSTANT, nullable=False),
    refers("guardian_id", "people"),
    refers("learner_id", "people"),
    Index("guardians_by_learner", "learner_id", "org_id"),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    refers("person_id", "people"),
)

# The words by which sessions and catalogue entries are found. Triggers keep them up to date (migration 0005).
search_words = Table(
    "search_words",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("kind", Text(collation="C"), primary_key=True),
    Column("word", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
)
