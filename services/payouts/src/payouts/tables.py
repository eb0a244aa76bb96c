"""The tables that statements are built from. `schema.sql` shows their constraints, indexes and comments."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
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

accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("currency", Text, nullable=False),
)

transfers: Final = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("debit_account_id", Uuid, nullable=False),
    Column("credit_account_id", Uuid, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("reverses", Uuid),
    Column("transferred_at", DateTime(timezone=True), nullable=False),
)

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
