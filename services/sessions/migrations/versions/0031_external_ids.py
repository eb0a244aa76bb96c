"""The ids that people, courses, classes and sessions have in other systems, and the language and zone of people."""

from alembic import op

revision = "0031"
down_revision = "0030"

TABLES = ("people", "courses", "classes", "sessions")

STATEMENTS = [
    *(
        statement
        for table in TABLES
        for statement in (
            f'ALTER TABLE {table} ADD COLUMN external_id text COLLATE "C"',
            f"COMMENT ON COLUMN {table}.external_id IS 'Its id in another system, compared exactly'",
            # It has no rows yet. So the index is made in one look at the table.
            f"CREATE UNIQUE INDEX {table}_external_id_key ON {table} (org_id, external_id) "
            "WHERE external_id IS NOT NULL",
        )
    ),
    "ALTER TABLE people ADD COLUMN language text, ADD COLUMN zone text",
    "COMMENT ON COLUMN people.language IS 'Their language (BCP 47)'",
    "COMMENT ON COLUMN people.zone IS 'Their IANA zone. Without one, that of the organisation holds'",
    # Rows of a large file may not share an id of another system, however far apart they are.
    'ALTER TABLE import_rows ADD COLUMN external_id text COLLATE "C"',
    "CREATE INDEX import_rows_by_external_id ON import_rows (import_id, external_id, line) "
    "WHERE external_id IS NOT NULL",
]


def upgrade() -> None:
    """Add the columns and the unique indexes."""
    for statement in STATEMENTS:
        op.execute(statement)
