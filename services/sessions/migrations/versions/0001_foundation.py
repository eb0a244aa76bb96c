"""The foundation: directory, policy, sessions with coaches, courses, roster and presence, completion records."""

from alembic import op
from chassis.database import ddl

revision = "0001"
down_revision = None

SERVICE = "sessions"

TABLES = [
    """
    CREATE TABLE organisations (
        org_id     uuid PRIMARY KEY,
        name       text NOT NULL,
        zone       text NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE policies (
        org_id                   uuid NOT NULL,
        version                  integer NOT NULL CHECK (version > 0),
        minimum_minutes          integer NOT NULL,
        maximum_minutes          integer NOT NULL,
        step_minutes             integer NOT NULL CHECK (step_minutes > 0),
        recap_minimum_characters integer NOT NULL CHECK (recap_minimum_characters >= 0),
        acceptance_required      boolean NOT NULL,
        empty_call_required      boolean NOT NULL,
        log_within_hours         integer NOT NULL CHECK (log_within_hours >= 0),
        start_early_minutes      integer NOT NULL CHECK (start_early_minutes >= 0),
        created_at               timestamptz NOT NULL,
        created_by               uuid NOT NULL,
        PRIMARY KEY (org_id, version),
        CHECK (minimum_minutes BETWEEN 0 AND maximum_minutes),
        CHECK (minimum_minutes % step_minutes = 0 AND maximum_minutes % step_minutes = 0)
    )
    """,
    """
    CREATE TABLE people (
        org_id     uuid NOT NULL,
        id         uuid NOT NULL,
        username   text NOT NULL,
        name       text NOT NULL,
        email      text,
        role       text NOT NULL CHECK (role IN ('learner', 'coach', 'guardian', 'admin', 'support')),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, id),
        CONSTRAINT people_username_key UNIQUE (org_id, username)
    )
    """,
    """
    CREATE TABLE categories (
        org_id uuid NOT NULL,
        id     uuid NOT NULL,
        name   text NOT NULL,
        PRIMARY KEY (org_id, id),
        CONSTRAINT categories_name_key UNIQUE (org_id, name)
    )
    """,
    """
    CREATE TABLE courses (
        org_id      uuid NOT NULL,
        id          uuid NOT NULL,
        code        text NOT NULL,
        title       text NOT NULL,
        category_id uuid,
        created_at  timestamptz NOT NULL,
        PRIMARY KEY (org_id, id),
        CONSTRAINT courses_code_key UNIQUE (org_id, code),
        FOREIGN KEY (org_id, category_id) REFERENCES categories (org_id, id)
    )
    """,
    """
    CREATE TABLE sessions (
        org_id        uuid NOT NULL,
        id            uuid NOT NULL,
        version       bigint NOT NULL CHECK (version > 0),
        state         text NOT NULL CHECK (state IN ('scheduled', 'in_progress', 'completed', 'cancelled')),
        name          text NOT NULL,
        description   text NOT NULL,
        batch_id      uuid,
        category_id   uuid,
        mode          text NOT NULL CHECK (mode IN ('online', 'in_person')),
        starts_at     timestamptz,
        ends_at       timestamptz,
        zone          text NOT NULL,
        started_at    timestamptz,
        started_by    uuid,
        cancelled_at  timestamptz,
        cancelled_by  uuid,
        cancel_reason text,
        completed_at  timestamptz,
        created_at    timestamptz NOT NULL,
        PRIMARY KEY (org_id, id),
        CONSTRAINT sessions_name_key UNIQUE (org_id, name),
        FOREIGN KEY (org_id, category_id) REFERENCES categories (org_id, id),
        CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
        CHECK (ends_at > starts_at),
        CHECK ((started_at IS NULL) = (started_by IS NULL)),
        CHECK (state <> 'scheduled' OR started_at IS NULL),
        CHECK (state <> 'in_progress' OR started_at IS NOT NULL),
        CHECK ((state = 'completed') = (completed_at IS NOT NULL)),
        CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL AND cancelled_by IS NOT NULL
                                        AND cancel_reason IS NOT NULL))
    )
    """,
    "CREATE INDEX sessions_by_start ON sessions (org_id, coalesce(starts_at, 'infinity'::timestamptz), id)",
    """
    CREATE TABLE session_coaches (
        org_id             uuid NOT NULL,
        session_id         uuid NOT NULL,
        person_id          uuid NOT NULL,
        position           smallint NOT NULL CHECK (position >= 0),
        share_basis_points integer NOT NULL CHECK (share_basis_points BETWEEN 0 AND 10000),
        PRIMARY KEY (session_id, person_id),
        CONSTRAINT session_coaches_position_key UNIQUE (session_id, position),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
    "CREATE INDEX session_coaches_by_person ON session_coaches (org_id, person_id)",
    """
    CREATE TABLE session_courses (
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        course_id  uuid NOT NULL,
        position   smallint NOT NULL CHECK (position >= 0),
        PRIMARY KEY (session_id, course_id),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        FOREIGN KEY (org_id, course_id) REFERENCES courses (org_id, id)
    )
    """,
    """
    CREATE TABLE roster (
        org_id      uuid NOT NULL,
        session_id  uuid NOT NULL,
        person_id   uuid NOT NULL,
        added_at    timestamptz NOT NULL,
        removed_at  timestamptz,
        acceptance  text NOT NULL CHECK (acceptance IN ('invited', 'accepted', 'declined')),
        answered_at timestamptz,
        PRIMARY KEY (session_id, person_id, added_at),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
    "CREATE UNIQUE INDEX roster_current ON roster (session_id, person_id) WHERE removed_at IS NULL",
    "CREATE INDEX roster_by_person ON roster (org_id, person_id) WHERE removed_at IS NULL",
    """
    CREATE TABLE call_presence (
        org_id     uuid NOT NULL,
        session_id uuid NOT NULL,
        person_id  uuid NOT NULL,
        joined_at  timestamptz NOT NULL,
        left_at    timestamptz,
        PRIMARY KEY (session_id, person_id, joined_at),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
    )
    """,
    "CREATE UNIQUE INDEX call_presence_current ON call_presence (session_id, person_id) WHERE left_at IS NULL",
    """
    CREATE TABLE completion_records (
        org_id         uuid NOT NULL,
        session_id     uuid PRIMARY KEY,
        event_id       uuid NOT NULL UNIQUE,
        record         bytea NOT NULL,
        leaf_hash      bytea NOT NULL CHECK (leaf_hash = sha256('\\x00'::bytea || record)),
        request_digest bytea NOT NULL CHECK (length(request_digest) = 32),
        completed_at   timestamptz NOT NULL,
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
    )
    """,
    """
    CREATE TABLE completion_texts (
        org_id      uuid NOT NULL,
        session_id  uuid PRIMARY KEY REFERENCES completion_records (session_id),
        salt        bytea NOT NULL CHECK (length(salt) = 32),
        recap       jsonb NOT NULL,
        late_reason text
    )
    """,
]

CREATED = "SELECT, INSERT"
CHANGED = "SELECT, INSERT, UPDATE"
REPLACED = "SELECT, INSERT, DELETE"

API_PRIVILEGES = {
    "organisations": CHANGED,
    "policies": CREATED,
    "people": CREATED,
    "categories": CREATED,
    "courses": CREATED,
    "sessions": CHANGED,
    "session_coaches": REPLACED,
    "session_courses": REPLACED,
    "roster": CHANGED,
    "call_presence": CHANGED,
    "completion_records": CREATED,
    "completion_texts": CREATED,
}

IMMUTABLE = ("policies", "completion_records", "completion_texts")

# A completed session is final, whatever SQL is run. Only its version, name and description may change, because later
# facts about it (amendments) continue its sequence, and no record depends on its name and description.
FREEZE_SESSION = [
    """
    CREATE FUNCTION refuse_change_of_completed_session() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.version >= OLD.version
               AND to_jsonb(NEW) - '{version,name,description}'::text[]
                   = to_jsonb(OLD) - '{version,name,description}'::text[] THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'session % is completed and final: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER sessions_final BEFORE UPDATE OR DELETE ON sessions
    FOR EACH ROW WHEN (OLD.state = 'completed') EXECUTE FUNCTION refuse_change_of_completed_session()
    """,
    "ALTER TABLE sessions ENABLE ALWAYS TRIGGER sessions_final",
]

# The parts of a completed session are final too. The trigger locks the session's row, because a completion in progress
# holds it FOR UPDATE. Without this lock, a change could be checked before a completion and be committed after it.
FREEZE_PARTS = """
    CREATE FUNCTION refuse_change_of_completed_parts() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        part record;
        session_state text;
    BEGIN
        IF TG_OP = 'UPDATE' AND (NEW.org_id, NEW.session_id) IS DISTINCT FROM (OLD.org_id, OLD.session_id) THEN
            RAISE EXCEPTION 'rows of % do not move between sessions', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'INSERT' THEN
            part := NEW;
        ELSE
            part := OLD;
        END IF;
        SELECT state INTO session_state FROM sessions
        WHERE org_id = part.org_id AND id = part.session_id FOR KEY SHARE;
        IF session_state = 'completed' THEN
            RAISE EXCEPTION 'session % is completed and final: % on % is refused',
                part.session_id, TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    """Create everything."""
    statements = [*TABLES, *ddl.chassis_tables(SERVICE)]
    for table, privileges in API_PRIVILEGES.items():
        statements += ddl.grant(SERVICE, table, api=privileges, worker="SELECT")
        statements += ddl.tenant(SERVICE, table)
    for table in IMMUTABLE:
        statements += ddl.immutable(table)
    statements += [*FREEZE_SESSION, FREEZE_PARTS]
    for table in ("session_coaches", "session_courses", "roster"):
        statements += [
            f"CREATE TRIGGER {table}_final BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_completed_parts()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_final",
        ]
    for table in ("sessions", "session_coaches", "session_courses", "roster"):
        statements += [
            f"CREATE TRIGGER {table}_untruncatable BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_untruncatable",
        ]
    for statement in statements:
        op.execute(statement)
