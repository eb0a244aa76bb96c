"""Guardians, who see what their learners see. And the privileges that the erasure of a person needs as the worker."""

from alembic import op
from chassis.database import ddl

revision = "0012"
down_revision = "0011"

SERVICE = "sessions"

TABLES = [
    """
    CREATE TABLE guardians (
        org_id      uuid NOT NULL,
        guardian_id uuid NOT NULL,
        learner_id  uuid NOT NULL,
        added_at    timestamptz NOT NULL,
        PRIMARY KEY (guardian_id, learner_id),
        FOREIGN KEY (org_id, guardian_id) REFERENCES people (org_id, id),
        FOREIGN KEY (org_id, learner_id) REFERENCES people (org_id, id)
    )
    """,
    "CREATE INDEX guardians_by_learner ON guardians (learner_id, org_id)",
]


def upgrade() -> None:
    """Create the table."""
    statements = [
        *TABLES,
        *ddl.grant(SERVICE, "guardians", api="SELECT, INSERT, DELETE", worker="SELECT, DELETE"),
        *ddl.tenant(SERVICE, "guardians"),
        *ddl.grant(SERVICE, "calendar_feeds", worker="SELECT, DELETE"),
    ]
    for statement in statements:
        op.execute(statement)
