"""Organisations, as the sessions service says that they are: their zones, and which duties they separate."""

from alembic import op
from chassis.database import ddl

revision = "0011"
down_revision = "0010"

SERVICE = "payouts"

TABLE = """
    CREATE TABLE organisations (
        org_id                uuid PRIMARY KEY,
        sequence              bigint NOT NULL CHECK (sequence > 0),
        zone                  text NOT NULL,
        policy_version        bigint NOT NULL CHECK (policy_version >= 0),
        policy_effective_from timestamptz,
        separate_duties       jsonb NOT NULL DEFAULT '[]'
    )
"""
COMMENT = (
    "The newest state of each organisation, from the events of the sessions service. The policy version may not be in "
    "force yet."
)
DUTIES = "Which duties are separated and from when on: effective_from, duties. The last that has begun counts"


def upgrade() -> None:
    """Create the table, show each organisation only its own row, and grant privileges.

    The worker reads the topic of organisations from its beginning, so that it knows the organisations of before.
    """
    for statement in (
        TABLE,
        *ddl.grant(SERVICE, "organisations", api="SELECT", worker="SELECT, INSERT, UPDATE"),
        *ddl.tenant(SERVICE, "organisations"),
        ddl.instants("organisations", "policy_effective_from"),
        ddl.comment("organisations", COMMENT),
        f"COMMENT ON COLUMN organisations.separate_duties IS '{DUTIES}'",
    ):
        op.execute(statement)
    # NOT VALID is for tables with rows
    op.execute("ALTER TABLE organisations VALIDATE CONSTRAINT organisations_instants")
