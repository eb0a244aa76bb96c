"""Every verb asks the windows and the visibility of a session, as reading it does: each verb with each of them."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from ..conftest import School

HOUR: Final = timedelta(hours=1)
NOW: Final = datetime.now(UTC)
WINDOWS: Final[dict[str, tuple[datetime | None, datetime | None]]] = {
    "unset": (None, None),
    "ahead": (NOW + HOUR, NOW + 2 * HOUR),
    "open": (NOW - HOUR, NOW + 2 * HOUR),
    "over": (NOW - 2 * HOUR, NOW - HOUR / 2),
}
OPEN: Final = ("unset", "open")
LEARNERS_MAY: Final = {"accessible": "open", "read_only": "read", "list_only": "nothing", "not_accessible": "nothing"}
VERBS: Final[dict[str, tuple[str, dict[str, str] | None]]] = {
    "read": ("GET", None),
    "answer": ("POST /acceptance", {"acceptance": "accepted"}),
    "start": ("POST /start", None),
    "join": ("POST /presence", {"action": "join"}),
    "leave": ("POST /leave", None),
    "note": ("POST /notes", {"audience": "coaches", "text": "A quiet lesson."}),
}


async def tried(school: School, who: str, verb: str, session_id: str) -> tuple[int, str]:
    """Let a person do something, and return the status, and the kind of error or nothing."""
    call, body = VERBS[verb]
    method, _, sub = call.partition(" ")
    answer = await school.send(who, method, f"/v1/sessions/{session_id}{sub}", body)
    kind = "" if answer.is_success else answer.json()["type"].rpartition(":")[2]
    if kind:
        assert "Lesson behind" not in answer.text, "a refusal does not show what it refuses"
    return answer.status_code, kind


async def prepared(school: School, verb: str, **windows: str) -> str:
    """Make a session that is ready for the verb, and set its windows."""
    session_id: str = await (school.schedule() if verb == "start" else school.started())
    changes: dict[str, Any] = {"name": f"Lesson behind a window {session_id}"}
    changes |= {"visibility": windows.pop("visibility", "read_only")}
    for name, position in windows.items():
        changes[f"{name}_from"], changes[f"{name}_until"] = WINDOWS[position]
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", changes)
    return session_id


def learners_windows() -> Iterator[tuple[str, str, str]]:
    return itertools.product(("unset", "ahead", "over"), WINDOWS, LEARNERS_MAY)


def learner_expects(verb: str, display: str, access: str, visibility: str) -> tuple[int, str]:
    """Return what a learner gets, by the rules in words."""
    may = "open" if access in OPEN else LEARNERS_MAY[visibility]
    listed = display in OPEN and (access in OPEN or visibility != "not_accessible")
    if may == "nothing" and not listed:
        return 404, "session-not-found"
    if (verb == "read" and may == "nothing") or (verb == "join" and may != "open"):
        return 403, "session-not-open"
    return 200, ""


@pytest.mark.parametrize("verb", ["read", "answer", "join", "leave"])
async def test_what_a_learner_may_do_follows_the_windows_and_the_visibility(school: School, verb: str) -> None:
    wrong = []
    for display, access, visibility in learners_windows():
        session_id = await prepared(school, verb, display=display, access=access, visibility=visibility)
        expected = learner_expects(verb, display, access, visibility)
        if (found := await tried(school, "learner-1", verb, session_id)) != expected:
            wrong.append(f"display {display}, access {access}, {visibility}: {found}, expected {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("verb", ["read", "start", "join", "leave", "note"])
async def test_what_a_coach_may_do_follows_the_coach_window_else_the_access_window(school: School, verb: str) -> None:
    wrong = []
    for coach, access in itertools.product(WINDOWS, WINDOWS):
        session_id = await prepared(school, verb, coach=coach, access=access, display="over")
        may = (access if coach == "unset" else coach) in OPEN
        success = 201 if verb == "note" else 200
        expected = (success, "") if may or verb in ("read", "leave") else (403, "session-not-open")
        if (found := await tried(school, "coach-1", verb, session_id)) != expected:
            wrong.append(f"coach {coach}, access {access}: {found}, expected {expected}")
        if verb != "leave":
            continue
        completed = await school.complete(session_id)
        if not completed.is_success:
            wrong.append(f"coach {coach}, access {access}: {completed.text}")
    assert not wrong, "\n".join(wrong)


async def test_a_refusal_says_when_a_coach_may_start(school: School) -> None:
    session_id = await prepared(school, "start", coach="ahead", access="over")
    answer = await school.send("coach-1", "POST", f"/v1/sessions/{session_id}/start")
    opens_at = (NOW + HOUR).astimezone(ZoneInfo("Europe/Prague"))
    assert answer.json()["detail"] == f"The session opens at {opens_at:%Y-%m-%d %H:%M} Europe/Prague."


async def test_a_learner_may_leave_a_call_whose_session_has_closed_to_them(school: School) -> None:
    session_id = await school.started()
    await school.ok("learner-1", "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})
    closed = {"access_from": NOW - 2 * HOUR, "access_until": NOW - HOUR, "visibility": "not_accessible"}
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", closed)
    assert (await tried(school, "learner-1", "read", session_id))[0] == 404
    assert (await tried(school, "learner-1", "leave", session_id))[0] == 200
    assert (await tried(school, "learner-1", "leave", session_id))[0] == 404
