"""Names are found as people type them: without accents, strokes and ligatures, in any case and width."""

import re
import unicodedata
from collections.abc import AsyncIterator
from typing import Final

import pytest
from chassis.database.statement import Statement, begin_for
from sqlalchemy.ext.asyncio import AsyncConnection

from .conftest import School, add_people

_WORDS_OF: Final = Statement("""
    SELECT given.position, array_agg(word ORDER BY word COLLATE "C") AS words
    FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS given (name, position), words_of(given.name) AS word
    GROUP BY given.position ORDER BY given.position
""")
_LETTER: Final = re.compile(
    "LATIN (?:SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])(?: WITH (?!.*(?:SMALL LETTER|HALF RING)).*)?"
)
"""The letters that a letter with an accent, stroke, hook or tail is made of, as their names say."""


@pytest.fixture
async def db(school: School) -> AsyncIterator[AsyncConnection]:
    """A connection of the API, for its organisation."""
    async with school.engine.connect() as db:
        await begin_for(db, school.org_id)
        yield db


async def words_of(db: AsyncConnection, names: list[str]) -> list[list[str]]:
    return [row.words for row in await _WORDS_OF.all(db, {"names": names})]


async def test_every_latin_letter_is_found_by_the_letter_that_it_is_made_of(db: AsyncConnection) -> None:
    plain = {
        character: found[1].lower()
        for character in map(chr, range(0x80, 0x30000))
        if (found := _LETTER.fullmatch(unicodedata.name(character, "")))
    }

    made = await words_of(db, [f"x{character}x" for character in plain])

    assert dict(zip(plain, made, strict=True)) == {character: [f"x{one}x"] for character, one in plain.items()}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("\u0141ukasz", "lukasz"),
        ("S\u00f8ren \u00c6gir", "soren aegir"),
        ("J\u00f6rg Strau\u00df", "jorg strauss"),
        ("STRAU\u1e9eE", "strausse"),
        ("Ay\u015fe I\u015f\u0131k", "ayse isik"),
        ("I\u015eIK", "isik"),
        ("\u0130stanbul", "istanbul"),
        ("\u00de\u00f3r Sigur\u00f0sson", "thor sigurdsson"),
        ("\u0110or\u0111e", "dorde"),
        ("\u0152uvre", "oeuvre"),
        ("Nguy\u1ec5n \u0110\u1ee9c", "nguyen duc"),
        ("\u018fliyev", "eliyev"),
        ("col\u00b7legi", "collegi"),
        ("co\u0140legi", "collegi"),
        ("Fran\u200b\u00e7ois\u00ad", "francois"),
        ("\uff26\uff41\uff42\ufb01o", "fabfio"),
        ("\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f", "\u0645\u062d\u0645\u062f"),
        ("\u039f\u03b4\u03c5\u03c3\u03c3\u03ad\u03b1\u03c2", "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03b1\u03c3"),
        ("O\u02bbzbek", "o'zbek"),
    ],
)
async def test_a_name_is_found_as_people_type_it(db: AsyncConnection, name: str, typed: str) -> None:
    found, wanted, capital = await words_of(db, [name, typed, typed.upper()])

    assert wanted == capital == found


@pytest.mark.parametrize(
    ("path", "key", "named"),
    [
        ("/v1/people", "username", {"username": "new", "role": "learner", "name": "\u0141ukasz S\u00f8rensen"}),
        ("/v1/courses", "code", {"code": "NEW", "title": "\u0141ukasz S\u00f8rensen"}),
        ("/v1/classes", "name", {"name": "\u0141ukasz S\u00f8rensen"}),
        ("/v1/rooms", "name", {"name": "\u0141ukasz S\u00f8rensen"}),
    ],
)
async def test_lists_of_the_catalogue_find_names_without_accents(
    school: School, path: str, key: str, named: dict[str, str]
) -> None:
    await school.ok("admin", "POST", path, named)

    for q in ("lukasz", "SORENSEN", "luk sor", "\u0141UKASZ", "S\u00f8rensen"):
        found = await school.ok("admin", "GET", path, q=q)
        assert [one[key] for one in found["items"]] == [named[key]], q
    assert (await school.ok("admin", "GET", path, q="ukasz"))["items"] == []


async def test_sessions_batches_and_categories_are_found_without_accents(school: School) -> None:
    await add_people(school, ["coach-9"])
    await school.ok("admin", "PATCH", f"/v1/people/{school.people['coach-9']}", {"name": "I\u015f\u0131k Stra\u00df"})
    coaches = [{"person_id": str(school.people["coach-9"])}]
    session_id = await school.schedule(name="L\u00f8rdag", coaches=coaches, category="\u00c6sthetik")
    batch = {
        "name": "\u0141\u00f3d\u017a",
        "mode": "online",
        "coaches": coaches,
        "rule": "FREQ=WEEKLY;BYDAY=MO;COUNT=2",
        "first_at": "2027-03-01T09:00:00",
        "duration_minutes": 45,
    }
    await school.ok("admin", "POST", "/v1/batches", batch)

    for q in ("lordag", "isik lor", "STRASS"):
        found = await school.ok("admin", "GET", "/v1/sessions", q=q)
        assert session_id in [one["session_id"] for one in found["items"]], q
    assert [one["name"] for one in (await school.ok("admin", "GET", "/v1/batches", q="lodz"))["items"]] == [
        "\u0141\u00f3d\u017a"
    ]
    assert [one["name"] for one in (await school.ok("admin", "GET", "/v1/categories", q="aesth"))["items"]] == [
        "\u00c6sthetik"
    ]
