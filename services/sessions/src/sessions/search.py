"""Find the sessions, or entries of the catalogue, to which an index can narrow a list before it is sorted.

A list is filtered by people, things and words, and sorted by date or name. No index does both. If only a few thousand
rows match a filter, they are looked up and then sorted. If more rows match, a walk in the list's own order meets them
soon enough. To decide which it is, the matches are counted up to a limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

LOOKED_UP_MAX: Final = 5_000
"""If more rows than this match, they are not looked up."""

WORDS_MAX: Final = 8
"""How many words of a search are used."""

OVER: Final = """
    o.ended_at < :now AND (o.planned OR :now > o.ended_at + interval '1 minute' * coalesce(
        (SELECT maximum_minutes FROM policy_of(o.org_id, o.ended_at)), :maximum_minutes))
"""
"""The condition that an open session `o` is past its end. It is the SQL form of ending.deadline.latest_end.

If a session is not planned, `ended_at` is its start, and its policy says how long it may take.
"""

IS_RUN: Final = "{0}.starts_at IS NULL AND {0}.started_at IS NULL AND {0}.state IN ('scheduled', 'cancelled')"
"""The condition that a row of sessions is a course run, for the name of its table. It is that of Session.is_run."""

HAS_WORDS: Final = """
    NOT EXISTS (
        SELECT FROM words_of(:q) AS wanted
        WHERE NOT EXISTS (SELECT FROM words_of({}) AS word WHERE starts_with(word, wanted)))
"""
"""The condition that each word of the parameter `q` begins a word of a text, for the column with the text."""

# ruff: noqa: S608 - the statements are put together from texts of this module
_COACHED = """
    SELECT session_id FROM session_coaches WHERE org_id = :org_id AND person_id = :person_id
    UNION ALL
    SELECT session_id FROM session_course_people WHERE org_id = :org_id AND person_id = :person_id AND part = 'coach'
"""
# Each statement stops as soon as there are too many rows. A session may occur twice, because DISTINCT would have to
# read all rows first.
_SETS: Final = {
    "ids": Statement("""
        SELECT id FROM sessions WHERE org_id = :org_id AND id = ANY (CAST(:session_ids AS uuid[])) LIMIT :limit
    """),
    # The names are folded before the table is read, so that its index finds them.
    "names": Statement("""
        SELECT id FROM sessions
        WHERE org_id = :org_id
          AND folded_name = ANY (ARRAY(SELECT folded(name) FROM unnest(CAST(:names AS text[])) AS name))
        LIMIT :limit
    """),
    "external_ids": Statement("""
        SELECT id FROM sessions
        WHERE org_id = :org_id AND external_id = ANY (CAST(:external_ids AS text[])) LIMIT :limit
    """),
    "own": Statement(f"""
        SELECT session_id FROM ({_COACHED}
            UNION ALL SELECT session_id FROM roster
            WHERE org_id = :org_id AND person_id = :person_id AND removed_at IS NULL
        ) AS own LIMIT :limit
    """),
    "coach": Statement(f"SELECT session_id FROM ({_COACHED}) AS coached LIMIT :limit"),
    "learner": Statement("""
        SELECT session_id FROM roster
        WHERE org_id = :org_id AND person_id = :person_id AND removed_at IS NULL LIMIT :limit
    """),
    "batch": Statement("SELECT id FROM sessions WHERE org_id = :org_id AND batch_id = :batch_id LIMIT :limit"),
    "run": Statement("SELECT id FROM sessions WHERE org_id = :org_id AND run_id = :run_id LIMIT :limit"),
    "runs": Statement(f"SELECT s.id FROM sessions s WHERE s.org_id = :org_id AND {IS_RUN.format('s')} LIMIT :limit"),
    "room": Statement("SELECT id FROM sessions WHERE org_id = :org_id AND room_id = :room_id LIMIT :limit"),
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
    "current": Statement("""
        SELECT id FROM sessions
        WHERE org_id = :org_id AND listed_until >= :now AND listed_from <= :now
        LIMIT :limit
    """),
    "voided": Statement("""
        SELECT session_id FROM correction_records WHERE org_id = :org_id AND kind = 'void' LIMIT :limit
    """),
    "proposed": Statement("SELECT session_id FROM open_proposals WHERE org_id = :org_id LIMIT :limit"),
    "unlogged": Statement(f"SELECT o.session_id FROM open_sessions o WHERE o.org_id = :org_id AND {OVER} LIMIT :limit"),
    # Words of the session's name, of its coaches and of its courses. A range of beginnings ends with the last character
    # of Unicode.
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
    """One filter of a list: the statement that looks it up, and its parameters."""

    kind: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The ids that match all rare filters, or None if no filter is rare, and the filters that are left to check."""

    ids: Sequence[UUID] | None
    unchecked: Sequence[Wanted]


async def wanted_words(db: AsyncConnection, q: str, *, entry: str | None = None) -> list[Wanted]:
    """Return the filters of a search: each word of `q` must begin a word of the row.

    The rows are sessions, or entries of the catalogue of the kind `entry`.
    """
    words = await _WORDS_OF.scalars(db, {"content": q, "limit": WORDS_MAX})
    ranges = [{"word": word, "word_end": word + "\U0010ffff"} for word in words]
    if entry is None:
        return [Wanted("word", one) for one in ranges]
    return [Wanted("entry", {"entry": entry, **one}) for one in ranges]


async def narrow(db: AsyncConnection, *, org_id: UUID, wanted: Sequence[Wanted]) -> Narrowed:
    """Look up the filters that only few rows match, with one statement for each filter."""
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
