"""The tables of payouts, as the migrations make them. Their constraints keep the rules that must always hold."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
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
"""Prices. An exclusion constraint keeps the periods of one subject from overlapping. Only the end can be set later."""

rate_books: Final = Table(
    "rate_books",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
)
"""How many rates each organisation has set. An unrated completion is examined again only if this number has grown."""

session_credits: Final = Table(
    "credits",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("credited_at", DateTime(timezone=True), nullable=False),
    Column("corrected_sequence", BigInteger, nullable=False, server_default="0"),
)
"""One row per credited session. The primary key makes it impossible to credit a session twice. `sequence` is that of
its newest event here. `corrected_sequence` is the sequence of the newest correction that was applied to its earnings,
or 0. A session that was voided while it had no rate has a row too, so that it is never credited: its `sequence` is 0,
because no event was emitted, and its `credited_at` is the time of the void."""

accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("currency", Text, nullable=False),
    UniqueConstraint("org_id", "kind", "owner_id", "currency"),
    UniqueConstraint("id", "org_id", "currency"),
)
"""The accounts between which transfers move money. Rows never change: a balance is the sum of transfers."""

_ACCOUNT: Final = ["accounts.id", "accounts.org_id", "accounts.currency"]

transfers: Final = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("debit_account_id", Uuid, nullable=False),
    Column("credit_account_id", Uuid, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("idempotency_key", Text, nullable=False, unique=True),
    Column("reverses", Uuid, ForeignKey("transfers.id"), unique=True),
    Column("transferred_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["debit_account_id", "org_id", "currency"], _ACCOUNT),
    ForeignKeyConstraint(["credit_account_id", "org_id", "currency"], _ACCOUNT),
    Index("transfers_by_debit", "debit_account_id", postgresql_include=["amount_minor"]),
    Index("transfers_by_credit", "credit_account_id", postgresql_include=["amount_minor"]),
)
"""The ledger, append-only. Each row debits one account and credits another one of the same organisation and currency.
So debits always equal credits."""

earnings: Final = Table(
    "earnings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, ForeignKey("credits.session_id"), nullable=False),
    Column("coach_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("share_basis_points", SmallInteger, nullable=False),
    Column("rate_id", Uuid, ForeignKey("rates.id"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("rate_amount_minor", BigInteger, nullable=False),
    Column("logged_minutes", SmallInteger, nullable=False),
    Column("priced_at", DateTime(timezone=True), nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("transfer_id", Uuid, ForeignKey("transfers.id"), unique=True),
    Column("credited_at", DateTime(timezone=True), nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    UniqueConstraint("session_id", "coach_id", "purpose", "revision"),
    Index("earnings_by_coach", "org_id", "coach_id", "id"),
)
"""One row per coach of a credited session and revision, immutable. It has a copy of the rate, which is the same in all
earnings of a session. A part of 0 has no transfer. `revision` says how many amendments of minutes or shares are
counted in."""

reversals: Final = Table(
    "reversals",
    metadata,
    Column("earning_id", Uuid, ForeignKey("earnings.id"), primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, ForeignKey("credits.session_id"), nullable=False),
    Column("transfer_id", Uuid, ForeignKey("transfers.id"), unique=True),
    Column("event_id", Uuid, nullable=False),
    Column("reversed_at", DateTime(timezone=True), nullable=False),
)
"""Earnings that no longer count, each once, with the event of the correction that caused it. Immutable. An earning
without a row here counts. A reversal has no transfer if the earning had none."""

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
    Column("corrected_sequence", BigInteger, nullable=False, server_default="0"),
    Index("unrated_by_revision", "org_id", "examined_revision"),
)
"""Completions to which no rate applies yet. `examined_revision` is the revision of the rates with which it was examined
last. `corrected_sequence` is the sequence of the newest correction that is counted in, or 0."""
