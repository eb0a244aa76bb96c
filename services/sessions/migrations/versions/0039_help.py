"""Requests for help: what coaches report of sessions that they cannot end themselves."""

from alembic import op
from chassis.database import ddl

revision = "0039"
down_revision = "0038"

SERVICE = "sessions"

# Recap, reason, question and closing reason are sealed in `texts`: the first two under the id of the request. A request
# whose session was ended without it has no sign of it here: ending a session takes no statement more.
TABLE = [
    "ALTER TABLE texts DROP CONSTRAINT texts_kind_check",
    "ALTER TABLE texts ADD CONSTRAINT texts_kind_check "
    "CHECK (kind IN ('completion', 'note', 'correction', 'erasure', 'help'))",
    """
    CREATE TABLE help_requests (
        help_id          uuid PRIMARY KEY,
        org_id           uuid NOT NULL,
        session_id       uuid NOT NULL,
        asked_by         uuid NOT NULL,
        asked_at         timestamptz NOT NULL,
        minutes          integer CHECK (minutes >= 0),
        raw_minutes      integer CHECK (raw_minutes >= 0),
        blockers         text[] NOT NULL CHECK (cardinality(blockers) > 0),
        marks            jsonb NOT NULL CHECK (jsonb_typeof(marks) = 'array'),
        attended_ids     uuid[] NOT NULL,
        not_attended_ids uuid[] NOT NULL,
        question_id      uuid,
        questioned_by    uuid,
        questioned_at    timestamptz,
        close_reason_id  uuid,
        closed_by        uuid,
        closed_at        timestamptz,
        completed_by     uuid,
        completed_at     timestamptz,
        replaced_at      timestamptz,
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        CHECK (num_nonnulls(minutes, raw_minutes) = 1),
        CHECK (num_nonnulls(question_id, questioned_by, questioned_at) IN (0, 3)),
        CHECK (num_nonnulls(close_reason_id, closed_by, closed_at) IN (0, 3)),
        CHECK (num_nonnulls(completed_by, completed_at) IN (0, 2)),
        CHECK (num_nonnulls(closed_at, completed_at, replaced_at) <= 1)
    )
    """,
    ddl.instants_of_new_table("help_requests", "asked_at", "questioned_at", "closed_at", "completed_at", "replaced_at"),
    # at most one of a session waits
    "CREATE UNIQUE INDEX help_requests_open ON help_requests (session_id) "
    "WHERE num_nonnulls(closed_at, completed_at, replaced_at) = 0",
    "CREATE INDEX help_requests_waiting ON help_requests (org_id, asked_at, help_id) "
    "WHERE num_nonnulls(closed_at, completed_at, replaced_at) = 0",
    "CREATE INDEX help_requests_by_time ON help_requests (org_id, asked_at, help_id)",
    "CREATE INDEX help_requests_by_session ON help_requests (session_id, asked_at)",
    ddl.comment(
        "help_requests",
        "What coaches report of sessions that they cannot end themselves, and who did what with it. Unofficial. If the "
        "session was ended without it, only the row of the session says so.",
    ),
    *ddl.grant(
        SERVICE,
        "help_requests",
        api="SELECT, INSERT, UPDATE (question_id, questioned_by, questioned_at, close_reason_id, closed_by, closed_at, "
        "completed_by, completed_at, replaced_at)",
        worker="SELECT",
    ),
    *ddl.tenant(SERVICE, "help_requests"),
]


def upgrade() -> None:
    """Create the table, and let texts be of its kind. The previous release writes neither."""
    for statement in TABLE:
        op.execute(statement)
