"""Creates the effects of sessions, subjects, and the versions of their insight inputs."""

from alembic import op
from chassis.database import ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERVICE = "reports"

# subjects: every completion updates some rows, so pages keep room to update them in place. No check compares attendance
# with completions, because INSERT … ON CONFLICT first checks the row that it would insert, which has differences only.
TABLES = [
    """
    CREATE TABLE sessions (
        session_id          uuid PRIMARY KEY,
        org_id              uuid NOT NULL,
        completed_at        timestamptz,
        completion_event_id uuid UNIQUE,
        logged_minutes      integer CHECK (logged_minutes >= 0),
        record_hash         bytea CHECK (octet_length(record_hash) = 32),
        refreshed_at        timestamptz,
        subjects_refreshed  integer CHECK (subjects_refreshed > 0),
        locked_at           timestamptz,
        credited_at         timestamptz,
        amounts             jsonb,
        -- the columns of one event are set together
        CHECK (num_nulls(completed_at, completion_event_id, logged_minutes, record_hash, refreshed_at,
                         subjects_refreshed) IN (0, 6)),
        CHECK (num_nulls(credited_at, amounts) IN (0, 2)),
        CHECK (num_nonnulls(completed_at, locked_at, credited_at) > 0)
    )
    """,
    "CREATE INDEX sessions_by_completion ON sessions (org_id, completed_at DESC, session_id DESC)",
    # For operators who look for missing effects. It is small while nothing is missing, so no query reads the history.
    """
    CREATE INDEX sessions_incomplete ON sessions (org_id, completed_at DESC, session_id DESC)
        WHERE completed_at IS NULL OR locked_at IS NULL OR credited_at IS NULL
    """,
    """
    CREATE TABLE attendance_marks (
        session_id        uuid NOT NULL REFERENCES sessions,
        person_id         uuid NOT NULL,
        org_id            uuid NOT NULL,
        counts_as_present boolean NOT NULL,
        PRIMARY KEY (session_id, person_id)
    )
    """,
    """
    CREATE TABLE subjects (
        org_id                   uuid NOT NULL,
        subject_type             text NOT NULL CHECK (subject_type IN ('learner', 'coach', 'batch')),
        subject_id               uuid NOT NULL,
        version                  bigint NOT NULL CHECK (version > 0),
        sessions_completed       bigint NOT NULL,
        minutes_logged           bigint NOT NULL,
        sessions_with_attendance bigint NOT NULL,
        sessions_attended        bigint NOT NULL CHECK (sessions_attended <= sessions_with_attendance),
        marks_counted            bigint NOT NULL,
        marks_present            bigint NOT NULL CHECK (marks_present <= marks_counted),
        last_completed_at        timestamptz,
        PRIMARY KEY (org_id, subject_type, subject_id)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE session_subjects (
        session_id      uuid NOT NULL REFERENCES sessions,
        subject_type    text NOT NULL,
        subject_id      uuid NOT NULL,
        org_id          uuid NOT NULL,
        entered_version bigint NOT NULL,
        completed_at    timestamptz NOT NULL,
        record_hash     bytea NOT NULL,
        PRIMARY KEY (session_id, subject_type, subject_id),
        FOREIGN KEY (org_id, subject_type, subject_id) REFERENCES subjects
    )
    """,
    # The latest records of a subject are read from this index only, however many records it has.
    """
    CREATE INDEX session_subjects_by_subject
        ON session_subjects (org_id, subject_type, subject_id, completed_at DESC, session_id DESC)
        INCLUDE (entered_version, record_hash)
    """,
    """
    CREATE TABLE insight_inputs (
        org_id       uuid NOT NULL,
        subject_type text NOT NULL,
        subject_id   uuid NOT NULL,
        version      bigint NOT NULL,
        event_id     uuid NOT NULL UNIQUE,
        caused_by    uuid NOT NULL,
        refreshed_at timestamptz NOT NULL,
        features     jsonb NOT NULL,
        PRIMARY KEY (org_id, subject_type, subject_id, version),
        FOREIGN KEY (org_id, subject_type, subject_id) REFERENCES subjects
    )
    """,
]


def upgrade() -> None:
    """Create the tables, show each organisation only its own rows, grant privileges, and make some rows immutable."""
    statements = [*TABLES, *ddl.chassis_tables(SERVICE)]
    for table in ("sessions", "attendance_marks", "subjects", "session_subjects", "insight_inputs"):
        statements += ddl.tenant(SERVICE, table)
    statements += ddl.grant(SERVICE, "sessions", api="SELECT", worker="SELECT, INSERT, UPDATE")
    statements += ddl.grant(SERVICE, "subjects", worker="SELECT, INSERT, UPDATE")
    statements += ddl.grant(SERVICE, "attendance_marks", worker="SELECT, INSERT")
    statements += ddl.grant(SERVICE, "session_subjects", api="SELECT", worker="SELECT, INSERT")
    statements += ddl.grant(SERVICE, "insight_inputs", api="SELECT", worker="SELECT, INSERT")
    for table in ("attendance_marks", "session_subjects", "insight_inputs"):
        statements += ddl.immutable(table)
    for statement in statements:
        op.execute(statement)
