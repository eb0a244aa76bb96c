"""Corrections: notes, amendments and voids of completed sessions."""

from alembic import op
from chassis.database import ddl

revision = "0010"
down_revision = "0009"

SERVICE = "sessions"

# Texts (of notes, reasons, a new recap) are not in these tables. They are sealed in `texts` and may be erased.
TABLES = [
    """
    CREATE TABLE session_notes (
        note_id    uuid PRIMARY KEY,
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        audience   text NOT NULL CHECK (audience IN ('staff', 'coaches', 'everyone')),
        author_id  uuid NOT NULL,
        written_at timestamptz NOT NULL,
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
    )
    """,
    "CREATE INDEX session_notes_by_session ON session_notes (session_id, written_at, note_id)",
    # A proposal: the field's value at that time, and the value that it should get. For a void, `old` holds what it
    # takes back, and `new` is null.
    """
    CREATE TABLE amendments (
        amendment_id  uuid PRIMARY KEY,
        org_id        uuid NOT NULL,
        session_id    uuid NOT NULL,
        field         text NOT NULL CHECK (field IN ('minutes', 'recap', 'coach_shares', 'void')),
        old           jsonb NOT NULL,
        new           jsonb,
        reason_sha256 bytea NOT NULL CHECK (length(reason_sha256) = 32),
        proposed_by   uuid NOT NULL,
        proposed_at   timestamptz NOT NULL,
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        CHECK ((field = 'void') = (new IS NULL))
    )
    """,
    "CREATE INDEX amendments_by_session ON amendments (session_id, proposed_at, amendment_id)",
    """
    CREATE TABLE amendment_decisions (
        amendment_id uuid PRIMARY KEY REFERENCES amendments (amendment_id),
        org_id       uuid NOT NULL,
        session_id   uuid NOT NULL,
        decision     text NOT NULL CHECK (decision IN ('applied', 'rejected')),
        decided_by   uuid NOT NULL,
        decided_at   timestamptz NOT NULL,
        sequence     bigint,
        reason_id    uuid,
        CHECK ((decision = 'applied') = (sequence IS NOT NULL)),
        CHECK ((decision = 'rejected') = (reason_id IS NOT NULL)),
        UNIQUE (session_id, sequence)
    )
    """,
    "CREATE INDEX amendment_decisions_by_session ON amendment_decisions (session_id, decided_at, amendment_id)",
    """
    CREATE TABLE correction_records (
        event_id     uuid PRIMARY KEY,
        org_id       uuid NOT NULL,
        session_id   uuid NOT NULL REFERENCES completion_records (session_id),
        amendment_id uuid NOT NULL UNIQUE REFERENCES amendments (amendment_id),
        kind         text NOT NULL CHECK (kind IN ('amendment', 'void')),
        record       bytea NOT NULL,
        leaf_hash    bytea NOT NULL CHECK (leaf_hash = sha256('\\x00'::bytea || record)),
        recorded_at  timestamptz NOT NULL
    )
    """,
    "CREATE INDEX correction_records_by_session ON correction_records (session_id, recorded_at)",
    # A session is voided at most once.
    "CREATE UNIQUE INDEX correction_records_void ON correction_records (session_id) WHERE kind = 'void'",
    # The marks that the attendance service corrected after it had locked the register, from its events.
    """
    CREATE TABLE session_attendance_amendments (
        amendment_id uuid PRIMARY KEY,
        org_id       uuid NOT NULL,
        session_id   uuid NOT NULL,
        person_id    uuid NOT NULL,
        old          jsonb NOT NULL,
        new          jsonb NOT NULL,
        proposed_by  uuid NOT NULL,
        approved_by  uuid,
        amended_at   timestamptz NOT NULL
    )
    """,
    "CREATE INDEX session_attendance_amendments_by_session "
    "ON session_attendance_amendments (session_id, amended_at, amendment_id)",
    # The sequence of the event that a mark comes from. So a correction that arrives late does not undo a later one.
    "ALTER TABLE session_attendance ADD sequence bigint NOT NULL DEFAULT 0",
]

API_PRIVILEGES = {
    "session_notes": "SELECT, INSERT",
    "amendments": "SELECT, INSERT",
    "amendment_decisions": "SELECT, INSERT",
    "correction_records": "SELECT, INSERT",
    "session_attendance_amendments": "SELECT",
}
WORKER_PRIVILEGES = {"session_attendance_amendments": "SELECT, INSERT"}


def upgrade() -> None:
    """Create the tables."""
    statements = [*TABLES]
    for table, privileges in API_PRIVILEGES.items():
        statements += ddl.grant(SERVICE, table, api=privileges, worker=WORKER_PRIVILEGES.get(table, "SELECT"))
        statements += [*ddl.tenant(SERVICE, table), *ddl.immutable(table)]
    for statement in statements:
        op.execute(statement)
