"""Every verb on a register asks the windows and the visibility of its session, as reading the session does."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from attendance.handlers import on_guardian_linked, on_session_completed, on_session_state_changed
from contracts.sessions import GuardianLinked, SessionCompleted, SessionStateChanged
from lockstep_testing.api import Api
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Events = Callable[..., Any]

ORG, COACH, COURSE_COACH, ADMIN, ANNA, PARENT = (uuid4() for _ in range(6))
HOUR: Final = timedelta(hours=1)
NOW: Final = datetime.now(UTC)
WINDOWS: Final[dict[str, tuple[datetime | None, datetime | None]]] = {
    "unset": (None, None),
    "ahead": (NOW + HOUR, NOW + 2 * HOUR),
    "open": (NOW - HOUR, NOW + 2 * HOUR),
    "over": (NOW - 2 * HOUR, NOW - HOUR / 2),
}
OPEN: Final = ("unset", "open")
VISIBILITIES: Final = ("accessible", "read_only", "list_only", "not_accessible")
PLANS: Final[dict[str, tuple[datetime | None, datetime | None]]] = {
    "none": (None, None),
    "ahead": (NOW + 3 * HOUR, NOW + 4 * HOUR),
    "begun": (NOW - HOUR, NOW + HOUR),
    "over": (NOW - 100 * HOUR, NOW - 99 * HOUR),
}
PEOPLE: Final = {"coach": COACH, "course coach": COURSE_COACH, "learner": ANNA, "guardian": PARENT, "admin": ADMIN}
VERBS: Final[dict[str, tuple[str, dict[str, Any] | None]]] = {
    "read": ("GET ", None),
    "history": ("GET /history", None),
    "mark": ("POST /marks", {"marks": [{"person_id": str(ANNA), "code": "late", "remark": "Rain."}]}),
    "import": ("POST /marks", {"marks": [{"person_id": str(ANNA), "code": "present", "source": "import"}]}),
    "amendments": ("GET /amendments", None),
    "propose": ("POST /amendments", {"person_id": str(ANNA), "code": "late", "reason": "She came later."}),
}


class Registers:
    """Makes registers of sessions with windows, and tries verbs on them."""

    def __init__(self, api: Api, handle: Handle, events: Events) -> None:
        self._api, self._handle, self._events = api, handle, events

    async def made(
        self, *, plan: str = "ahead", visibility: str = "read_only", locked: bool = False, **at: str
    ) -> UUID:
        session_id = uuid4()
        windows = {f"{name}_{side}": WINDOWS[at[name]][n] for name in at for n, side in enumerate(("from", "until"))}
        starts_at, ends_at = PLANS[plan]
        await self._handle(
            on_session_state_changed,
            self._events(
                SessionStateChanged,
                session_id,
                org_id=ORG,
                sequence=1,
                coaches=[COACH],
                course_coaches=({"course_id": uuid4(), "person_ids": (COURSE_COACH,)},),
                roster=[ANNA],
                starts_at=starts_at,
                ends_at=ends_at,
                visibility=visibility,
                zone="Europe/Prague",
                started_at=None,
                **windows,
            ),
        )
        if locked:
            of_people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA]}
            await self._handle(
                on_session_completed, self._events(SessionCompleted, session_id, sequence=2, **of_people)
            )
        return session_id

    async def tried(self, who: str, verb: str, session_id: UUID) -> tuple[int, str]:
        """Let a person do something, and return the status, and the kind of error or nothing."""
        call, body = VERBS[verb]
        method, _, sub = call.partition(" ")
        role = who.rpartition(" ")[2]
        answer = await self._api.client.request(
            method,
            f"/v1/attendance/registers/{session_id}{sub}",
            json=body,
            headers=self._api.headers(ORG, PEOPLE[who], [role]),
        )
        kind = "" if answer.is_success else answer.json()["type"].rpartition(":")[2]
        self.detail = "" if answer.is_success else answer.json()["detail"]
        return answer.status_code, kind


@pytest.fixture
async def registers(api: Api, handle: Handle, events: Events) -> Registers:
    """An organisation in which Anna has a parent."""
    link = events(
        GuardianLinked,
        uuid4(),
        key=str(ANNA),
        org_id=ORG,
        sequence=1,
        learner_id=ANNA,
        guardian_id=PARENT,
        at=NOW,
        by=ADMIN,
    )
    await handle(on_guardian_linked, link)
    return Registers(api, handle, events)


def learner_expects(display: str, access: str, visibility: str) -> tuple[int, str]:
    """Return what a learner gets, by the rules in words."""
    if access in OPEN or visibility in ("accessible", "read_only"):
        return 200, ""
    listed = display in OPEN and visibility == "list_only"
    return (403, "session-not-open") if listed else (404, "register-not-found")


@pytest.mark.parametrize("who", ["learner", "guardian"])
@pytest.mark.parametrize("locked", [False, True])
async def test_a_learner_reads_a_register_while_they_may_read_its_session(
    registers: Registers, who: str, locked: bool
) -> None:
    wrong = []
    for display, access, visibility in itertools.product(("unset", "ahead", "over"), WINDOWS, VISIBILITIES):
        session_id = await registers.made(visibility=visibility, display=display, access=access, locked=locked)
        expected = learner_expects(display, access, visibility)
        if (found := await registers.tried(who, "read", session_id)) != expected:
            wrong.append(f"display {display}, access {access}, {visibility}: {found}, expected {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("verb", ["mark", "import"])
@pytest.mark.parametrize("plan", [plan for plan in PLANS if plan != "none"])
async def test_a_coach_marks_in_the_coach_window_and_from_the_beginning_of_the_session_on(
    registers: Registers, verb: str, plan: str
) -> None:
    wrong = []
    for coach, access in itertools.product(WINDOWS, WINDOWS):
        session_id = await registers.made(plan=plan, coach=coach, access=access, display="over")
        may = plan in ("begun", "over") or (access if coach == "unset" else coach) in OPEN
        expected = (200, "") if may else (403, "session-not-open")
        if (found := await registers.tried("coach", verb, session_id)) != expected:
            wrong.append(f"coach {coach}, access {access}: {found}, expected {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("verb", "locked"), [("read", False), ("history", False), ("amendments", True), ("propose", True)]
)
@pytest.mark.parametrize("position", ["ahead", "over"])
async def test_a_coach_reads_and_corrects_a_register_whatever_the_windows(
    registers: Registers, verb: str, locked: bool, position: str
) -> None:
    session_id = await registers.made(
        visibility="not_accessible", display=position, access=position, coach=position, locked=locked
    )
    assert await registers.tried("coach", verb, session_id) == (201 if verb == "propose" else 200, "")
    if verb == "read":
        assert await registers.tried("course coach", verb, session_id) == (200, "")


@pytest.mark.parametrize("verb", ["read", "history", "mark", "import"])
async def test_windows_bind_no_admin(registers: Registers, verb: str) -> None:
    session_id = await registers.made(visibility="not_accessible", display="ahead", access="ahead", coach="ahead")
    assert await registers.tried("admin", verb, session_id) == (200, "")


async def test_a_refusal_says_when_it_works_on_the_clocks_of_the_session(registers: Registers) -> None:
    session_id = await registers.made(coach="ahead", access="over")
    await registers.tried("coach", "mark", session_id)
    opens_at = (NOW + HOUR).astimezone(ZoneInfo("Europe/Prague"))
    assert registers.detail == f"The session opens at {opens_at:%Y-%m-%d %H:%M} Europe/Prague."


@pytest.mark.parametrize("who", ["coach", "admin"])
async def test_the_register_of_a_course_run_takes_no_marks_and_says_what_to_do(registers: Registers, who: str) -> None:
    session_id = await registers.made(plan="none")

    assert await registers.tried(who, "mark", session_id) == (409, "is-a-course-run")
    assert "Plan a lesson inside it" in registers.detail
    assert "`run_id`" in registers.detail
    assert await registers.tried("course coach", "mark", session_id) == (403, "not-your-register")
    assert await registers.tried("learner", "read", session_id) == (200, "")


async def test_a_coach_may_mark_a_session_that_was_started_before_its_window(
    registers: Registers, handle: Handle, events: Events
) -> None:
    session_id = uuid4()
    state = events(
        SessionStateChanged,
        session_id,
        org_id=ORG,
        sequence=1,
        coaches=[COACH],
        roster=[ANNA],
        state="in_progress",
        started_at=NOW - HOUR,
        coach_from=NOW + HOUR,
    )
    await handle(on_session_state_changed, state)
    assert await registers.tried("coach", "mark", session_id) == (200, "")


async def test_a_state_that_was_handled_before_windows_were_kept_is_handled_once_more(
    registers: Registers, handle: Handle, events: Events, superuser: AsyncEngine
) -> None:
    session_id = await registers.made(visibility="not_accessible", access="over", plan="none")
    before = "UPDATE registers SET windows_sequence = 0, visibility = NULL, access_from = NULL, access_until = NULL"
    async with superuser.begin() as db:
        await db.execute(text(before))
    assert await registers.tried("learner", "read", session_id) == (200, "")
    assert await registers.tried("coach", "mark", session_id) == (200, ""), "nobody knows whether it was started"
    again = events(
        SessionStateChanged,
        session_id,
        org_id=ORG,
        sequence=1,
        coaches=[COACH],
        roster=[ANNA],
        visibility="not_accessible",
        access_until=NOW - HOUR,
    )
    await handle(on_session_state_changed, again)
    assert await registers.tried("learner", "read", session_id) == (404, "register-not-found")
