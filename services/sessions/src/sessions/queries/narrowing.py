"""Which sessions, or entries of the catalogue, a list can be narrowed to by an index, before they are sorted.

A list is asked for by who, what and words, and sorted by date or name. No index does both, so the rarest thing asked
for decides: what only a few thousand sessions have is looked up, and those are sorted; what more have is met soon
enough by walking in the list's own order. Which of the two it is, is found by counting no further than the limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

LOOKED_UP_MAX: Final = 5_000
"""More sessions than these are not looked up one by one."""

WORDS_MAX: Final = 8
"""Words of a search that are looked at."""

OVER: Final = """
    o.ended_at < :now AND (o.planned OR :now > o.ended_at + interval '1 minute' * coalesce(
        (SELECT p.maximum_minutes FROM policies p WHERE p.org_id = o.org_id AND p.effective_from <= o.ended_at
         ORDER BY p.version DESC LIMIT 1), :maximum_minutes))
"""
"""The condition that an open session `o` is past its end, as domain.completion.latest_end has it.

What is not planned began at `ended_at`, and its policy says how long it may take.
"""

# ruff: noqa: S608 - the texts are put together from this module's own
_COACHED = """
    SELECT session_id FROM session_coaches WHERE org_id = :org_id AND person_id = :person_id
    UNION ALL
    SELECT session_id FROM session_course_people WHERE org_id = :org_id AND person_id = :person_id AND part = 'coach'
"""
# Each stops as soon as there are too many. A session may be met twice, since DISTINCT would look at everything first.
_SETS: Final = {
    "own": Statement(f"""
        SELECT session_id FROM ({_COACHED}
            UNION ALL SELECT session_id FROM roster
            WHERE org_id = :org_id AND person_id = :person_id AND removed_at IS NULL
        ) AS own LIMIT :limit
    """),
    "coach": Statement(f"SELECT session_id FROM ({_COACHED}) AS coached LIMIT :limit"),
    "course": Statement(
        "SELECT session_id FROM session_courses WHERE org_id = :org_id AND course_id = :course_id LIMIT :limit"
    ),
    "class": Statement(
        "SELECT session_id FROM session_classes WHERE org_id = :org_id AND class_id = :class_id LIMIT :limit"
    ),
    "entry": Statement("""
        SELECT id FROM search_words
        WHERE org_id = :org_id AND kind = :entry AND word >= :word AND word < :word_end
        LIMIT :limit
    """),
    "active": Statement("""
        SELECT id FROM sessions
        WHERE org_id = :org_id AND listed_until >= :now AND listed_from <= :now
        LIMIT :limit
    """),
    "unlogged": Statement(f"SELECT o.session_id FROM open_sessions o WHERE o.org_id = :org_id AND {OVER} LIMIT :limit"),
    # Of its name, of its coaches and of its courses. The end of a range of beginnings is the last character there is.
    "word": Statement(r"""
        SELECT id FROM (
            SELECT id FROM search_words
            WHERE org_id = :org_id AND kind = 'session' AND word >= :word AND word < :word_end
            UNION ALL
            SELECT c.session_id FROM search_words w
            JOIN session_coaches c ON c.org_id = :org_id AND c.person_id = w.id
            WHERE w.org_id = :org_id AND w.kind = 'coach' AND w.word >= :word AND w.word < :word_end
            UNION ALL
            SELECT p.session_id FROM search_words w
            JOIN session_course_people p ON p.org_id = :org_id AND p.person_id = w.id AND p.part = 'coach'
            WHERE w.org_id = :org_id AND w.kind = 'coach' AND w.word >= :word AND w.word < :word_end
            UNION ALL
            SELECT x.session_id FROM search_words w
            JOIN session_courses x ON x.org_id = :org_id AND x.course_id = w.id
            WHERE w.org_id = :org_id AND w.kind = 'course' AND w.word >= :word AND w.word < :word_end
        ) AS found LIMIT :limit
    """),
}
_WORDS_OF = Statement("SELECT word FROM words_of(:content) AS word ORDER BY length(word) DESC, word LIMIT :limit")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is asked of sessions: which statement looks it up, and with what."""

    kind: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Ids of what has everything that few have, or None where nothing is rare; and what is left to check."""

    ids: Sequence[UUID] | None
    unchecked: Sequence[Wanted]


async def wanted_words(db: AsyncConnection, q: str, *, entry: str | None = None) -> list[Wanted]:
    """Return what a search asks for: that every word of `q` is the beginning of a word of what is looked for.

    That is sessions, or where `entry` names one a kind of the catalogue's entries.
    """
    words = await _WORDS_OF.scalars(db, {"content": q, "limit": WORDS_MAX})
    ranges = [{"word": word, "word_end": word + "\U0010ffff"} for word in words]
    if entry is None:
        return [Wanted("word", one) for one in ranges]
    return [Wanted("entry", {"entry": entry, **one}) for one in ranges]


async def narrow(db: AsyncConnection, *, org_id: UUID, wanted: Sequence[Wanted]) -> Narrowed:
    """Look everything up that only few have, a statement for each thing that is asked for."""
    few: set[UUID] | None = None
    unchecked = []
    for one in wanted:
        scope = {"org_id": org_id, "limit": LOOKED_UP_MAX + 1}
        found = await _SETS[one.kind].scalars(db, {**scope, **one.parameters})
        if len(found) > LOOKED_UP_MAX:
            unchecked.append(one)
        else:
            few = set(found) if few is None else few & set(found)
    return Narrowed(None if few is None else list(few), unchecked)
