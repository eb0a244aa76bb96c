"""A semester in an administrator's files: Chamilo's columns, lists in brackets, a Windows encoding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx

from lockstep_e2e.platform import Caller, Platform

COACHES = 20
LEARNERS = 60
WEEKS = 15
SESSIONS = COACHES * WEEKS
ZONE = "Europe/Prague"
COLUMNS = (
    "SessionName;Coach;DateStart;DateEnd;Users;Courses;VisibilityAfterExpiration;DisplayStartDate;DisplayEndDate;"
    "CoachStartDate;CoachEndDate;Classes;SessionCategory;SessionDescription"
)

Cells = dict[str, str]
PEOPLE_ENCODING: Final = "windows-1250"


def people_file() -> bytes:
    """Return the people as a Windows spreadsheet saves them: not in UTF-8."""
    rows = ["username;name;role;email"]
    rows += [f"coach-{n};Jiří Müller {n};coach;coach-{n}@example.org" for n in range(COACHES)]
    rows += [f"learner-{n};Zoë Šťastná {n};learner;" for n in range(LEARNERS)]
    return "\r\n".join(rows).encode(PEOPLE_ENCODING)


def courses_file() -> bytes:
    """Return the courses, with a byte order mark."""
    return '\ufeffcode,title,category\nMATH-1,Algebra,Maths\nBIO-1,"Cells, and more",Biology\n'.encode()


def classes_file() -> bytes:
    """Return two classes with their members."""
    members = ["|".join(f"learner-{n}" for n in range(start, start + 10)) for start in (0, 10)]
    return "".join(["name;members\n", f"4.A;{members[0]}\n", f"4.B;{members[1]}\n"]).encode()


def sessions_rows(first: datetime) -> list[Cells]:
    """Return a session per coach and week, each coach at another hour, with all that Chamilo's files may have."""
    rows = []
    for number in range(SESSIONS):
        coach, week = number % COACHES, number // COACHES
        begins = first + timedelta(weeks=week, hours=coach)
        learners = [f"learner-{20 + (number + seat) % 40}" for seat in range(4)]
        rows.append(
            {
                "SessionName": f"Lesson {number:03}",
                "Coach": f"coach-{coach}",
                "DateStart": f"{begins:%Y/%m/%d %H:%M}",
                "DateEnd": f"{begins + timedelta(minutes=45):%Y-%m-%d %H:%M:%S}",
                "Users": "|".join(learners),
                "Courses": f"MATH-1[coach-{(coach + 1) % COACHES}][{learners[0]},{learners[1]}]|BIO-1",
                "VisibilityAfterExpiration": str(number % 4 + 1),
                "DisplayStartDate": f"{begins - timedelta(days=30):%Y-%m-%d}",
                "DisplayEndDate": "",
                "CoachStartDate": f"{begins - timedelta(days=1):%Y-%m-%d %H:%M}",
                "CoachEndDate": f"{begins + timedelta(days=3):%Y-%m-%d %H:%M}",
                "Classes": "4.A" if number == 0 else "",
                "SessionCategory": f"Term {week // 5 + 1}",
                "SessionDescription": "Equations; and how to check them" if number % 2 else "",
            }
        )
    return rows


def sessions_file(rows: Sequence[Cells]) -> bytes:
    """Return the sessions' file."""
    lines = [COLUMNS]
    lines += [";".join(f'"{cell}"' if ";" in cell else cell for cell in row.values()) for row in rows]
    return "\n".join(lines).encode()


def seven_mistakes(rows: Sequence[Cells]) -> tuple[bytes, list[tuple[int, str | None]]]:
    """Return the file with seven kinds of mistakes, and the line and column of each."""
    wrong = [dict(row) for row in rows]
    wrong[3]["Coach"] = "nobody"
    wrong[17]["Users"] += "|nobody"
    wrong[42]["Courses"] = "MATH-1|ALCHEMY"
    wrong[99]["DateStart"] = "2026-02-30 10:00"
    wrong[120]["DateEnd"] = wrong[119]["DateStart"]
    wrong[200]["SessionName"] = wrong[199]["SessionName"]
    clash = wrong[COACHES]  # the second week of the first coach, at the time of the first week
    clash["DateStart"], clash["DateEnd"] = wrong[0]["DateStart"], wrong[0]["DateEnd"]
    places: list[tuple[int, str | None]] = [
        (5, "Coach"),
        (19, "Users"),
        (COACHES + 2, "Coach"),
        (44, "Courses"),
        (101, "DateStart"),
        (122, "DateEnd"),
        (202, "SessionName"),
    ]
    return sessions_file(wrong), places


@dataclass(frozen=True, slots=True)
class Semester:
    """An organisation into which the files are imported."""

    platform: Platform
    admin: Caller
    people: dict[str, UUID]

    def somebody(self, username: str) -> Caller:
        """Return a person of the files, with the role that their name begins with."""
        return Caller(self.admin.org_id, self.people[username], (username.split("-", maxsplit=1)[0],))

    async def send(self, kind: str, data: bytes, **params: str) -> httpx.Response:
        """Send a file to the import."""
        return await self.platform.send(
            self.admin,
            "POST",
            f"/v1/imports/{kind}",
            content=data,
            params=params,
            headers={"Content-Type": "text/csv"},
        )

    async def load(self, kind: str, data: bytes, **params: str) -> Any:
        """Import a file and return its report. The import must succeed."""
        answer = await self.send(kind, data, **params)
        assert answer.is_success, answer.text
        return answer.json()

    async def own(self, who: str, when: str) -> set[str]:
        """Return the names of a person's own sessions."""
        page = await self.platform.get(self.somebody(who), "/v1/me/sessions", when=when, limit="200")
        return {item["name"] for item in page["items"]}

    async def find(self, name: str) -> str:
        """Return the id of a session by its name."""
        page = await self.platform.get(self.admin, "/v1/sessions", q=name)
        [found] = [item["session_id"] for item in page["items"] if item["name"] == name]
        return str(found)


def counts(report: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """Return the numbers of rows that were created, updated, unchanged and wrong."""
    return report["created"], report["updated"], report["unchanged"], report["errors"]
