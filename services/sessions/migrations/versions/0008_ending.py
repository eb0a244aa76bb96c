"""Ending: the policy's further values and dates, open sessions, calls that a provider tells of."""

from alembic import op
from chassis import ddl

revision = "0008"
down_revision = "0007"

SERVICE = "sessions"

# The defaults are those of domain.policy.DEFAULT_POLICY: every version that is there goes on as it was.
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

# A version that is there has been in force since it was written. The rewrite passes by the trigger that refuses every
# UPDATE, and by the row-level security that shows the owner no rows.
POLICY_DATES = [
    "ALTER TABLE policies ALTER effective_from DROP DEFAULT",
    "ALTER TABLE policies ALTER effective_from TYPE timestamptz USING created_at",
    "ALTER TABLE policies ALTER effective_from SET DEFAULT now()",
]

TABLES = [
    # What is neither completed nor cancelled and has an end, or has begun at least: `ended_at` is the planned end, else
    # the start, and `planned` says which. A table of its own, since an index on the state of sessions would make every
    # completion write into all of their indexes (docs/adr/0010). No foreign key: triggers on sessions keep it, below.
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
    # The secret has to be there to compute with: a signature (HMAC) cannot be checked by the hash of its key.
    """
    CREATE TABLE call_hooks (
        org_id     uuid PRIMARY KEY,
        hook_id    uuid NOT NULL,
        secret     bytea NOT NULL CHECK (length(secret) = 32),
        created_at timestamptz NOT NULL,
        created_by uuid NOT NULL
    )
    """,
    # Deliveries of a call provider that were taken, applied or not: what comes again is known by its id, and what comes
    # late by `at`.
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

# Reminders are looked for from a session's end on; the worker then asks the policy when the next one is due.
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
    # It does not fire where nothing of this changes: not for the start of a session that has a planned end.
    """
    CREATE TRIGGER sessions_open_changed AFTER UPDATE OF state, ends_at, started_at ON sessions FOR EACH ROW
    WHEN ((OLD.state IN ('scheduled', 'in_progress')) <> (NEW.state IN ('scheduled', 'in_progress'))
          OR coalesce(OLD.ends_at, OLD.started_at) IS DISTINCT FROM coalesce(NEW.ends_at, NEW.started_at))
    EXECUTE FUNCTION open_changed_session()
    """,
]

# What is there already. The owner sees the rows for this one statement. No reminder is looked for of what nobody but
# support can log any more: a day more than the longest window of any policy, for sessions without a planned end.
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

# API and worker. UPDATE is what SELECT … FOR UPDATE asks for.
PRIVILEGES = {
    "open_sessions": (KEPT, KEPT),
    "call_hooks": (KEPT, "SELECT"),
    "call_events": ("SELECT, INSERT", "SELECT, UPDATE, DELETE"),
}


def upgrade() -> None:
    """Make the tables."""
    statements = [POLICIES, *POLICY_DATES, *TABLES, *FILL, *KEEP_OPEN_SESSIONS]
    for table, (api, worker) in PRIVILEGES.items():
        statements += [*ddl.grant(SERVICE, table, api=api, worker=worker), *ddl.tenant(SERVICE, table)]
    for statement in statements:
        op.execute(statement)
