"""The tables that statements are built from. `schema.sql` shows their constraints, indexes and comments."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, Uuid

metadata: Final = MetaData()

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
