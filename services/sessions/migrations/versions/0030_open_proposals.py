"""Open proposals of corrections, and voids by organisation, so that lists of sessions find them by an index."""

from alembic import op
from chassis.database import ddl

revision = "0030"
down_revision = "0029"

SERVICE = "sessions"
READ_BY_OWNER = ("amendments", "amendment_decisions")

TABLE = [
    # It has no foreign key, because the triggers below keep it up to date.
    "CREATE TABLE open_proposals (amendment_id uuid PRIMARY KEY, org_id uuid NOT NULL, session_id uuid NOT NULL)",
    "CREATE INDEX open_proposals_by_session ON open_proposals (org_id, session_id)",
    ddl.comment("open_proposals", "Proposals of corrections on which nobody has decided. Triggers keep it up to date."),
    *ddl.grant(SERVICE, "open_proposals", api="SELECT, INSERT, DELETE", worker="SELECT, INSERT, DELETE"),
    *ddl.tenant(SERVICE, "open_proposals"),
    "CREATE INDEX correction_records_voids ON correction_records (org_id, session_id) WHERE kind = 'void'",
]

# A proposal that is decided at once comes with its decision in one statement, in whatever order.
KEEP = [
    """
    CREATE FUNCTION open_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO open_proposals (amendment_id, org_id, session_id)
        SELECT NEW.amendment_id, NEW.org_id, NEW.session_id
        WHERE NOT EXISTS (SELECT FROM amendment_decisions d WHERE d.amendment_id = NEW.amendment_id)
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER amendments_open AFTER INSERT ON amendments FOR EACH ROW EXECUTE FUNCTION open_proposal()",
    """
    CREATE FUNCTION close_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM open_proposals WHERE amendment_id = NEW.amendment_id;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER amendment_decisions_close AFTER INSERT ON amendment_decisions FOR EACH ROW "
    "EXECUTE FUNCTION close_proposal()",
]

# The triggers are there already, and their locks keep writers out until the end.
FILL = [
    *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in (*READ_BY_OWNER, "open_proposals")),
    """
    INSERT INTO open_proposals (amendment_id, org_id, session_id)
    SELECT amendment_id, org_id, session_id FROM amendments a
    WHERE NOT EXISTS (SELECT FROM amendment_decisions d WHERE d.amendment_id = a.amendment_id)
    """,
    *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in (*READ_BY_OWNER, "open_proposals")),
]


def upgrade() -> None:
    """Create the table and its triggers, fill it, and index voids."""
    for statement in (*TABLE, *KEEP, *FILL):
        op.execute(statement)
