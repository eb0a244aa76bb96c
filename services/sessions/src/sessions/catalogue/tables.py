"""The tables of the catalogue that statements are built from. `schema.sql` shows their constraints and indexes."""

from typing import Final

from sqlalchemy import BigInteger, Column, Computed, DateTime, Integer, MetaData, Table, Text, Uuid

metadata: Final = MetaData()
_INSTANT: Final = DateTime(timezone=True)

people = Table(
    "people",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("username", Text, nullable=False),
    Column("folded_username", Text, Computed("folded(username)"), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("role", Text, nullable=False),
    Column("created_at", _INSTANT, nullable=False),
    Column("erased_at", _INSTANT, comment="When the person was erased"),
    Column("external_id", Text, comment="Its id in another system, compared exactly"),
    Column("language", Text, comment="Their language (BCP 47)"),
    Column("zone", Text, comment="Their IANA zone. Without one, that of the organisation holds"),
)

categories = Table(
    "categories",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, Computed("folded(name)"), nullable=False),
)

courses = Table(
    "courses",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("folded_code", Text, Computed("folded(code)"), nullable=False),
    Column("title", Text, nullable=False),
    Column("category_id", Uuid),
    Column("created_at", _INSTANT, nullable=False),
    Column("external_id", Text, comment="Its id in another system, compared exactly"),
)

rooms = Table(
    "rooms",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, Computed("folded(name)"), nullable=False),
    Column("seats", Integer),
    Column("created_at", _INSTANT, nullable=False),
)

classes = Table(
    "classes",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, Computed("folded(name)"), nullable=False),
    Column("description", Text, nullable=False),
    Column("created_at", _INSTANT, nullable=False),
    Column("external_id", Text, comment="Its id in another system, compared exactly"),
)

# Periods of membership, as on a roster.
class_members = Table(
    "class_members",
    metadata,
    Column("org_id", Uuid, nullable=False),
    Column("class_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("added_at", _INSTANT, primary_key=True),
    Column("removed_at", _INSTANT),
)
