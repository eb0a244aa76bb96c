"""Batches: recurring series that generate sessions ahead of time."""

from alembic import op
from chassis.database import ddl

revision = "0006"
down_revision = "0005"

SERVICE = "sessions"

# Wall clocks are timestamps without a zone. Together with the batch's zone they give instants, also when clocks change.
# An occurrence is identified by its date, because a rule names no date twice. So a new time of day moves an occurrence.
TABLES = [
    """
    CREATE TABLE batches (
        org_id           uuid NOT NULL,
        id               uuid NOT NULL,
        version          bigint NOT NULL CHECK (version > 0),
        state            text NOT NULL CHECK (state IN ('active', 'ended')),
        name             text NOT NULL,
        description      text NOT NULL,
        mode             text NOT NULL CHECK (mode IN ('online', 'in_person')),
        category_id      uuid,
        room_id          uuid,
        seats_max        integer CHECK (seats_max > 0),
        visibility       text NOT NULL
            CHECK (visibility IN ('read_only', 'accessible', 'not_accessible', 'list_only')),
        zone             text NOT NULL,
        rule             text NOT NULL,
        first_at         timestamp NOT NULL,
        duration_minutes integer NOT NULL CHECK (duration_minutes > 0),
        ahead_days       integer NOT NULL CHECK (ahead_days > 0),
        generated_to     date NOT NULL,
        due_at           timestamptz,
        ended_at         timestamptz,
        created_at       timestamptz NOT NULL,
        created_by       uuid NOT NULL,
        PRIMARY KEY (org_id, id),
        CONSTRAINT batches_name_key UNIQUE (org_id, name),
        FOREIGN KEY (org_id, category_id) REFERENCES categories (org_id, id),
        FOREIGN KEY (org_id, room_id) REFERENCES rooms (org_id, id),
        CHECK ((state = 'ended') = (ended_at IS NOT NULL))
    )
    """,
    "CREATE INDEX batches_due ON batches (due_at) WHERE state = 'active'",
    """
    CREATE TABLE batch_coaches (
        org_id             uuid NOT NULL,
        batch_id           uuid NOT NULL,
        person_id          uuid NOT NULL,
        position           smallint NOT NULL CHECK (position >= 0),
        share_basis_points integer NOT NULL CHECK (share_basis_points BETWEEN 0 AND 10000),
        PRIMARY KEY (batch_id, person_id),
        FOREIGN KEY (org_id, batch_id) REFERENCES batches (org_id, id),
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
    """
    CREATE TABLE batch_courses (
        org_id    uuid NOT NULL,
        batch_id  uuid NOT NULL,
        course_id uuid NOT NULL,
        position  smallint NOT NULL CHECK (position >= 0),
        PRIMARY KEY (batch_id, course_id),
        FOREIGN KEY (org_id, batch_id) REFERENCES batches (org_id, id),
        FOREIGN KEY (org_id, course_id) REFERENCES courses (org_id, id)
    )
    """,
    """
    CREATE TABLE batch_roster (
        org_id     uuid NOT NULL,
        batch_id   uuid NOT NULL,
        person_id  uuid NOT NULL,
        added_at   timestamptz NOT NULL,
        removed_at timestamptz CHECK (removed_at >= added_at),
        acceptance text NOT NULL CHECK (acceptance IN ('invited', 'accepted', 'declined')),
        PRIMARY KEY (batch_id, person_id, added_at),
        FOREIGN KEY (org_id, batch_id) REFERENCES batches (org_id, id),
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
    "CREATE UNIQUE INDEX batch_roster_current ON batch_roster (batch_id, person_id) WHERE removed_at IS NULL",
    "CREATE INDEX batch_roster_by_person ON batch_roster (org_id, person_id) WHERE removed_at IS NULL",
    "CREATE INDEX batch_coaches_by_person ON batch_coaches (org_id, person_id)",
    """
    CREATE TABLE batch_classes (
        org_id   uuid NOT NULL,
        batch_id uuid NOT NULL,
        class_id uuid NOT NULL,
        added_at timestamptz NOT NULL,
        PRIMARY KEY (batch_id, class_id),
        FOREIGN KEY (org_id, batch_id) REFERENCES batches (org_id, id),
        FOREIGN KEY (org_id, class_id) REFERENCES classes (org_id, id)
    )
    """,
    # Occurrences that could not be generated, and why: a coach or room was booked already, or a name was taken.
    """
    CREATE TABLE batch_skips (
        org_id     uuid NOT NULL,
        batch_id   uuid NOT NULL,
        occurrence date NOT NULL,
        detail     text NOT NULL,
        at         timestamptz NOT NULL,
        PRIMARY KEY (batch_id, occurrence),
        FOREIGN KEY (org_id, batch_id) REFERENCES batches (org_id, id)
    )
    """,
    "ALTER TABLE sessions ADD FOREIGN KEY (org_id, batch_id) REFERENCES batches (org_id, id)",
    "CREATE UNIQUE INDEX sessions_by_occurrence ON sessions (org_id, batch_id, occurrence) WHERE batch_id IS NOT NULL",
]

PRIVILEGES = {
    "batches": "SELECT, INSERT, UPDATE",
    "batch_coaches": "SELECT, INSERT, DELETE",
    "batch_courses": "SELECT, INSERT, DELETE",
    "batch_roster": "SELECT, INSERT, UPDATE",
    "batch_classes": "SELECT, INSERT",
    "batch_skips": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    """Create the tables."""
    statements = [*TABLES]
    for table, privileges in PRIVILEGES.items():
        statements += [*ddl.grant(SERVICE, table, api=privileges, worker=privileges), *ddl.tenant(SERVICE, table)]
    for statement in statements:
        op.execute(statement)
