"""Organisations, and guardians of learners, as the sessions service says that they are."""

from alembic import op
from chassis.database import ddl

revision = "0008"
down_revision = "0007"

SERVICE = "reports"

TABLES = {
    "organisations": """
        CREATE TABLE organisations (
            org_id                uuid PRIMARY KEY,
            sequence              bigint NOT NULL CHECK (sequence > 0),
            zone                  text NOT NULL,
            policy_version        bigint NOT NULL CHECK (policy_version >= 0),
            policy_effective_from timestamptz
        )
    """,
    "guardians": """
        CREATE TABLE guardians (
            learner_id  uuid NOT NULL,
            guardian_id uuid NOT NULL,
            org_id      uuid NOT NULL,
            sequence    bigint NOT NULL CHECK (sequence > 0),
            is_linked   boolean NOT NULL,
            PRIMARY KEY (learner_id, guardian_id)
        )
    """,
}
COMMENTS = {
    "organisations": (
        "The newest state of each organisation, from the events of the sessions service. The policy version may not be "
        "in force yet."
    ),
    "guardians": (
        "Who is, or was, a guardian of whom, from the events of the sessions service. A removed link stays with "
        "is_linked false, so that an older event cannot bring it back."
    ),
}


def upgrade() -> None:
    """Create the tables, show each organisation only its own rows, and grant privileges."""
    for table, create in TABLES.items():
        statements = [
            create,
            *ddl.grant(SERVICE, table, api="SELECT", worker="SELECT, INSERT, UPDATE"),
            *ddl.tenant(SERVICE, table),
            ddl.comment(table, COMMENTS[table]),
        ]
        for statement in statements:
            op.execute(statement)
