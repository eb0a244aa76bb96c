"""Classes have coaches, who may plan lessons with its learners."""

from alembic import op
from chassis.database import ddl

revision = "0036"
down_revision = "0035"

SERVICE = "sessions"
TABLE = [
    """
    CREATE TABLE class_coaches (
        org_id uuid NOT NULL,
        class_id uuid NOT NULL,
        person_id uuid NOT NULL,
        added_at timestamptz NOT NULL,
        PRIMARY KEY (class_id, person_id),
        FOREIGN KEY (org_id, class_id) REFERENCES classes (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id)
    )
    """,
    ddl.instants_of_new_table("class_coaches", "added_at"),
    "CREATE INDEX class_coaches_by_person ON class_coaches (org_id, person_id)",
    ddl.comment("class_coaches", "The coaches of a class. They know its learners, and may plan lessons with them."),
    *ddl.grant(SERVICE, "class_coaches", api="SELECT, INSERT, DELETE", worker="SELECT"),
    *ddl.tenant(SERVICE, "class_coaches"),
]


def upgrade() -> None:
    """Create the table."""
    for statement in TABLE:
        op.execute(statement)
