"""Names are compared by a folded form, which only PostgreSQL makes: what counts as the same, and how rows are found."""

import unicodedata
from collections.abc import AsyncIterator
from typing import Final

import pytest
from chassis.database.statement import Statement, begin_for
from sessions.spellings import Finder, folded
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from .conftest import School

CHARACTERS: Final = [chr(code) for code in range(1, 0x30000) if not 0xD800 <= code < 0xE000]
"""The planes that have letters."""
MARKS: Final = ("", "\u0301", "\u0327", "\u200d", "\ufe0f", "\u3099", " ")
OTHER_CAPITALS: Final = {"\u0131", "\u0345"}
"""The letter i without a dot, whose capital is that of i, and the iota below a letter, whose capital is no mark."""
_UPPER: Final = Statement("SELECT upper(name COLLATE pg_unicode_fast) FROM unnest(CAST(:names AS text[])) AS name")


@pytest.fixture
async def db(school: School) -> AsyncIterator[AsyncConnection]:
    """A connection of the API, for its organisation."""
    async with school.engine.connect() as db:
        await begin_for(db, school.org_id)
        yield db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ida.Holm", "IDA.HOLM"),
        ("Fran\u00e7ais", "FRANC\u0327AIS"),
        ("Room 4", "\uff32oom\u3000\uff14"),
        ("Room 4", " room \t 4 "),
        ("Stra\u00dfe", "STRASSE"),
        ("Stra\u1e9ee", "strasse"),
        ("Me\u017fse", "MESSE"),
        ("\u039f\u03b4\u03c5\u03c3\u03c3\u03ad\u03b1\u03c2", "\u039f\u0394\u03a5\u03a3\u03a3\u0388\u0391\u03a3"),
        ("\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645", "\u0646\u0645\u06cc\u062f\u0627\u0646\u0645"),
        ("\u2764\ufe0f", "\u2764"),
        ("\ufb01n", "FIN"),
    ],
)
async def test_spellings_of_one_name_are_the_same(db: AsyncConnection, one: str, other: str) -> None:
    assert len(set(await folded(db, [one, other]))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ida", "Ada"),
        ("Francais", "Fran\u00e7ais"),
        ("Room 4", "Room4"),
        ("\u0131", "i"),
        ("\u0130", "I"),
        ("a-b", "a b"),
    ],
)
async def test_other_letters_accents_and_words_are_another_name(db: AsyncConnection, one: str, other: str) -> None:
    assert len(set(await folded(db, [one, other]))) == 2


@pytest.mark.parametrize("mark", MARKS)
async def test_folding_is_done_once_and_neither_normal_forms_nor_case_matter(db: AsyncConnection, mark: str) -> None:
    # each character is looked at in a name, whose normal forms Python and PostgreSQL know alike if it knows the letter
    names = [f"{one}{mark}" for one in CHARACTERS if unicodedata.category(one) != "Cn"]
    forms = await folded(db, names)

    assert await folded(db, forms) == forms
    for normal in ("NFD", "NFKC"):
        assert await folded(db, [unicodedata.normalize(normal, name) for name in names]) == forms
    upper = await folded(db, await _UPPER.scalars(db, {"names": names}))
    wrong = [name for name, one, form in zip(names, upper, forms, strict=True) if one != form]
    assert [name for name in wrong if OTHER_CAPITALS.isdisjoint(unicodedata.normalize("NFD", name))] == []


async def test_a_row_comes_back_under_each_spelling_that_was_given(school: School, db: AsyncConnection) -> None:
    for lock in ("", "FOR KEY SHARE", "FOR UPDATE"):
        finder = Finder("people", "username", "t.id, t.username", lock=lock)

        rows = await finder.find(db, org_id=school.org_id, names=["LEARNER-1", "learner-1", "Coach-1", "nobody"])

        assert {given: row.username for given, row in rows.items()} == {
            "LEARNER-1": "learner-1",
            "learner-1": "learner-1",
            "Coach-1": "coach-1",
        }
        assert rows["LEARNER-1"].id == school.people["learner-1"]


@pytest.mark.parametrize("lock", ["", "FOR UPDATE"])
async def test_the_unique_index_finds_names_also_with_a_plan_from_an_empty_table(
    school: School, db: AsyncConnection, lock: str
) -> None:
    for table, key in (("people", "username"), ("sessions", "name")):
        finder = Finder(table, key, "t.id", lock=lock)
        parameters = {"names": "CAST(ARRAY['Ida'] AS text[])", "org_id": f"CAST('{school.org_id}' AS uuid)"}
        sql = finder.statement.sql
        for place, name in enumerate(finder.statement.names, start=1):
            sql = sql.replace(f"${place}", parameters[name])

        plan = "\n".join((await db.execute(text("EXPLAIN " + sql.replace(":", "\\:")))).scalars())

        assert f"Index Scan using {table}_{key}_key" in plan or f"Index Only Scan using {table}_{key}_key" in plan, plan
        assert "Seq Scan" not in plan, plan


async def test_the_longest_names_fit_into_the_index(school: School) -> None:
    longest = sorted(CHARACTERS, key=lambda one: len(unicodedata.normalize("NFKC", one).encode()))[-150:]
    seen = [one for one in longest if unicodedata.normalize("NFKC", one).strip()]

    await school.ok("admin", "POST", "/v1/rooms", {"name": "x" + "".join(seen)})
    await school.ok("admin", "POST", "/v1/rooms", {"name": "\ufdfa" * 200})
