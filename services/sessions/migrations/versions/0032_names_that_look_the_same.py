"""One rule for names that are the same, and one for names that are found (docs/adr/0027).

Names that the new rule makes the same are kept apart by a number, and the log says which.
"""

import structlog
from alembic import op
from sqlalchemy import text

revision = "0032"
down_revision = "0031"

# ruff: noqa: S608 - the statements are put together from names of this file
_log = structlog.stdlib.get_logger("sessions.migrations")

KEYS = {
    "batches": "name",
    "categories": "name",
    "classes": "name",
    "courses": "code",
    "people": "username",
    "rooms": "name",
    "sessions": "name",
}
CHARACTERS = {"courses": 40, "people": 100, "classes": 200, "rooms": 200}
"""The length of the longest name where it is not that of a session. Codes and usernames have no spaces."""

# Default_Ignorable_Code_Point and White_Space of Unicode. The blank of braille is no white space there, but looks so.
IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
SPACE = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000"

# What ignorable characters kept apart is composed first, because folding makes a letter of the iota below another one.
FOLDED = f"""
    CREATE OR REPLACE FUNCTION folded(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(normalize(casefold(normalize(regexp_replace(normalize(name, NFKC) COLLATE "C",
        '[{IGNORABLE}]', '', 'g'), NFKC) COLLATE pg_unicode_fast), NFKC) COLLATE "C", '[{SPACE}]+', ' ', 'g'), ' ')
"""

# Accents of Latin, Greek and Cyrillic letters, points of Hebrew and Arabic, the long stroke between Arabic letters,
# tones of Thai, and the marks of voiced kana.
MARKS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
    r"\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
# Latin letters that Unicode does not take apart: those with strokes, hooks and tails, and the i without a dot.
LETTERS = (
    "\u00f0\u00f8\u0111\u0127\u0131\u0138\u0142\u014b\u0167\u0180\u0183\u0188\u018c\u0192\u0199\u019a\u019e\u01a5\u01ab"
    "\u01ad\u01b4\u01b6\u01e5\u0221\u0225\u0234\u0235\u0236\u0237\u023c\u023f\u0240\u0247\u0249\u024b\u024d\u024f"
    "\u0253\u0254\u0255\u0256\u0257\u0259\u025b\u025f\u0260\u0266\u0268\u026b\u026c\u026d\u0271\u0272\u0273\u0275"
    "\u027c\u027d\u027e\u0282\u0284\u0288\u028b\u0290\u0291\u029d\u02a0\u1d6c\u1d6d\u1d6e\u1d6f\u1d70\u1d71\u1d72"
    "\u1d73\u1d74\u1d75\u1d76\u1d7d\u1d80\u1d81\u1d82\u1d83\u1d84\u1d85\u1d86\u1d87\u1d88\u1d89\u1d8a\u1d8c\u1d8d"
    "\u1d8e\u1d8f\u1d91\u1d92\u1d96\u1d99\u1eff\u2c61\u2c65\u2c66\u2c68\u2c6a\u2c6c\u2c71\u2c73\u2c74\u2c78\u2c7a"
    "\ua741\ua743\ua745\ua749\ua74b\ua74d\ua751\ua753\ua755\ua757\ua759\ua75f\ua78e\ua791\ua793\ua794\ua795\ua797"
    "\ua799\ua7a1\ua7a3\ua7a5\ua7a7\ua7a9\ua7b9\ua7c8\ua7ca\uab34\uab37\uab38\uab39\uab3a\uab3b\uab49\uab4e\uab52"
    "\uab56\uab57\uab58\uab59\uab5a\U0001df09\U0001df11\U0001df13\U0001df16\U0001df1a\U0001df1b\U0001df1d"
    "\U0001df1e"
)
PLAIN = (
    "dodhiklntbbcdfklnpttyzgdzlntjcszejqrybocddeejghilllmnnorrrsjtvzzjqbdfmnprrstzpbdfgklmnprsvxzadeiuylat"
    "hkzvwveokkkloopppqqvlncchbfgknrsudselllmnruuxxxxytllriocs"
)
# Letters in front of vowels, such as the okina, are typed as apostrophes, which separate words.
APOSTROPHES = "\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\ua78b\ua78c"

WORDS_OF = f"""
    CREATE OR REPLACE FUNCTION words_of(content text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT DISTINCT left(word, 40)
        FROM regexp_split_to_table(
            translate(replace(replace(replace(replace(casefold(regexp_replace(
                normalize(content, NFKD) COLLATE "C", '[{IGNORABLE}{MARKS}]', '', 'g') COLLATE pg_unicode_fast),
                '\u00e6', 'ae'), '\u0153', 'oe'), '\u00fe', 'th'), 'l\u00b7', 'l'),
                '{LETTERS}{APOSTROPHES}', '{PLAIN}{" " * len(APOSTROPHES)}') COLLATE pg_unicode_fast,
            '[^[:alnum:]]+') AS word
        WHERE word <> ''
    $$
"""

# The names of these are free, so they have their ids behind them (migration 0029).
FREED = {"sessions": "(state = 'cancelled' OR voided_at IS NOT NULL)"}

# For each table: the columns that are searched, and the kinds as which its rows are found (migration 0005).
SEARCHED = {
    "sessions": (("name",), {"session": "true"}),
    "people": (("name", "username", "email"), {"person": "true", "coach": "entry.role IN ('coach', 'admin')"}),
    "courses": (("code", "title"), {"course": "true"}),
    "categories": (("name",), {"category": "true"}),
    "classes": (("name",), {"class": "true"}),
    "rooms": (("name",), {"room": "true"}),
}
TABLES = ("search_words", *KEYS)


def upgrade() -> None:
    """Replace both functions, and write anew what they made of names."""
    # The owner sees no rows of tables that force row-level security on it. Nobody writes meanwhile.
    _run(*(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in TABLES))
    _run(FOLDED, WORDS_OF)
    for table, key in KEYS.items():
        _fold_again(table, key)
    for table in SEARCHED:
        _index_again(table)
    _run(*(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in TABLES))
    # Two rows of a file may mean one thing, by its name and by its id in another system.
    _run("CREATE INDEX import_rows_by_target ON import_rows (import_id, target_id, line) WHERE target_id IS NOT NULL")


def _run(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement.replace(":", "\\:")))


def _fold_again(table: str, key: str) -> None:
    """Write the folded names that differ under the new rule. One that is taken gets a number behind it."""
    db = op.get_bind()
    other, freed = f"{key} ~ '[^\\u0001-\\u007f]'", FREED.get(table, "false")
    _run(f"UPDATE {table} SET {key} = {key} WHERE {other} AND {freed}")
    stale = db.execute(
        text(
            f"SELECT org_id, id, {key} AS name FROM {table} "
            f"WHERE {other} AND folded_{key} <> folded({key}) AND NOT {freed} ORDER BY org_id, id"
        )
    ).all()
    # names that are not folded again yet are unique as they are written
    taken = text(
        f"SELECT 1 FROM {table} WHERE org_id = :org_id AND id <> :id "
        f"AND (folded_{key} = folded(:name) OR {key} = :name) AND NOT {freed}"
    )
    write = text(f"UPDATE {table} SET {key} = :name WHERE org_id = :org_id AND id = :id")
    for org_id, entry_id, name in stale:
        number, apart = 1, name
        while db.execute(taken, {"org_id": org_id, "id": entry_id, "name": apart}).first():
            number += 1
            apart = _numbered(table, name, number)
        db.execute(write, {"org_id": org_id, "id": entry_id, "name": apart})
        if apart != name:
            _log.warning("name kept apart", table=table, org_id=str(org_id), id=str(entry_id), was=name, now=apart)


def _numbered(table: str, name: str, number: int) -> str:
    end = f"-{number}" if _is_a_word(table) else f" ({number})"
    return name[: CHARACTERS.get(table, 150) - len(end)] + end


def _is_a_word(table: str) -> bool:
    """Return whether the names of a table have no spaces."""
    return table in ("courses", "people")


def _index_again(table: str) -> None:
    """Write the words of all rows with other letters than those of English."""
    columns, kinds = SEARCHED[table]
    content = "concat_ws(' ', " + ", ".join(f"entry.{column}" for column in columns) + ")"
    names = ", ".join(f"'{kind}'" for kind in kinds)
    is_kind = " OR ".join(f"(kind = '{kind}' AND {condition})" for kind, condition in kinds.items())
    other = f"{content} ~ '[^\\u0001-\\u007f]'"
    _run(
        f"""
        DELETE FROM search_words USING {table} AS entry
        WHERE search_words.org_id = entry.org_id AND search_words.id = entry.id AND kind IN ({names}) AND {other}
        """,
        f"""
        INSERT INTO search_words (org_id, kind, word, id)
        SELECT entry.org_id, kind, word, entry.id
        FROM {table} AS entry, words_of({content}) AS word, unnest(ARRAY[{names}]) AS kind
        WHERE {other} AND ({is_kind})
        ORDER BY 1, 2, 3, 4
        """,
    )
