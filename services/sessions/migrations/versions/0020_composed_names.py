"""Names are in their composed form (NFC), so that an accent is always written with the same characters."""

from alembic import op
from sqlalchemy import text

revision = "0020"
down_revision = "0019"

NAMES = {
    "batches": ("name",),
    "categories": ("name",),
    "classes": ("name",),
    "courses": ("code", "title"),
    "organisations": ("name",),
    "people": ("username", "name"),
    "rooms": ("name",),
    "sessions": ("name",),
}
# The owner sees no rows of tables that force row-level security on it. Triggers write the words of a new name.
COMPOSE = """
    DO $$
    BEGIN
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE search_words NO FORCE ROW LEVEL SECURITY;
        UPDATE {table} SET {column} = normalize({column}, NFC) WHERE {column} IS NOT NFC NORMALIZED;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        ALTER TABLE search_words FORCE ROW LEVEL SECURITY;
    EXCEPTION WHEN unique_violation THEN
        RAISE EXCEPTION 'Two rows of the table {table} have a {column} that differs only in how accents are written. '
            'Change one of them, then migrate again. This query finds them: SELECT org_id, normalize({column}, NFC) '
            'FROM {table} GROUP BY 1, 2 HAVING count(*) > 1' USING ERRCODE = 'unique_violation';
    END $$
"""


def upgrade() -> None:
    """Compose the names that are not composed."""
    for table, columns in NAMES.items():
        for column in columns:
            op.execute(text(COMPOSE.format(table=table, column=column)))
