"""A register with texts about learners, for tests of sealing and of erasures."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from attendance.handlers import (
    on_session_completed,
    on_session_state_changed,
)
from contracts.attendance import AttendanceDataErased
from contracts.sessions import PersonErased, SessionCompleted, SessionStateChanged
from lockstep_local.waiting import eventually
from lockstep_testing.api import Api
from lockstep_testing.searching import columns_with
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, COACH, ADMIN, ANNA, BEN = (uuid4() for _ in range(5))
REMARK, REASON, REJECTION, ABOUT_BEN = "asleep-zq1", "side-door-zq2", "empty-seat-zq3", "ben-zq4"
ABOUT_ANNA = (REMARK, REASON, REJECTION)
PEOPLE = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA, BEN]}


class Lesson:
    """A session whose register somebody keeps over HTTP."""

    def __init__(self, api: Api) -> None:
        """Take the API. The session gets an id."""
        self.api, self.session_id = api, uuid4()
        self.path = f"/v1/attendance/registers/{self.session_id}"

    async def post(self, path: str, body: dict[str, Any] | None, *, role: str = "coach", **headers: str) -> Any:
        """Send a request as the coach or as an admin, and return the answer's body."""
        sent = self.api.headers(ORG, COACH if role == "coach" else ADMIN, [role]) | headers
        answer = await self.api.client.post(f"{self.path}{path}", json=body, headers=sent)
        assert answer.is_success, answer.text
        return answer.json()

    async def get(self, path: str = "") -> Any:
        """Read the register, or a path beneath it, as the coach."""
        answer = await self.api.client.get(f"{self.path}{path}", headers=self.api.headers(ORG, COACH, ["coach"]))
        return answer.json()

    async def mark(self, person: UUID, remark: str, code: str = "late") -> None:
        """Mark a learner with a remark."""
        await self.post("/marks", {"marks": [{"person_id": str(person), "code": code, "remark": remark}]})

    async def propose(self, person: UUID, reason: str, code: str, **headers: str) -> str:
        """Propose another mark."""
        body = {"person_id": str(person), "code": code, "reason": reason}
        return str((await self.post("/amendments", body, **headers))["amendment_id"])


async def lesson_with_texts(api: Api, handle: Handle, events: Events) -> Lesson:
    """Return a locked register with a remark about Anna and one about Ben, and a rejected amendment about Anna."""
    made = Lesson(api)
    await handle(on_session_state_changed, events(SessionStateChanged, made.session_id, sequence=1, **PEOPLE))
    await made.mark(ANNA, REMARK)
    await made.mark(BEN, ABOUT_BEN)
    await handle(on_session_completed, events(SessionCompleted, made.session_id, sequence=2, **PEOPLE))
    amendment = await made.propose(ANNA, REASON, "present", **{"Idempotency-Key": "k"})
    await made.post(f"/amendments/{amendment}/reject", {"reason": REJECTION}, role="admin")
    return made


def erasure(events: Events, person: UUID = ANNA, sequence: int = 1) -> PersonErased:
    """Return the event that a person was erased."""
    event: PersonErased = events(
        PersonErased,
        uuid4(),
        key=f"person:{person}",
        org_id=ORG,
        sequence=sequence,
        person_id=person,
        erasure_id=uuid4(),
    )
    return event


async def answers(rows: Rows) -> list[AttendanceDataErased]:
    """Return the answers in the outbox."""
    found = await rows("SELECT payload FROM outbox WHERE topic = 'attendance.erasures.v1' ORDER BY id")
    return [AttendanceDataErased.model_validate_json(row.payload) for row in found]


async def found(superuser: AsyncEngine, *words: str) -> list[str]:
    """Return the columns that have one of the words."""
    async with superuser.connect() as db:
        return await columns_with(db, words)


async def until_waiting(superuser: AsyncEngine) -> None:
    """Wait until a transaction waits for a lock in this database."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

    async def is_waiting() -> bool:
        async with superuser.connect() as db:
            return (await db.execute(text(waiting))).first() is not None

    await eventually(is_waiting, "a transaction that waits for a lock")


async def store_in_plain(superuser: AsyncEngine) -> None:
    """Put the texts where the version before put them."""
    async with superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("mark_history", "register_amendments", "register_amendment_decisions"):
            await db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        plain = (
            ("UPDATE mark_history SET text_id = NULL, remark = :word WHERE person_id = :anna", REMARK),
            ("UPDATE register_amendments SET text_id = NULL, reason = :word WHERE person_id = :anna", REASON),
            (
                "UPDATE register_amendment_decisions SET text_id = NULL, reason = :word WHERE decision = 'rejected'",
                REJECTION,
            ),
        )
        for sql, word in plain:
            await db.execute(text(sql), {"word": word, "anna": ANNA})
        for table in ("mark_history", "register_amendments", "register_amendment_decisions"):
            for trigger in (f"{table}_immutable", f"{table}_untruncatable"):
                await db.execute(text(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"))
        await db.execute(text("DELETE FROM idempotency_keys"))
