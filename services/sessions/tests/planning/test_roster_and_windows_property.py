"""After any sequence of edits of roster, seats and windows, also by many people at once, everything is consistent."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from sessions.session.schedule import Windows
from sessions.session.visibility import sight

from ..conftest import School

EXAMPLES = 12
LEARNERS = ("learner-1", "learner-2", "learner-3", "learner-4")
EDITORS = 20

names = st.lists(st.sampled_from(LEARNERS), max_size=3, unique=True)
days = st.none() | st.integers(1, 28).map(lambda day: f"2026-11-{day:02}T12:00:00Z")
roster_edits = st.fixed_dictionaries({"add": names, "remove": names})
seat_edits = st.fixed_dictionaries({"seats_max": st.none() | st.integers(1, 4)})
window_edits = st.dictionaries(
    st.sampled_from(["display_from", "display_until", "access_from", "access_until", "visibility"]), days, min_size=1
).map(lambda found: found | ({"visibility": "list_only"} if "visibility" in found else {}))
edits = st.lists(roster_edits | seat_edits | window_edits, min_size=1, max_size=12)


async def apply(school: School, session_id: str, edit: Mapping[str, Any]) -> int:
    """Send an edit and return the answer's status."""
    path = f"/v1/sessions/{session_id}"
    if "add" in edit:
        people = {who: str(school.people[who]) for who in LEARNERS}
        body = {
            "add": [{"person_id": people[who]} for who in edit["add"]],
            "remove": [people[who] for who in edit["remove"]],
        }
        return (await school.send("admin", "POST", f"{path}/roster", body)).status_code
    return (await school.send("admin", "PATCH", path, edit)).status_code


async def check(school: School, session_id: str) -> None:
    """Assert what must hold for a session after any edits."""
    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    current = await school.rows(
        "SELECT person_id FROM roster WHERE session_id = :id AND removed_at IS NULL ORDER BY 1", id=session_id
    )
    assert [seat["person_id"] for seat in session["roster"]] == [str(row.person_id) for row in current]
    [row] = await school.rows("SELECT learner_count, seats_max FROM sessions WHERE id = :id", id=session_id)
    assert row.learner_count == len(current)
    assert row.seats_max is None or len(current) <= row.seats_max
    overlapping = await school.rows(
        """
        SELECT 1 FROM roster a JOIN roster b USING (session_id, person_id)
        WHERE a.session_id = :id AND a.added_at < b.added_at
          AND (a.removed_at IS NULL OR a.removed_at > b.added_at)
        """,
        id=session_id,
    )
    assert overlapping == []
    sequences = [event.sequence for event in await school.events(session_id)]
    assert sequences == list(range(1, session["version"] + 1))
    history = await school.rows("SELECT version FROM session_history WHERE session_id = :id ORDER BY 1", id=session_id)
    assert [row.version for row in history] == list(range(2, session["version"] + 1))
    for one in ("display", "access"):
        starts, ends = session[f"{one}_from"], session[f"{one}_until"]
        assert starts is None or ends is None or starts < ends


@bounded(EXAMPLES)
@given(sequence=edits)
async def test_any_sequence_of_edits_keeps_seats_periods_and_counts(school: School, sequence: list[Any]) -> None:
    session_id = await school.schedule(starts_at=None, ends_at=None, roster=[])
    for edit in sequence:
        assert await apply(school, session_id, edit) in (200, 409, 422)
    await check(school, session_id)


@bounded(EXAMPLES)
@given(sequence=st.lists(roster_edits | seat_edits | window_edits, min_size=EDITORS, max_size=EDITORS))
async def test_twenty_editors_at_once_keep_seats_periods_and_counts(school: School, sequence: list[Any]) -> None:
    session_id = await school.schedule(starts_at=None, ends_at=None, roster=[])
    answers = await asyncio.gather(*(apply(school, session_id, edit) for edit in sequence))
    assert set(answers) <= {200, 409, 422}
    await check(school, session_id)


@bounded(EXAMPLES)
@given(sequence=st.lists(window_edits, min_size=1, max_size=4))
async def test_a_learner_is_answered_what_the_rule_allows_and_no_more(school: School, sequence: list[Any]) -> None:
    session_id = await school.schedule(starts_at=None, ends_at=None)
    for edit in sequence:
        await apply(school, session_id, edit)
    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    kept = {name: session[name] for name in Windows.__slots__}
    [now] = (await school.rows("SELECT now() AS now"))[0]
    windows = Windows(**{name: None if at is None else datetime.fromisoformat(at) for name, at in kept.items()})
    seen = sight({"learner"}, windows=windows, visibility=session["visibility"], now=now)

    answer = await school.send("learner-1", "GET", f"/v1/sessions/{session_id}")
    page = await school.ok("learner-1", "GET", "/v1/sessions", limit=200)

    if seen.access == "none":
        assert answer.status_code == (403 if seen.listed else 404)
    else:
        assert answer.json()["access"] == seen.access
    assert (session_id in [row["session_id"] for row in page["items"]]) == seen.listed
