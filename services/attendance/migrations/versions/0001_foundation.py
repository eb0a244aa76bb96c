"""Creates registers, rosters, marks and official registers."""

from alembic import op
from chassis.database import ddl

revision = "0001"
down_revision = None

# registers: every completion and every bulk of marks updates a row, so pages keep room to update it in place.
TABLES = """
CREATE TABLE registers (
    session_id       uuid PRIMARY KEY,
    org_id           uuid NOT NULL,
    state            text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'locked', 'cancelled')),
    coach_ids        uuid[] NOT NULL DEFAULT '{}',
    version          integer NOT NULL DEFAULT 0 CHECK (version >= 0),
    coaches_sequence bigint NOT NULL DEFAULT 0 CHECK (coaches_sequence >= 0),
    roster_sequence  bigint NOT NULL DEFAULT 0 CHECK (roster_sequence >= 0),
    sequence         bigint NOT NULL DEFAULT 0 CHECK (sequence >= 0)
) WITH (fillfactor = 80);

CREATE TABLE roster_members (
    session_id uuid NOT NULL REFERENCES registers,
    person_id  uuid NOT NULL,
    org_id     uuid NOT NULL,
    PRIMARY KEY (session_id, person_id)
);

CREATE TABLE mark_history (
    session_id uuid NOT NULL REFERENCES registers,
    person_id  uuid NOT NULL,
    version    integer NOT NULL CHECK (version >= 1),
    org_id     uuid NOT NULL,
    code       text NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
    minutes    smallint CHECK (minutes >= 0),
    remark     text CHECK (length(remark) BETWEEN 1 AND 1333),
    source     text NOT NULL CHECK (source IN ('coach', 'self_check_in', 'call_presence', 'import')),
    marked_by  uuid NOT NULL,
    marked_at  timestamptz NOT NULL,
    PRIMARY KEY (session_id, person_id, version)
);

CREATE TABLE official_registers (
    session_id          uuid PRIMARY KEY REFERENCES registers,
    org_id              uuid NOT NULL,
    register_version    integer NOT NULL CHECK (register_version >= 0),
    completion_event_id uuid NOT NULL UNIQUE,
    locked_at           timestamptz NOT NULL
);

CREATE TABLE official_marks (
    session_id          uuid NOT NULL REFERENCES official_registers,
    person_id           uuid NOT NULL,
    org_id              uuid NOT NULL,
    code                text NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
    counts_as_present   boolean NOT NULL,
    weight_basis_points smallint NOT NULL CHECK (weight_basis_points BETWEEN 0 AND 10000),
    billable            boolean NOT NULL,
    minutes             smallint CHECK (minutes >= 0),
    source              text NOT NULL,
    mark_version        integer,
    PRIMARY KEY (session_id, person_id),
    CHECK ((source = 'policy_default') = (mark_version IS NULL))
);
"""

SERVICE = "attendance"


def upgrade() -> None:
    """Create the tables, show each organisation only its own rows, and give each role the privileges it needs."""
    statements = [
        *(TABLES.split(";\n")),
        *ddl.chassis_tables(SERVICE),
        *ddl.grant(SERVICE, "registers", api="SELECT, UPDATE (version)", worker="SELECT, INSERT, UPDATE"),
        *ddl.grant(SERVICE, "roster_members", api="SELECT", worker="SELECT, INSERT, DELETE"),
        *ddl.grant(SERVICE, "mark_history", api="SELECT, INSERT", worker="SELECT"),
        *ddl.grant(SERVICE, "official_registers", api="SELECT", worker="SELECT, INSERT"),
        *ddl.grant(SERVICE, "official_marks", api="SELECT", worker="SELECT, INSERT"),
    ]
    for table in ("registers", "roster_members", "mark_history", "official_registers", "official_marks"):
        statements += ddl.tenant(SERVICE, table)
    for table in ("mark_history", "official_registers", "official_marks"):
        statements += ddl.immutable(table)
    for statement in statements:
        if statement.strip():
            op.execute(statement)
