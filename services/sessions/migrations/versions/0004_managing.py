"""Managing: windows, seats, rooms, classes, people of a course, bookings, history, accesses and calendar feeds."""

from alembic import op
from chassis.database import ddl

revision = "0004"
down_revision = "0003"

SERVICE = "sessions"

# Who may see a session, and when. The dates by which a session is listed are decided here only: they are those of the
# display window, or else of the access window, or else of the schedule. Without a start there is no lower bound, and
# without an end there is no upper bound.
WINDOWS = """
    ALTER TABLE sessions
        ADD display_from  timestamptz,
        ADD display_until timestamptz,
        ADD access_from   timestamptz,
        ADD access_until  timestamptz,
        ADD coach_from    timestamptz,
        ADD coach_until   timestamptz,
        ADD visibility    text NOT NULL DEFAULT 'read_only'
            CHECK (visibility IN ('read_only', 'accessible', 'not_accessible', 'list_only')),
        ADD listed_from   timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(
            CASE WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_from
                 WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_from
                 ELSE starts_at END, '-infinity'::timestamptz)) STORED,
        ADD listed_until  timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(
            CASE WHEN display_from IS NOT NULL OR display_until IS NOT NULL THEN display_until
                 WHEN access_from IS NOT NULL OR access_until IS NOT NULL THEN access_until
                 ELSE ends_at END, 'infinity'::timestamptz)) STORED,
        ADD room_id       uuid,
        ADD seats_max     integer CHECK (seats_max > 0),
        ADD learner_count integer NOT NULL DEFAULT 0,
        ADD notice        text,
        ADD created_by    uuid,
        ADD changed_at    timestamptz,
        ADD occurrence    date,
        ADD own_fields    text[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT sessions_seats_check CHECK (learner_count BETWEEN 0 AND coalesce(seats_max, 2000)),
        ADD CHECK (display_until > display_from),
        ADD CHECK (access_until > access_from),
        ADD CHECK (coach_until > coach_from),
        ADD CHECK (occurrence IS NULL OR batch_id IS NOT NULL)
"""

# The learners of existing sessions are counted here, with the triggers disabled, because rows of completed sessions
# refuse every change. The owner sees rows only while row-level security is not forced on it.
COUNT_LEARNERS = [
    *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in ("sessions", "roster")),
    "ALTER TABLE sessions DISABLE TRIGGER sessions_final",
    """
    UPDATE sessions SET learner_count = counted.learners
    FROM (SELECT org_id, session_id, count(*) AS learners FROM roster WHERE removed_at IS NULL GROUP BY 1, 2) AS counted
    WHERE counted.org_id = sessions.org_id AND counted.session_id = sessions.id
    """,
    "ALTER TABLE sessions ENABLE ALWAYS TRIGGER sessions_final",
    *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in ("sessions", "roster")),
]

# Besides the version, name and description, the windows and the visibility of a completed session may change, because
# they say nothing about what happened. Generated columns are computed after this trigger, so they are null in NEW.
FREEZE_SESSION = """
    CREATE OR REPLACE FUNCTION refuse_change_of_completed_session() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        open constant text[] := '{version,name,description,display_from,display_until,access_from,access_until,
            coach_from,coach_until,visibility,listed_from,listed_until,changed_at,own_fields}';
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.version >= OLD.version AND to_jsonb(NEW) - open = to_jsonb(OLD) - open THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'session % is completed and final: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""

TABLES = [
    """
    CREATE TABLE rooms (
        org_id     uuid NOT NULL,
        id         uuid NOT NULL,
        version    bigint NOT NULL CHECK (version > 0),
        name       text NOT NULL,
        seats      integer CHECK (seats > 0),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, id),
        CONSTRAINT rooms_name_key UNIQUE (org_id, name)
    )
    """,
    """
    CREATE TABLE classes (
        org_id      uuid NOT NULL,
        id          uuid NOT NULL,
        version     bigint NOT NULL CHECK (version > 0),
        name        text NOT NULL,
        description text NOT NULL,
        created_at  timestamptz NOT NULL,
        PRIMARY KEY (org_id, id),
        CONSTRAINT classes_name_key UNIQUE (org_id, name)
    )
    """,
    """
    CREATE TABLE class_members (
        org_id     uuid NOT NULL,
        class_id   uuid NOT NULL,
        person_id  uuid NOT NULL,
        added_at   timestamptz NOT NULL,
        removed_at timestamptz CHECK (removed_at >= added_at),
        PRIMARY KEY (class_id, person_id, added_at),
        FOREIGN KEY (org_id, class_id) REFERENCES classes (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
    "CREATE UNIQUE INDEX class_members_current ON class_members (class_id, person_id) WHERE removed_at IS NULL",
    "CREATE INDEX class_members_by_person ON class_members (org_id, person_id) WHERE removed_at IS NULL",
    """
    CREATE TABLE session_classes (
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        class_id   uuid NOT NULL,
        added_at   timestamptz NOT NULL,
        PRIMARY KEY (session_id, class_id),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        FOREIGN KEY (org_id, class_id) REFERENCES classes (org_id, id)
    )
    """,
    "CREATE INDEX session_classes_by_class ON session_classes (class_id, org_id, session_id)",
    """
    CREATE TABLE session_course_people (
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        course_id  uuid NOT NULL,
        person_id  uuid NOT NULL,
        part       text NOT NULL CHECK (part IN ('coach', 'learner')),
        PRIMARY KEY (session_id, course_id, person_id, part),
        FOREIGN KEY (session_id, course_id) REFERENCES session_courses (session_id, course_id),
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
    """
    CREATE INDEX session_course_people_by_coach ON session_course_people (person_id, org_id, session_id)
    WHERE part = 'coach'
    """,
    # A coach or room never has two sessions at a time, except cancelled ones. A session that ends when the next one
    # begins does not overlap it.
    """
    CREATE TABLE bookings (
        org_id      uuid NOT NULL,
        resource_id uuid NOT NULL,
        session_id  uuid NOT NULL,
        kind        text NOT NULL CHECK (kind IN ('coach', 'room')),
        starts_at   timestamptz NOT NULL,
        ends_at     timestamptz NOT NULL CHECK (ends_at > starts_at),
        PRIMARY KEY (session_id, resource_id),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        CONSTRAINT bookings_once EXCLUDE USING gist
            (org_id WITH =, resource_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    )
    """,
    "CREATE INDEX bookings_by_end ON bookings (resource_id, org_id, ends_at)",
    """
    CREATE TABLE session_history (
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        version    bigint NOT NULL,
        at         timestamptz NOT NULL,
        by         uuid NOT NULL,
        action     text NOT NULL,
        changes    jsonb NOT NULL,
        PRIMARY KEY (session_id, version),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
    )
    """,
    """
    CREATE TABLE session_accesses (
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        person_id  uuid NOT NULL,
        first_at   timestamptz NOT NULL,
        last_at    timestamptz NOT NULL CHECK (last_at >= first_at),
        PRIMARY KEY (session_id, person_id),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
    )
    """,
    # A copy of the marks that the attendance service locked, for the tracking page. Its events keep it up to date.
    """
    CREATE TABLE session_attendance (
        org_id            uuid NOT NULL,
        session_id        uuid NOT NULL,
        person_id         uuid NOT NULL,
        code              text NOT NULL,
        counts_as_present boolean NOT NULL,
        minutes           integer,
        PRIMARY KEY (session_id, person_id)
    )
    """,
    """
    CREATE TABLE calendar_feeds (
        org_id      uuid NOT NULL,
        person_id   uuid NOT NULL,
        secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
        created_at  timestamptz NOT NULL,
        PRIMARY KEY (org_id, person_id),
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
]

REFERENCES = [
    "ALTER TABLE sessions ADD FOREIGN KEY (org_id, room_id) REFERENCES rooms (org_id, id)",
    *(f"ALTER TABLE {table} ADD version bigint NOT NULL DEFAULT 1" for table in ("people", "courses", "categories")),
    # Sessions that were booked twice before this was forbidden stay as they are. The first of both gets the booking.
    """
    INSERT INTO bookings (org_id, resource_id, session_id, kind, starts_at, ends_at)
    SELECT s.org_id, c.person_id, s.id, 'coach', s.starts_at, s.ends_at
    FROM sessions s JOIN session_coaches c ON c.org_id = s.org_id AND c.session_id = s.id
    WHERE s.state <> 'cancelled' AND s.starts_at IS NOT NULL
    ORDER BY s.created_at, s.id
    ON CONFLICT DO NOTHING
    """,
    "DROP INDEX sessions_by_start",
    "CREATE INDEX sessions_by_date ON sessions (org_id, listed_from, id)",
    "CREATE INDEX sessions_by_end ON sessions (org_id, listed_until, listed_from, id)",
    "CREATE INDEX sessions_by_category ON sessions (org_id, category_id, listed_from, id)",
    # There is no index on the state. With one, a completion would write into every index and not be an update in place.
    "CREATE INDEX session_courses_by_course ON session_courses (course_id, org_id, session_id)",
    # What belongs to a session is looked up by the session's id. Every query also names the organisation. So while
    # there are no statistics, the planner may choose an index that begins with the organisation, and read all of it.
    "DROP INDEX roster_by_person",
    "CREATE INDEX roster_by_person ON roster (person_id, org_id) WHERE removed_at IS NULL",
    "DROP INDEX session_coaches_by_person",
    "CREATE INDEX session_coaches_by_person ON session_coaches (person_id, org_id)",
    # When an entry of the catalogue is deleted, the database looks for rows that refer to it.
    "CREATE INDEX sessions_by_room ON sessions (org_id, room_id) WHERE room_id IS NOT NULL",
    "CREATE INDEX courses_by_category ON courses (org_id, category_id) WHERE category_id IS NOT NULL",
    # This finds a few admins and coaches among a million learners.
    "CREATE INDEX people_by_role ON people (org_id, role, username)",
]

CHANGED = "SELECT, INSERT, UPDATE"
REPLACED = "SELECT, INSERT, DELETE"
KEPT = "SELECT, INSERT, UPDATE, DELETE"

API_PRIVILEGES = {
    "rooms": KEPT,
    "classes": KEPT,
    "class_members": CHANGED,
    "session_classes": REPLACED,
    "session_course_people": REPLACED,
    "bookings": REPLACED,
    "session_history": "SELECT, INSERT",
    "session_accesses": CHANGED,
    "calendar_feeds": KEPT,
}

# Catalogue entries can be changed, and deleted if nothing uses them.
CATALOGUE = [
    f"GRANT UPDATE{', DELETE' if table != 'people' else ''} ON {table} TO {SERVICE}_api"
    for table in ("people", "courses", "categories")
]

# Large imports and the sessions of batches are written by the worker.
WORKER_PRIVILEGES = {
    **dict.fromkeys(("people", "courses", "categories", "sessions", "roster", "classes"), CHANGED),
    **dict.fromkeys(("session_coaches", "session_courses"), REPLACED),
    # SELECT … FOR KEY SHARE needs the privilege UPDATE.
    "rooms": "SELECT, UPDATE",
    "class_members": CHANGED,
    "session_classes": REPLACED,
    "session_course_people": REPLACED,
    "bookings": REPLACED,
    "session_history": "SELECT, INSERT",
    "session_attendance": CHANGED,
    "call_presence": CHANGED,
}


def upgrade() -> None:
    """Create everything."""
    statements = [WINDOWS, FREEZE_SESSION, *COUNT_LEARNERS, "CREATE EXTENSION IF NOT EXISTS btree_gist", *TABLES]
    for table in (*API_PRIVILEGES, "session_attendance"):
        statements += ddl.grant(
            SERVICE, table, api=API_PRIVILEGES.get(table, "SELECT"), worker=WORKER_PRIVILEGES.get(table, "SELECT")
        )
        statements += ddl.tenant(SERVICE, table)
    for table in WORKER_PRIVILEGES.keys() - API_PRIVILEGES.keys() - {"session_attendance"}:
        statements += ddl.grant(SERVICE, table, worker=WORKER_PRIVILEGES[table])
    statements += [*REFERENCES, *CATALOGUE, *ddl.immutable("session_history")]
    for table in ("session_classes", "session_course_people"):
        statements += [
            f"CREATE TRIGGER {table}_final BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_completed_parts()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_final",
        ]
    for statement in statements:
        op.execute(statement)
