"""Set up an organisation for the data: its zone, policy and rate, and the contents of the files."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from lockstep_demo.data import PlannedSession, Sheet, TeachingDay, csv_text, days_to_move, move, session_row
from lockstep_demo.failure import DemoError
from lockstep_demo.gateway import Gateway, Person

ZONE: Final = "Europe/Prague"
"""The zone of the files' local times."""
RATE_AMOUNT_MINOR: Final = 4_500
RATE_CURRENCY: Final = "EUR"
DEFAULT_MAXIMUM_MINUTES: Final = 90
DEFAULT_LOG_WITHIN_HOURS: Final = 72
STEP_MINUTES: Final = 5
SPARE_HOURS: Final = 24
"""Time to spare, so that the oldest session does not become too old to be logged while the demo runs."""
ONLINE_EVERY: Final = 3
"""Every third session takes place online, so that the day has calls. The files do not say where a session is."""
ERRORS_SHOWN_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Delivery:
    """A session on the platform, with everybody who takes part."""

    session_id: str
    session: PlannedSession
    coach: Person
    learners: tuple[Person, ...]
    topic: str
    is_online: bool


def new_admin() -> tuple[str, Person]:
    """Return the id of a new organisation, and its first admin."""
    return str(uuid4()), Person(str(uuid4()), "admin")


def policy_for(sessions: Sequence[PlannedSession], now: datetime) -> dict[str, int]:
    """Return the policy that the data needs: the defaults, or more if the sessions are longer or older.

    `now` is a local time of the organisation.
    """
    longest = max(session.minutes for session in sessions)
    oldest = now - min(session.ends_at for session in sessions)
    return {
        "step_minutes": STEP_MINUTES,
        "maximum_minutes": max(DEFAULT_MAXIMUM_MINUTES, math.ceil(longest / STEP_MINUTES) * STEP_MINUTES),
        "log_within_hours": max(DEFAULT_LOG_WITHIN_HOURS, math.ceil(oldest / timedelta(hours=1)) + SPARE_HOURS),
    }


async def set_up(gateway: Gateway, admin: Person, day: TeachingDay, say: Callable[[str], None]) -> list[Delivery]:
    """Create the organisation and import the day. Return its sessions, ready to be delivered."""
    now = datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)
    days = days_to_move(day.sessions, now)
    moved = replace(day, sessions=tuple(move(session, days) for session in day.sessions))
    await gateway.send(admin, "PUT", "/v1/organisation", json={"name": f"Demo of {day.name}", "zone": ZONE})
    say(f"Organisation {gateway.org_id} created, zone {ZONE}")
    first = min(session.starts_at for session in moved.sessions).replace(tzinfo=ZoneInfo(ZONE))
    # from the day before: a session has the policy and the rate of its own time
    effective = {"effective_from": (first - timedelta(days=1)).astimezone(UTC).isoformat()}
    policy = policy_for(moved.sessions, now)
    await gateway.send(admin, "PUT", "/v1/policy", json=policy | effective)
    say(f"Policy: at most {policy['maximum_minutes']} minutes, logged within {policy['log_within_hours']} hours")
    rate = {"scope": "org", "unit": "hour", "amount_minor": RATE_AMOUNT_MINOR, "currency": RATE_CURRENCY}
    await gateway.post(admin, "/v1/payouts/rates", {**rate, **effective})
    say(f"Rate: {RATE_CURRENCY} {RATE_AMOUNT_MINOR / 100:.2f} per hour for every coach")
    people_ids = await _import(gateway, admin, "people", day.people)
    await _import(gateway, admin, "courses", day.courses)
    say(f"Imported {len(day.people.rows)} people and {len(day.courses.rows)} courses")
    session_ids = await _import_sessions(gateway, admin, moved)
    last = max(session.ends_at for session in moved.sessions)
    say(
        f"Imported {len(session_ids)} sessions. The dates in the file are examples. They were moved by {days:+d} days, "
        f"so that the last session ended at {last:%Y-%m-%d %H:%M}"
    )
    return _deliveries(moved, people_ids, session_ids)


async def _import(gateway: Gateway, admin: Person, kind: str, sheet: Sheet) -> list[str]:
    """Import a file and return the ids in the order of its rows. A dry run comes first and shows each mistake."""
    text = csv_text(sheet, sheet.rows)
    await _try_import(gateway, admin, kind, sheet, text)
    return await _send_import(gateway, admin, kind, text, {})


async def _import_sessions(gateway: Gateway, admin: Person, day: TeachingDay) -> dict[int, str]:
    """Import the sessions, online ones apart from those in person. Return each id by position."""
    rows = [session_row(day.sheet, session) for session in day.sessions]
    await _try_import(gateway, admin, "sessions", day.sheet, csv_text(day.sheet, rows))
    ids: dict[int, str] = {}
    for mode, is_online in (("online", True), ("in_person", False)):
        positions = [session.position for session in day.sessions if is_held_online(session) is is_online]
        if positions:
            text = csv_text(day.sheet, [rows[position] for position in positions])
            # the academy enrolled the learners in the file, so nobody has to answer an invitation
            created = await _send_import(gateway, admin, "sessions", text, {"mode": mode, "acceptance": "accepted"})
            ids.update(zip(positions, created, strict=True))
    return ids


def is_held_online(session: PlannedSession) -> bool:
    """Say whether a session takes place online."""
    return session.position % ONLINE_EVERY == 0


async def _try_import(gateway: Gateway, admin: Person, kind: str, sheet: Sheet, text: str) -> None:
    report = await _post_csv(gateway, admin, kind, text, {"dry_run": "true"})
    wrong = [row for row in report["results"] if row["result"] == "error"]
    if wrong:
        shown = "\n".join(
            f"  line {sheet.lines[row['line'] - 2]}, {row['column'] or 'row'}: {row['detail']}"
            for row in wrong[:ERRORS_SHOWN_MAX]
        )
        more = f"\n  and {len(wrong) - ERRORS_SHOWN_MAX} more" if len(wrong) > ERRORS_SHOWN_MAX else ""
        raise DemoError(f"{sheet.path} cannot be imported: {len(wrong)} rows are wrong. Correct them:\n{shown}{more}")


async def _send_import(gateway: Gateway, admin: Person, kind: str, text: str, params: Mapping[str, str]) -> list[str]:
    report = await _post_csv(gateway, admin, kind, text, params)
    return [str(row["id"]) for row in sorted(report["results"], key=lambda row: int(row["line"]))]


async def _post_csv(gateway: Gateway, admin: Person, kind: str, text: str, params: Mapping[str, str]) -> Any:
    answer = await gateway.send(
        admin,
        "POST",
        f"/v1/imports/{kind}",
        content=text.encode(),
        params=params,
        headers={"Content-Type": "text/csv; charset=utf-8"},
    )
    return answer.json()


def _deliveries(day: TeachingDay, people_ids: Sequence[str], session_ids: Mapping[int, str]) -> list[Delivery]:
    people = {
        row["username"]: Person(person_id, row["role"].lower())
        for row, person_id in zip(day.people.rows, people_ids, strict=True)
    }
    titles = {row["code"]: row["title"] for row in day.courses.rows}
    return [
        Delivery(
            session_id=session_ids[session.position],
            session=session,
            coach=people[session.coach]._replace(role="coach"),
            learners=tuple(people[username] for username in session.learners),
            topic=", ".join(titles[code] for code in session.courses) or session.name,
            is_online=is_held_online(session),
        )
        for session in day.sessions
    ]
