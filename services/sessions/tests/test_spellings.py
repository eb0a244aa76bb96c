"""Names are compared by a folded form, which only PostgreSQL makes: what counts as the same, and how rows are found."""

import random
import unicodedata
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from chassis.database.statement import Statement, begin_for
from lockstep_testing.properties import EXAMPLES_FACTOR
from sessions.spellings import Finder, folded
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from .conftest import School, refused

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
        ("Room 4", "Room\u2800\u00a04"),
        ("Fran\u00e7ais", "Fran\u00e7\u00adais\u200b\u2060\ufe0f"),
        ("\u1fb4", "\u1fb3\u200b\u0301"),
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
    if mark and EXAMPLES_FACTOR == 1:  # with marks, `make test` looks at other characters each time
        names = random.sample(names, len(names) // 8)
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


KEYED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "people": ("username", {"name": "Ida", "role": "learner"}),
    "courses": ("code", {"title": "Algebra"}),
    "classes": ("name", {}),
    "rooms": ("name", {}),
    "sessions": ("name", {"mode": "online"}),
    "batches": (
        "name",
        {
            "mode": "online",
            "rule": "FREQ=WEEKLY;BYDAY=MO;COUNT=1",
            "first_at": "2027-03-01T09:00:00",
            "duration_minutes": 45,
        },
    ),
}


@pytest.mark.parametrize("noun", KEYED)
async def test_things_of_every_kind_have_one_name_in_every_spelling_and_show_it_as_typed(
    school: School, noun: str
) -> None:
    key, fixed = KEYED[noun]
    coach = {"coaches": [{"person_id": str(school.people["coach-2"])}]} if noun in ("sessions", "batches") else {}
    first = "Fran\u00e7ais\u200b-\ufb01"
    spellings = [
        "FRAN\u00c7AIS-FI",
        "franc\u0327ais-fi",
        "\uff26ran\u00e7ais-f\u00adi",
        "Fran\u2060\u00e7ais-fi\ufe0f",
        "Fran\u200d\u00e7a\u034fis-\ufb01",
    ]
    await school.ok("admin", "POST", f"/v1/{noun}", {**fixed, **coach, key: first})

    answers = [
        await school.send("admin", "POST", f"/v1/{noun}", {**fixed, **coach, key: spelling}) for spelling in spellings
    ]

    for answer in answers:
        refused(answer, 409, "name-taken")
    listed = await school.ok("admin", "GET", f"/v1/{noun}", q="francais")
    assert [one[key] for one in listed["items"]] == [first]


async def test_random_names_are_one_in_every_case_width_composition_and_with_what_nobody_sees(
    db: AsyncConnection,
) -> None:
    chance = random.Random(15)
    alphabet = [c for c in CHARACTERS[:0x2000] if unicodedata.category(c)[0] in "LN" and c not in OTHER_CAPITALS]
    wide = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
    names = ["".join(chance.choices(alphabet, k=chance.randint(1, 12))) for _ in range(3_000)]

    def unseen(name: str) -> str:
        return "".join(one + chance.choice(["", *"\u200b\u2060\u00ad\u200c\ufe0f\ufeff\u034f"]) for one in name)

    forms = await folded(db, names)

    for spell in (
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: unicodedata.normalize("NFKC", name),
        lambda name: "".join(wide.get(one, one) for one in name),
        unseen,
        lambda name: unseen(unicodedata.normalize("NFD", name)),
        lambda name: f"\u00a0{name}\u3000 ",
    ):
        assert await folded(db, [spell(name) for name in names]) == forms
    upper = await _UPPER.scalars(db, {"names": names})
    assert await folded(db, [unseen(name) for name in upper]) == await folded(db, upper)
