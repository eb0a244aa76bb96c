"""The tables that statements are built from. `schema.sql` shows their constraints, indexes and comments."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    MetaData,
    Table,
    Text,
    Uuid,
)

metadata: Final = MetaData()

rates: Final = Table(
    "rates",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("scope", Text, nullable=False),
    Column("coach_id", Uuid),
    Column("course_id", Uuid),
    Column("category_id", Uuid),
    Column("unit", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("effective_from", DateTime(timezone=True), nullable=False),
    Column("effective_to", DateTime(timezone=True)),
    Column("set_by", Uuid, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
)
