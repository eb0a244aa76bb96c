"""Names are unique by their folded form: case, width, white space and invisible characters do not matter."""

from alembic import op
from sqlalchemy import text

revision = "0022"
down_revision = "0021"

KEYS = {
    "batches": "name",
    "categories": "name",
    "classes": "name",
    "courses": "code",
    "people": "username",
    "rooms": "name",
    "sessions": "name",
}
# Default_Ignorable_Code_Point and White_Space of Unicode.
IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
SPACE = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

# It is one expression, so that PostgreSQL can put it into the statement that calls the function. It names its
# collations, so that the one of the database does not matter.
FOLD = (
    f"btrim(regexp_replace(normalize(casefold(regexp_replace(normalize({{key}}, NFKC) COLLATE \"C\", '[{IGNORABLE}]', "
    f"'', 'g') COLLATE pg_unicode_fast), NFKC) COLLATE \"C\", '[{SPACE}]+', ' ', 'g'), ' ')"
)
FOLDED = f"""
    CREATE FUNCTION folded(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN {FOLD.format(key="name")}
"""
# A statement that finds an index by its columns names the old ones in the previous version of the code, and lists are
# sorted by the name as it is written. So the old index stays, as an index that is no constraint. It is made last,
# because PostgreSQL reports the violation of the oldest index. If the migration fails, the function is not there, so
# the query in the message has its expression.
UNIQUE = """
    DO $do$
    BEGIN
        ALTER TABLE {table} DROP CONSTRAINT {table}_{key}_key;
        ALTER TABLE {table}
            ADD COLUMN folded_{key} text COLLATE "C" GENERATED ALWAYS AS (folded({key})) STORED NOT NULL,
            ADD CONSTRAINT {table}_{key}_key UNIQUE (org_id, folded_{key});
        CREATE UNIQUE INDEX {table}_by_{key} ON {table} (org_id, {key});
    EXCEPTION WHEN unique_violation THEN
        RAISE EXCEPTION 'Two rows of the table {table} have a {key} that differs only in case, width, white space or '
            'invisible characters. Change one of them, then migrate again. This query finds them: %',
            $query$SELECT org_id, array_agg({key}) FROM {table} GROUP BY 1, {fold} HAVING count(*) > 1$query$
            USING ERRCODE = 'unique_violation';
    END $do$
"""
# The key of a row in a file is compared in the same way. The previous version of the code compares it as it is written.
ROWS = [
    'ALTER TABLE import_rows ADD COLUMN folded_key text COLLATE "C" GENERATED ALWAYS AS (folded(key)) STORED',
    "CREATE INDEX import_rows_by_folded_key ON import_rows (import_id, folded_key, line)",
]

# The trigger sees a row before its generated columns have their values. So it leaves out the new one, as it leaves out
# `listed_from`. A name may change after the completion.
FINAL = r"""
    CREATE OR REPLACE FUNCTION refuse_change_of_completed_session() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        open constant text[] \:= '{version,name,folded_name,description,display_from,display_until,access_from,
            access_until,coach_from,coach_until,visibility,listed_from,listed_until,changed_at,own_fields}';
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.version >= OLD.version AND to_jsonb(NEW) - open = to_jsonb(OLD) - open THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'session % is completed and final\: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def upgrade() -> None:
    """Make the function, the folded columns, and the constraints over them."""
    op.execute(text(FOLDED))
    for table, key in KEYS.items():
        op.execute(text(UNIQUE.format(table=table, key=key, fold=FOLD.format(key=key))))
    for statement in (FINAL, *ROWS):
        op.execute(text(statement))
