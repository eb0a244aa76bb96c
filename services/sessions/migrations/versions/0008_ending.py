"""Ending: more values and dates of the policy, open sessions, and reports of call providers."""

from alembic import op
from chassis.database import ddl

revision = "0008"
down_revision = "0007"

SERVICE = "sessions"

# The defaults are those of domain.policy.DEFAULT_POLICY, so existing versions mean the same as before.
POLICIES = """
    ALTER TABLE policies
        ADD effective_from          timestamptz NOT NULL DEFAULT now(),
        ADD rounding                text NOT NULL DEFAULT 'up' CHECK (rounding IN ('up', 'nearest', 'down')),
        ADD recap_sections_required boolean NOT NULL DEFAULT false,
        ADD attendance_default      text NOT NULL DEFAULT 'absent'
            CHECK (attendance_default IN ('present', 'late', 'excused', 'absent')),
        ADD reminder_hours          integer[] NOT NULL DEFAULT '{1,24,66}' CHECK (cardinality(reminder_hours) <= 10),
        ADD amendment_second_person boolean NOT NULL DEFAULT true,
        ADD amendment_approvers     text[] NOT NULL DEFAULT '{admin}'
            CHECK (cardinality(amendment_approvers) > 0 AND amendment_approvers <@ '{admin,support}'),
        ADD void_allowed            boolean NOT NULL DEFAULT true
"""

# An existing version has been in force since it was written. This rewrites the table without firing the trigger that
# refuses every UPDATE, and in spite of row-level security, which would show the owner no rows.
POLICY_DATES = [
    "ALTER TABLE policies ALTER effective_from DROP DEFAULT",
    "ALTER TABLE policies ALTER effective_from TYPE timestamptz USING created_at",
    "ALTER TABLE policies ALTER effective_from SET DEFAULT now()",
]

TABLES = [
    # Sessions that are neither completed nor cancelled, and that have a planned end or have begun. `ended_at` is the
    # planned end, or else the start, and `planned` says which. It is a table of its own, because with an index on the
    # state of sessions every completion would write into all their indexes (docs/adr/0010). It has no foreign key,
    # because the triggers below keep it up to date.
    """
    CREATE TABLE open_sessions (
        org_id     uuid NOT NULL,
        session_id uuid PRIMARY KEY,
        planned    boolean NOT NULL,
        ended_at   timestamptz NOT NULL,
        remind_at  timestamptz,
        reminded   smallint NOT NULL DEFAULT 0 CHECK (reminded >= 0)
    )
    """,
    # The secret itself is stored, because a signature (HMAC) cannot be checked with a hash of its key.
    """
    CREATE TABLE call_hooks (
        org_id     uuid PRIMARY KEY,
        hook_id    uuid NOT NULL,
        secret     bytea NOT NULL CHECK (length(secret) = 32),
        created_at timestamptz NOT NULL,
        created_by uuid NOT NULL
    )
    """,
    # Deliveries of a call provider that were taken, applied or not. A repeated delivery is found by its id, and a late
    # one by `at`.
    """
    CREATE TABLE call_events (
        org_id      uuid NOT NULL,
        webhook_id  text NOT NULL,
        session_id  uuid NOT NULL,
        person_id   uuid NOT NULL,
        at          timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, webhook_id),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id)
    )
    """,
    "CREATE INDEX call_events_by_person ON call_events (session_id, person_id, at)",
    "CREATE INDEX call_events_by_time ON call_events (received_at)",
]

# The worker looks for reminders from a session's end on. Then it asks the policy when the next one is due.
KEEP_OPEN_SESSIONS = [
    """
    CREATE FUNCTION open_new_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO open_sessions (org_id, session_id, planned, ended_at, remind_at)
        SELECT org_id, id, ends_at IS NOT NULL, coalesce(ends_at, started_at), coalesce(ends_at, started_at)
        FROM inserted
        WHERE state IN ('scheduled', 'in_progress') AND coalesce(ends_at, started_at) IS NOT NULL;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER sessions_open_new AFTER INSERT ON sessions REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION open_new_sessions()
    """,
    """
    CREATE FUNCTION open_changed_session() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state IN ('scheduled', 'in_progress') AND coalesce(NEW.ends_at, NEW.started_at) IS NOT NULL THEN
            INSERT INTO open_sessions (org_id, session_id, planned, ended_at, remind_at)
            VALUES (NEW.org_id, NEW.id, NEW.ends_at IS NOT NULL, coalesce(NEW.ends_at, NEW.started_at),
                    coalesce(NEW.ends_at, NEW.started_at))
            ON CONFLICT (session_id) DO UPDATE
            SET planned = excluded.planned, ended_at = excluded.ended_at, remind_at = excluded.remind_at, reminded = 0;
        ELSE
            DELETE FROM open_sessions WHERE session_id = NEW.id;
        END IF;
        RETURN NULL;
    END $$
    """,
    # It does not fire if none of these values changes, for example when a session with a planned end is started.
    """
    CREATE TRIGGER sessions_open_changed AFTER UPDATE OF state, ends_at, started_at ON sessions FOR EACH ROW
    WHEN ((OLD.state IN ('scheduled', 'in_progress')) <> (NEW.state IN ('scheduled', 'in_progress'))
          OR coalesce(OLD.ends_at, OLD.started_at) IS DISTINCT FROM coalesce(NEW.ends_at, NEW.started_at))
    EXECUTE FUNCTION open_changed_session()
    """,
]

# Existing sessions. The owner sees the rows for this one statement. A session that only support can still log gets no
# reminder. The limit is the longest window of the organisation's policies plus a day, because sessions without a
# planned end are over later.
FILL = [
    *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in ("sessions", "policies")),
    """
    INSERT INTO open_sessions (org_id, session_id, planned, ended_at, remind_at)
    SELECT s.org_id, s.id, s.ends_at IS NOT NULL, ended.at,
           CASE WHEN ended.at + interval '1 day' + interval '1 hour' * coalesce(longest.log_within_hours, 72) > now()
                THEN ended.at END
    FROM sessions s
    CROSS JOIN LATERAL (SELECT coalesce(s.ends_at, s.started_at) AS at) AS ended
    LEFT JOIN (SELECT org_id, max(log_within_hours) AS log_within_hours FROM policies GROUP BY org_id) AS longest
        ON longest.org_id = s.org_id
    WHERE s.state IN ('scheduled', 'in_progress') AND ended.at IS NOT NULL
    """,
    *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in ("sessions", "policies")),
    "CREATE INDEX open_sessions_by_end ON open_sessions (org_id, ended_at)",
    "CREATE INDEX open_sessions_due ON open_sessions (remind_at) WHERE remind_at IS NOT NULL",
]

KEPT = "SELECT, INSERT, UPDATE, DELETE"

# Privileges of API and worker. SELECT … FOR UPDATE needs the privilege UPDATE.
PRIVILEGES = {
    "open_sessions": (KEPT, KEPT),
    "call_hooks": (KEPT, "SELECT"),
    "call_events": ("SELECT, INSERT", "SELECT, UPDATE, DELETE"),
}


def upgrade() -> None:
    """Create the tables."""
    statements = [POLICIES, *POLICY_DATES, *TABLES, *FILL, *KEEP_OPEN_SESSIONS]
    for table, (api, worker) in PRIVILEGES.items():
        statements += [*ddl.grant(SERVICE, table, api=api, worker=worker), *ddl.tenant(SERVICE, table)]
    for statement in statements:
        op.execute(statement)
