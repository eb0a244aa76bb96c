"""Imports of files that are too large for one request. The worker imports them, one piece per transaction."""

from alembic import op
from chassis.database import ddl

revision = "0007"
down_revision = "0006"

SERVICE = "sessions"

TABLES = [
    # `next_offset` and `next_line` say where the next piece begins. They move in the transaction that writes the rows
    # before them. So a worker that dies leaves no row half written, and no row is written twice.
    """
    CREATE TABLE imports (
        org_id      uuid NOT NULL,
        id          uuid NOT NULL,
        kind        text NOT NULL CHECK (kind IN ('people', 'courses', 'classes', 'sessions', 'enrolments')),
        state       text NOT NULL CHECK (state IN ('checking', 'writing', 'done', 'refused', 'failed')),
        dry_run     boolean NOT NULL,
        mode        text NOT NULL CHECK (mode IN ('create', 'upsert')),
        partial     boolean NOT NULL,
        options     jsonb NOT NULL,
        header      jsonb NOT NULL,
        bytes       bigint NOT NULL,
        first_offset bigint NOT NULL,
        first_line  integer NOT NULL,
        next_offset bigint NOT NULL,
        next_line   integer NOT NULL,
        rows        integer NOT NULL DEFAULT 0,
        created     integer NOT NULL DEFAULT 0,
        updated     integer NOT NULL DEFAULT 0,
        unchanged   integer NOT NULL DEFAULT 0,
        errors      integer NOT NULL DEFAULT 0,
        tries       integer NOT NULL DEFAULT 0,
        detail      text,
        created_at  timestamptz NOT NULL,
        created_by  uuid NOT NULL,
        finished_at timestamptz,
        PRIMARY KEY (org_id, id),
        CHECK ((finished_at IS NULL) = (state IN ('checking', 'writing')))
    )
    """,
    # The worker looks for the oldest open import of an organisation. People look at the latest imports.
    "CREATE INDEX imports_open ON imports (created_at, id) WHERE finished_at IS NULL",
    "CREATE INDEX imports_open_of_org ON imports (org_id, created_at, id) WHERE finished_at IS NULL",
    "CREATE INDEX imports_by_time ON imports (org_id, created_at, id)",
    """
    CREATE TABLE import_chunks (
        org_id     uuid NOT NULL,
        import_id  uuid NOT NULL,
        starts_at  bigint NOT NULL,
        data       bytea NOT NULL,
        PRIMARY KEY (import_id, starts_at),
        FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id)
    )
    """,
    "ALTER TABLE import_chunks ALTER data SET STORAGE EXTERNAL",
    # `key` makes a row unique in its file. A second row with the same key is found, however large the file is.
    """
    CREATE TABLE import_rows (
        org_id      uuid NOT NULL,
        import_id   uuid NOT NULL,
        line        integer NOT NULL,
        key         text COLLATE "C",
        result      text NOT NULL CHECK (result IN ('create', 'update', 'unchanged', 'error')),
        name        text NOT NULL,
        target_id   uuid,
        column_name text,
        detail      text,
        PRIMARY KEY (import_id, line),
        FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id)
    )
    """,
    "CREATE INDEX import_rows_by_key ON import_rows (import_id, key, line)",
    "CREATE INDEX import_rows_by_result ON import_rows (import_id, result, line)",
    # What the rows that were checked so far would take: a coach or room for a time, or seats of a session. Other tables
    # do not have it until the rows are written. `session_id` is the session that the row changes.
    """
    CREATE TABLE import_claims (
        org_id      uuid NOT NULL,
        import_id   uuid NOT NULL,
        resource_id uuid NOT NULL,
        line        integer NOT NULL,
        starts_at   timestamptz,
        ends_at     timestamptz,
        session_id  uuid,
        learners    integer NOT NULL,
        PRIMARY KEY (import_id, resource_id, line),
        FOREIGN KEY (org_id, import_id) REFERENCES imports (org_id, id)
    )
    """,
    "CREATE INDEX import_claims_by_end ON import_claims (import_id, resource_id, ends_at)",
    "CREATE INDEX import_claims_by_session ON import_claims (import_id, session_id) WHERE session_id IS NOT NULL",
]

PRIVILEGES = {
    "imports": ("SELECT, INSERT", "SELECT, UPDATE"),
    "import_chunks": ("INSERT", "SELECT, DELETE"),
    "import_rows": ("SELECT", "SELECT, INSERT, UPDATE"),
    "import_claims": ("", "SELECT, INSERT, DELETE"),
}


def upgrade() -> None:
    """Create the tables."""
    statements = [*TABLES]
    for table, (api, worker) in PRIVILEGES.items():
        statements += [*ddl.grant(SERVICE, table, api=api, worker=worker), *ddl.tenant(SERVICE, table)]
    for statement in statements:
        op.execute(statement)
