"""Creates rates, the ledger, earnings and unrated completions."""

from alembic import op
from chassis.database import ddl

revision = "0001"
down_revision = None

# rates: the first constraint says which references each scope needs. The second one keeps periods of the same subject
# from overlapping; it needs coalesce, because null differs from null.
# transfers: both foreign keys contain organisation and currency, so that a transfer cannot mix them.
# unrated_completions: the index finds them by organisation and by the revision with which they were examined.
TABLES = """
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE rates (
    id             uuid PRIMARY KEY,
    org_id         uuid NOT NULL,
    scope          text NOT NULL,
    coach_id       uuid,
    course_id      uuid,
    category_id    uuid,
    unit           text NOT NULL CHECK (unit IN ('hour', 'session')),
    amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
    currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    effective_from timestamptz NOT NULL,
    effective_to   timestamptz CHECK (effective_to > effective_from),
    set_by         uuid NOT NULL,
    set_at         timestamptz NOT NULL,
    CONSTRAINT rates_name_what_they_are_for CHECK (
        (scope, coach_id IS NOT NULL, course_id IS NOT NULL, category_id IS NOT NULL) IN (
            ('org', false, false, false), ('category', false, false, true), ('course', false, true, false),
            ('coach', true, false, false), ('coach_course', true, true, false))),
    CONSTRAINT rates_do_not_overlap EXCLUDE USING gist (
        org_id WITH =,
        scope WITH =,
        coalesce(coach_id, '00000000-0000-0000-0000-000000000000') WITH =,
        coalesce(course_id, '00000000-0000-0000-0000-000000000000') WITH =,
        coalesce(category_id, '00000000-0000-0000-0000-000000000000') WITH =,
        tstzrange(effective_from, effective_to) WITH &&)
);

CREATE TABLE rate_books (
    org_id   uuid PRIMARY KEY,
    revision bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE credits (
    session_id  uuid PRIMARY KEY,
    org_id      uuid NOT NULL,
    sequence    bigint NOT NULL CHECK (sequence >= 1),
    credited_at timestamptz NOT NULL
);

CREATE TABLE accounts (
    id       uuid PRIMARY KEY,
    org_id   uuid NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('coaching_cost', 'coach_payable')),
    owner_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    UNIQUE (org_id, kind, owner_id, currency),
    UNIQUE (id, org_id, currency)
);

CREATE TABLE transfers (
    id                uuid PRIMARY KEY,
    org_id            uuid NOT NULL,
    debit_account_id  uuid NOT NULL,
    credit_account_id uuid NOT NULL CHECK (credit_account_id <> debit_account_id),
    currency          text NOT NULL,
    amount_minor      bigint NOT NULL CHECK (amount_minor > 0),
    idempotency_key   text NOT NULL UNIQUE,
    reverses          uuid UNIQUE REFERENCES transfers,
    transferred_at    timestamptz NOT NULL,
    FOREIGN KEY (debit_account_id, org_id, currency) REFERENCES accounts (id, org_id, currency),
    FOREIGN KEY (credit_account_id, org_id, currency) REFERENCES accounts (id, org_id, currency)
);
CREATE INDEX transfers_by_debit ON transfers (debit_account_id) INCLUDE (amount_minor);
CREATE INDEX transfers_by_credit ON transfers (credit_account_id) INCLUDE (amount_minor);

CREATE TABLE earnings (
    id                 uuid PRIMARY KEY,
    org_id             uuid NOT NULL,
    session_id         uuid NOT NULL REFERENCES credits,
    coach_id           uuid NOT NULL,
    purpose            text NOT NULL CHECK (purpose IN ('session')),
    share_basis_points smallint NOT NULL CHECK (share_basis_points BETWEEN 0 AND 10000),
    rate_id            uuid NOT NULL REFERENCES rates,
    unit               text NOT NULL,
    rate_amount_minor  bigint NOT NULL,
    logged_minutes     smallint NOT NULL,
    priced_at          timestamptz NOT NULL,
    currency           text NOT NULL,
    amount_minor       bigint NOT NULL CHECK (amount_minor >= 0),
    transfer_id        uuid UNIQUE REFERENCES transfers,
    credited_at        timestamptz NOT NULL,
    UNIQUE (session_id, coach_id, purpose),
    CHECK ((amount_minor = 0) = (transfer_id IS NULL))
);
CREATE INDEX earnings_by_coach ON earnings (org_id, coach_id, id);

CREATE TABLE unrated_completions (
    session_id        uuid PRIMARY KEY,
    org_id            uuid NOT NULL,
    coach_ids         uuid[] NOT NULL,
    shares            integer[] NOT NULL,
    course_ids        uuid[] NOT NULL,
    category_id       uuid,
    priced_at         timestamptz NOT NULL,
    logged_minutes    smallint NOT NULL,
    event_id          uuid NOT NULL,
    correlation_id    uuid NOT NULL,
    arrived_at        timestamptz NOT NULL,
    examined_revision bigint NOT NULL
);
CREATE INDEX unrated_by_revision ON unrated_completions (org_id, examined_revision);
"""

SERVICE = "payouts"


def upgrade() -> None:
    """Create the tables, show each organisation only its own rows, and give each role the privileges it needs."""
    statements = [
        *(TABLES.split(";\n")),
        *ddl.chassis_tables(SERVICE),
        *ddl.grant(SERVICE, "rates", api="SELECT, INSERT, UPDATE (effective_to)", worker="SELECT"),
        *ddl.grant(SERVICE, "rate_books", api="SELECT, INSERT, UPDATE", worker="SELECT"),
        *ddl.grant(SERVICE, "credits", api="SELECT", worker="SELECT, INSERT, UPDATE"),
        *ddl.grant(SERVICE, "accounts", api="SELECT", worker="SELECT, INSERT"),
        *ddl.grant(SERVICE, "transfers", api="SELECT", worker="SELECT, INSERT"),
        *ddl.grant(SERVICE, "earnings", api="SELECT", worker="SELECT, INSERT"),
        *ddl.grant(SERVICE, "unrated_completions", api="SELECT", worker="SELECT, INSERT, UPDATE, DELETE"),
    ]
    for table in ("rates", "rate_books", "credits", "accounts", "transfers", "earnings", "unrated_completions"):
        statements += ddl.tenant(SERVICE, table)
    for table in ("accounts", "transfers", "earnings"):
        statements += ddl.immutable(table)
    for statement in statements:
        if statement.strip():
            op.execute(statement)
