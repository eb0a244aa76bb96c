"""Search by the beginnings of words, with an index that works under row-level security.

Under row-level security an index serves only operators that leak nothing about other tenants' rows (LEAKPROOF). The
operators of ILIKE, trigrams and full-text search may leak. Comparisons do not. So the words are in a table of their
own, in byte order.
"""

from alembic import op
from chassis.database import ddl

revision = "0005"
down_revision = "0004"

SERVICE = "sessions"

# The function decomposes compatibility forms, removes accents and makes letters lower case. All characters other than
# letters and digits separate words.
WORDS_OF = r"""
    CREATE FUNCTION words_of(content text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT DISTINCT left(word, 40)
        FROM regexp_split_to_table(
            regexp_replace(lower(normalize(content, NFKD) COLLATE pg_c_utf8), '[\u0300-\u036f]', '', 'g'),
            '[^[:alnum:]]+') AS word
        WHERE word <> ''
    $$
"""

TABLE = """
    CREATE TABLE search_words (
        org_id uuid NOT NULL,
        kind   text COLLATE "C" NOT NULL CHECK (
            kind IN ('session', 'person', 'coach', 'course', 'category', 'class', 'room')),
        word   text COLLATE "C" NOT NULL,
        id     uuid NOT NULL,
        PRIMARY KEY (org_id, kind, word, id)
    )
"""

# For each table: the columns that are searched, and the kinds as which its rows are found. A person who may coach is
# also found as a coach, because sessions are found by their coaches, and a common name is shared by many learners.
SEARCHED = {
    "sessions": (("name",), {"session": "true"}),
    "people": (("name", "username", "email"), {"person": "true", "coach": "entry.role IN ('coach', 'admin')"}),
    "courses": (("code", "title"), {"course": "true"}),
    "categories": (("name",), {"category": "true"}),
    "classes": (("name",), {"class": "true"}),
    "rooms": (("name",), {"room": "true"}),
}


def indexing(table: str) -> list[str]:
    """Return the statements that keep the words of a table's rows. They use triggers, so no command can forget it."""
    columns, kinds = SEARCHED[table]
    content = "concat_ws(' ', " + ", ".join(f"entry.{column}" for column in columns) + ")"
    names = ", ".join(f"'{kind}'" for kind in kinds)
    is_kind = " OR ".join(f"(kind = '{kind}' AND {condition})" for kind, condition in kinds.items())
    insert = f"""
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM {{source}} AS entry, words_of({content}) AS word, unnest(ARRAY[{names}]) AS kind
        WHERE {is_kind}
        ORDER BY 1, 2, 3, 4
    """  # noqa: S608 - names of this file
    forget = f"""
        DELETE FROM search_words USING words_of({content.replace("entry.", "OLD.")}) AS old_word
        WHERE org_id = OLD.org_id AND kind IN ({names}) AND word = old_word AND id = OLD.id
    """  # noqa: S608 - names of this file
    watched = [*columns, "role"] if table == "people" else columns
    return [
        # the owner sees the existing rows only while row-level security is not forced on it
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        insert.format(source=table),
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"""
        CREATE FUNCTION index_new_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {insert.format(source="new_rows")}; RETURN NULL; END $$
        """,
        f"""
        CREATE TRIGGER {table}_words AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION index_new_{table}()
        """,
        f"""
        CREATE FUNCTION index_changed_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {forget};
            IF TG_OP = 'UPDATE' THEN
                {insert.format(source="(SELECT NEW.*)")};
            END IF;
            RETURN NULL;
        END $$
        """,
        f"""
        CREATE TRIGGER {table}_words_changed AFTER UPDATE OF {", ".join(watched)} ON {table}
        FOR EACH ROW EXECUTE FUNCTION index_changed_{table}()
        """,
        f"""
        CREATE TRIGGER {table}_words_deleted AFTER DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION index_changed_{table}()
        """,
    ]


def upgrade() -> None:
    """Create the table and fill it."""
    statements = [WORDS_OF, TABLE]
    for table in SEARCHED:
        statements += indexing(table)
    statements += ddl.grant(SERVICE, "search_words", api="SELECT, INSERT, DELETE", worker="SELECT, INSERT, DELETE")
    statements += ddl.tenant(SERVICE, "search_words")
    for statement in statements:
        op.execute(statement)
