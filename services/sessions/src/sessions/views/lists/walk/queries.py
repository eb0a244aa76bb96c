"""Walk the sessions of a list in its order, and check each. This is done if no filter is rare (see narrowing)."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    literal_column,
    select,
    text,
)

from sessions.search import IS_RUN, OVER, Wanted
from sessions.session.tables import sessions

Sort = Literal["start", "-start", "name", "-name"]

WALKED_MAX: Final = 20_000
"""How many sessions one request looks at in the list's order if none of its filters is rare.

The page may then hold fewer sessions than asked for, or none, and still have a cursor to continue.
"""

# The words by which a session is found. They are computed once for each session of the walk, however many words are
# searched for.
_WORDS: ColumnElement[Any] = literal_column(
    """ARRAY(SELECT words_of(concat_ws(' ', sessions.name,
        (SELECT string_agg(concat_ws(' ', p.name, p.username, p.email), ' ') FROM people p
         WHERE p.org_id = sessions.org_id AND p.id IN (
            SELECT c.person_id FROM session_coaches c WHERE c.session_id = sessions.id
            UNION ALL SELECT c.person_id FROM session_course_people c
            WHERE c.session_id = sessions.id AND c.part = 'coach')),
        (SELECT string_agg(concat_ws(' ', k.code, k.title), ' ') FROM session_courses x
         JOIN courses k ON k.org_id = x.org_id AND k.id = x.course_id WHERE x.session_id = sessions.id))))"""
).label("words")

# The same filters as in narrowing, as conditions that are checked for each session of the walk.
_CHECKS: Final = {
    "ids": """
        walked.id = ANY (CAST(:session_ids AS uuid[]))""",
    "names": """
        walked.folded_name = ANY (ARRAY(SELECT folded(name) FROM unnest(CAST(:names AS text[])) AS name))""",
    "external_ids": """
        walked.external_id = ANY (CAST(:external_ids AS text[]))""",
    "own": """(
        EXISTS (SELECT FROM session_coaches c WHERE c.session_id = walked.id AND c.person_id = :person_id)
        OR EXISTS (SELECT FROM session_course_people c
                   WHERE c.session_id = walked.id AND c.person_id = :person_id AND c.part = 'coach')
        OR EXISTS (SELECT FROM roster r
                   WHERE r.session_id = walked.id AND r.person_id = :person_id AND r.removed_at IS NULL))""",
    "coach": """(
        EXISTS (SELECT FROM session_coaches c WHERE c.session_id = walked.id AND c.person_id = :person_id)
        OR EXISTS (SELECT FROM session_course_people c
                   WHERE c.session_id = walked.id AND c.person_id = :person_id AND c.part = 'coach'))""",
    "learner": """
        EXISTS (SELECT FROM roster r
                WHERE r.session_id = walked.id AND r.person_id = :person_id AND r.removed_at IS NULL)""",
    "batch": """
        walked.batch_id = :batch_id""",
    "run": """
        walked.run_id = :run_id""",
    "runs": f"""
        {IS_RUN.format("walked")}""",
    "not runs": f"""
        NOT ({IS_RUN.format("walked")})""",
    "room": """
        walked.room_id = :room_id""",
    "course": """
        EXISTS (SELECT FROM session_courses x WHERE x.session_id = walked.id AND x.course_id = :course_id)""",
    "class": """
        EXISTS (SELECT FROM session_classes x WHERE x.session_id = walked.id AND x.class_id = :class_id)""",
    "current": """
        walked.listed_until >= :now""",
    "state": """
        walked.state = :state""",
    "mode": """
        walked.mode = :mode""",
    "visibility": """
        walked.visibility = :visibility""",
    "voided": """
        walked.voided_at IS NOT NULL""",
    "not voided": """
        walked.voided_at IS NULL""",
    "proposed": """
        EXISTS (SELECT FROM open_proposals p WHERE p.org_id = walked.org_id AND p.session_id = walked.id)""",
    "not proposed": """
        NOT EXISTS (SELECT FROM open_proposals p WHERE p.org_id = walked.org_id AND p.session_id = walked.id)""",
    "unlogged": f"""
        EXISTS (SELECT FROM open_sessions o WHERE o.session_id = walked.id AND {OVER})""",
    "word": """
        EXISTS (SELECT FROM unnest(walked.words) AS word
                WHERE word COLLATE "C" >= :word AND word COLLATE "C" < :word_end)""",
}


def in_order(of: FromClause, sort: Sort) -> list[ColumnElement[Any]]:
    """Return the columns by which a list of these rows is sorted."""
    first = of.c.name if sort.endswith("name") else of.c.listed_from
    return [key.desc() if sort.startswith("-") else key.asc() for key in (first, of.c.id)]


def walk(seek: Sequence[ColumnElement[bool]], checks: Sequence[ColumnElement[bool]], sort: Sort) -> Select[Any]:
    """Return the query for ids that walks the list in its order and keeps the sessions that pass every check.

    It is sorted by the columns of the subquery `walked`, so that it stops when the page is full. If it were sorted by
    the table's columns, the database would check all sessions of the walk first.
    """
    found = select(sessions, _WORDS).where(*seek).order_by(*in_order(sessions, sort)).limit(WALKED_MAX)
    walked = found.subquery("walked")
    return select(walked.c.id).where(*checks).order_by(*in_order(walked, sort))


def check(wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition for a filter that is not looked up. Each condition has parameters of its own."""
    parameters: list[BindParameter[Any]] = [
        bindparam(name, value, unique=True) for name, value in wanted.parameters.items()
    ]
    return literal_column("true", Boolean) & text(_CHECKS[wanted.kind]).bindparams(*parameters)
