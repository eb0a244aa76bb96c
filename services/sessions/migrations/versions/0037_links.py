"""Links of sessions, batches and courses: where a call takes place, and material."""

from alembic import op
from chassis.database import ddl

revision = "0037"
down_revision = "0036"

SERVICE = "sessions"

# `created_by` is an id, so it stays when that person is erased, as in every table. Sessions and batches are never
# deleted. A course can be, and takes its links with it.
TABLE = """
    CREATE TABLE links (
        org_id     uuid NOT NULL,
        link_id    uuid PRIMARY KEY,
        session_id uuid,
        batch_id   uuid,
        course_id  uuid,
        kind       text NOT NULL CHECK (kind IN ('call', 'material')),
        title      text NOT NULL CHECK (length(title) BETWEEN 1 AND 150),
        url        text NOT NULL CHECK (starts_with(url, 'https://') AND length(url) <= 2000),
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        FOREIGN KEY (org_id, batch_id) REFERENCES batches (org_id, id),
        FOREIGN KEY (org_id, course_id) REFERENCES courses (org_id, id) ON DELETE CASCADE,
        CONSTRAINT links_one_owner CHECK (num_nonnulls(session_id, batch_id, course_id) = 1)
    )
"""

INDEXES = [
    statement
    for owner in ("session", "batch", "course")
    for statement in (
        f"CREATE INDEX links_by_{owner} ON links (org_id, {owner}_id) WHERE {owner}_id IS NOT NULL",
        # Rows of other owners have no value there, and so do not count.
        f"CREATE UNIQUE INDEX links_call_of_{owner} ON links (org_id, {owner}_id) WHERE kind = 'call'",
    )
]


def upgrade() -> None:
    """Create the table."""
    for statement in (
        TABLE,
        *INDEXES,
        ddl.instants_of_new_table("links", "created_at"),
        ddl.comment("links", "Addresses of calls and of material. No event, record or export has them."),
        *ddl.grant(SERVICE, "links", api="SELECT, INSERT, DELETE"),
        *ddl.tenant(SERVICE, "links"),
    ):
        op.execute(statement)
