"""The tables that statements are built from. `schema.sql` shows their constraints, indexes and comments."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

metadata: Final = MetaData()

earnings: Final = Table(
    "earnings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    Column("coach_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("share_basis_points", SmallInteger, nullable=False),
    Column("rate_id", Uuid, nullable=False),
    Column("unit", Text, nullable=False),
    Column("rate_amount_minor", BigInteger, nullable=False),
    Column("logged_minutes", SmallInteger, nullable=False),
    Column("priced_at", DateTime(timezone=True), nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("transfer_id", Uuid),
    Column("credited_at", DateTime(timezone=True), nullable=False),
    Column("revision", Integer, nullable=False),
)


reversals: Final = Table(
    "reversals",
    metadata,
    Column("earning_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    Column("transfer_id", Uuid),
    Column("event_id", Uuid, nullable=False),
    Column("reversed_at", DateTime(timezone=True), nullable=False),
)


unrated_completions: Final = Table(
    "unrated_completions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("coach_ids", ARRAY(Uuid), nullable=False),
    Column("shares", ARRAY(Integer), nullable=False),
    Column("course_ids", ARRAY(Uuid), nullable=False),
    Column("category_id", Uuid),
    Column("priced_at", DateTime(timezone=True), nullable=False),
    Column("logged_minutes", SmallInteger, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("arrived_at", DateTime(timezone=True), nullable=False),
    Column("examined_revision", BigInteger, nullable=False),
    Column("corrected_sequence", BigInteger, nullable=False),
)
