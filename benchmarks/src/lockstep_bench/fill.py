"""Filling databases by COPY with the rows of an organisation that has completed many sessions.

Ids, people and instants all follow from a session's number. So any row can be found again without reading it, and the
tables of one service fit those of another.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import orjson
from asyncpg import Connection, Record
from sessions.sealed.domain import Secret, seal

from lockstep_bench.academy import LEARNERS_PER_SESSION, MINUTES, RECAP

SESSIONS_PER_COACH: Final = 250
SESSIONS_PER_LEARNER: Final = 100
COURSES: Final = 20
YEAR: Final = timedelta(days=365)
LOGGED_AFTER: Final = timedelta(hours=1)
LINES_PER_CHUNK: Final = 4_000

ORG, PERSON, CATEGORY, COURSE, SESSION, ACCOUNT, RATE, TRANSFER, EARNING = range(9)
"""Kinds of ids."""

Lines = Iterable[str]
Tables = Mapping[tuple[str, str], Lines]
"""Lines in COPY's text format, by table and its columns."""


@dataclass(frozen=True, slots=True)
class School:
    """An organisation with `sessions` sessions. They were completed one after the other in the year before `until`.

    It has a coach for every 250 sessions, and a learner for every 100 seats. Learners have the numbers after those of
    the coaches.
    """

    number: int
    sessions: int
    until: datetime

    @property
    def coaches(self) -> int:
        """Return how many coaches there are."""
        return max(1, self.sessions // SESSIONS_PER_COACH)

    @property
    def learners(self) -> int:
        """Return how many learners there are."""
        return max(LEARNERS_PER_SESSION, self.sessions * LEARNERS_PER_SESSION // SESSIONS_PER_LEARNER)

    @property
    def org_id(self) -> str:
        """Return its id."""
        return self.id(ORG, 0)

    def id(self, kind: int, number: int) -> str:
        """Return the id of a thing as a UUIDv7 in 32 hexadecimal digits. A higher number has a larger id."""
        return f"0190{self.number:04x}{kind:04x}70008000{number:012x}"

    def coach(self, session: int) -> int:
        """Return the number of a session's coach."""
        return session % self.coaches

    def roster(self, session: int) -> list[int]:
        """Return the numbers of a session's learners."""
        first = session * LEARNERS_PER_SESSION
        return [self.coaches + (first + seat) % self.learners for seat in range(LEARNERS_PER_SESSION)]

    def completed_at(self, session: int) -> datetime:
        """Return when a session was completed."""
        return self.until - YEAR // self.sessions * (self.sessions - session)

    def event_id(self, session: int, kind: int) -> str:
        """Return the id of an event from the instant of a session's completion. `kind` distinguishes its events."""
        return self.event_ids(session, [kind])[0]

    def event_ids(self, session: int, kinds: Sequence[int]) -> list[str]:
        """Return the ids of several events of a session."""
        milliseconds = int(self.completed_at(session).timestamp() * 1_000)
        return [f"{milliseconds:012x}7{kind:03x}8{session:015x}" for kind in kinds]

    def record(self, session: int) -> bytes:
        """Return the completion record of a session, with the fields and the size of a real one."""
        at = self.completed_at(session).isoformat()
        return orjson.dumps(
            {
                **_RECORD,
                "coaches": [{"person_id": self.id(PERSON, self.coach(session)), "share_basis_points": 10_000}],
                "roster": [
                    {"acceptance": "accepted", "person_id": self.id(PERSON, one)} for one in self.roster(session)
                ],
                "course_ids": [self.id(COURSE, session % COURSES)],
                "session_id": self.id(SESSION, session),
                **dict.fromkeys(("completed_at", "ended_at", "planned_ends_at", "planned_starts_at", "started_at"), at),
            },
            option=orjson.OPT_SORT_KEYS,
        )


_RECORD: Final = {
    "attendance_version": None,
    "batch_id": None,
    "category_id": "0" * 36,
    "completed_by": "0" * 36,
    "late": False,
    "late_reason_sha256": None,
    "logged_minutes": MINUTES,
    "mode": "in_person",
    "org_id": "0" * 36,
    "policy": {
        "acceptance_required": True,
        "empty_call_required": True,
        "log_within_hours": 72,
        "maximum_minutes": 90,
        "minimum_minutes": 5,
        "recap_minimum_characters": 150,
        "step_minutes": 5,
        "version": 0,
    },
    "raw_minutes": MINUTES,
    "recap_characters": len(RECAP),
    "recap_sha256": "0" * 64,
    "sequence": 2,
    "type": "lockstep.completion-record.v1",
    "zone": "UTC",
}


def sessions_tables(school: School, *, records: bool) -> Tables:
    """Return the tables of the sessions service, with completion records and texts only if `records` is true."""
    org, numbers = school.org_id, range(school.sessions)
    made = (school.until - YEAR - timedelta(days=1)).isoformat()
    people = school.coaches + school.learners
    roles = ["coach" if one < school.coaches else "learner" for one in range(people)]
    category, minutes = school.id(CATEGORY, 0), timedelta(minutes=MINUTES)

    def session(number: int) -> str:
        completed = school.completed_at(number)
        ended = completed - LOGGED_AFTER
        times = f"{ended - minutes}\t{ended}\tUTC\t{completed}\t{made}"
        return (
            f"{org}\t{school.id(SESSION, number)}\t2\tcompleted\tSession {number:09d}\t\t{category}\tin_person\t{times}"
            f"\t{LEARNERS_PER_SESSION}"
        )

    def seats(number: int) -> Iterator[str]:
        for one in school.roster(number):
            yield f"{org}\t{school.id(SESSION, number)}\t{school.id(PERSON, one)}\t{made}\taccepted\t{made}"

    tables: dict[tuple[str, str], Lines] = {
        ("organisations", "org_id name zone updated_at"): [f"{org}\tSchool {school.number}\tUTC\t{made}"],
        ("people", "org_id id username name role created_at"): (
            f"{org}\t{school.id(PERSON, one)}\tperson-{one}\tPerson {one}\t{role}\t{made}"
            for one, role in enumerate(roles)
        ),
        ("categories", "org_id id name"): [f"{org}\t{category}\tMaths"],
        ("courses", "org_id id code title category_id created_at"): (
            f"{org}\t{school.id(COURSE, one)}\tC{one}\tCourse {one}\t{category}\t{made}" for one in range(COURSES)
        ),
        (
            "sessions",
            "org_id id version state name description category_id mode starts_at ends_at zone completed_at created_at "
            "learner_count",
        ): map(session, numbers),
        ("session_coaches", "org_id session_id person_id position share_basis_points"): (
            f"{org}\t{school.id(SESSION, one)}\t{school.id(PERSON, school.coach(one))}\t0\t10000" for one in numbers
        ),
        ("session_courses", "org_id session_id course_id position"): (
            f"{org}\t{school.id(SESSION, one)}\t{school.id(COURSE, one % COURSES)}\t0" for one in numbers
        ),
        ("roster", "org_id session_id person_id added_at acceptance answered_at"): (
            seat for one in numbers for seat in seats(one)
        ),
        ("search_words", "org_id kind word id"): _search_words(school),
    }
    return {**tables, **_records_and_texts(school)} if records else tables


def _search_words(school: School) -> Iterator[str]:
    """Yield the words of names, codes and titles, which the tables' triggers would have written."""
    org = school.org_id
    for one in range(school.coaches + school.learners):
        for kind in ("person", "coach") if one < school.coaches else ("person",):
            for word in ("person", one):
                yield f"{org}\t{kind}\t{word}\t{school.id(PERSON, one)}"
    for one in range(COURSES):
        for word in (f"c{one}", "course", one):
            yield f"{org}\tcourse\t{word}\t{school.id(COURSE, one)}"
    for one in range(school.sessions):
        for word in ("session", f"{one:09d}"):
            yield f"{org}\tsession\t{word}\t{school.id(SESSION, one)}"


def _records_and_texts(school: School) -> Tables:
    org, digest = school.org_id, bytea(bytes(32))
    sealed = bytea(seal({"recap": RECAP}, text_id=UUID(org), secret=Secret(bytes(32), bytes(32))))  # equal in length

    def record(number: int) -> str:
        content = school.record(number)
        leaf = hashlib.sha256(b"\0" + content).digest()
        ids = f"{org}\t{school.id(SESSION, number)}\t{school.event_id(number, 0)}"
        return f"{ids}\t{bytea(content)}\t{bytea(leaf)}\t{digest}\t{school.completed_at(number)}"

    columns = "org_id session_id event_id record leaf_hash request_digest completed_at"
    return {
        ("completion_records", columns): map(record, range(school.sessions)),
        ("texts", "org_id session_id text_id kind ciphertext written_at"): (
            f"{org}\t{school.id(SESSION, one)}\t{school.event_id(one, 0)}"
            f"\tcompletion\t{sealed}\t{school.completed_at(one)}"
            for one in range(school.sessions)
        ),
        ("text_keys", "org_id text_id key"): (
            f"{org}\t{school.event_id(one, 0)}\t{digest}" for one in range(school.sessions)
        ),
    }


def bytea(content: bytes) -> str:
    r"""Return bytes in COPY's text format, which needs the backslash of `\x` twice."""
    return rf"\\x{content.hex()}"


async def fill(db: "Connection[Record]", tables: Tables) -> None:
    """COPY rows into tables in one transaction, as a superuser.

    In this transaction references are not checked and no trigger fires. Rows of completed sessions cannot be written
    otherwise, and millions of look-ups would take many times as long.
    """
    names = [table for table, _ in tables]
    async with db.transaction():
        await db.execute("SET LOCAL session_replication_role = replica")
        refusing = await _triggers_on_insert(db, names)
        for table, trigger in refusing:
            await db.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        for (table, columns), lines in tables.items():
            await db.copy_to_table(table, source=_chunks(lines), columns=columns.split(), format="text")
        for table, trigger in refusing:
            await db.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


async def settle(db: "Connection[Record]") -> None:
    """Make statistics, hint bits and the visibility map now, because autovacuum makes them later. Then a checkpoint."""
    await db.execute("VACUUM (ANALYZE)")
    await db.execute("CHECKPOINT")


async def _triggers_on_insert(db: "Connection[Record]", tables: Sequence[str]) -> list[tuple[str, str]]:
    """Return (table, trigger) of the triggers that fire with every replication role."""
    rows = await db.fetch(
        "SELECT tgrelid::regclass::text AS table, tgname AS trigger FROM pg_trigger "
        "WHERE tgenabled = 'A' AND NOT tgisinternal AND tgtype & 4 <> 0 "
        "AND tgrelid = ANY (CAST(CAST($1 AS text[]) AS regclass[]))",
        list(tables),
    )
    return [(row["table"], row["trigger"]) for row in rows]


async def _chunks(lines: Lines) -> AsyncIterator[bytes]:
    """Yield lines in chunks, each of which is large enough for a message."""
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == LINES_PER_CHUNK:
            yield ("\n".join(piece) + "\n").encode()
            piece.clear()
    if piece:
        yield ("\n".join(piece) + "\n").encode()
