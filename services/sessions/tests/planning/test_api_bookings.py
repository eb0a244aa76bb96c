"""A coach and a room have one session at a time."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from ..conftest import School, refused

NOON = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_nobody_is_booked_twice_and_the_answer_names_the_clash(school: School) -> None:
    midnight = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)
    first = await school.schedule(name="Night watch", starts_at=midnight, ends_at=midnight + HOUR)
    body = {"starts_at": midnight + HOUR / 2, "ends_at": midnight + 2 * HOUR}
    refused_body = {"name": "Late", "mode": "online", "coaches": [{"person_id": school.people["coach-1"]}], **body}

    detail = refused(await school.send("admin", "POST", "/v1/sessions", refused_body), 409, "double-booked")

    assert "Coach-1 is booked for 'Night watch' from 2026-12-08 00:30 to 2026-12-08 01:30 Europe/Prague" in detail
    right_after = await school.schedule(starts_at=midnight + HOUR, ends_at=midnight + 2 * HOUR)
    moved = {"ends_at": midnight + HOUR + timedelta(seconds=1)}
    refused(await school.send("admin", "PATCH", f"/v1/sessions/{first}", moved), 409, "double-booked")
    await school.ok("admin", "PATCH", f"/v1/sessions/{first}", {"ends_at": midnight + HOUR / 2})
    await school.ok("admin", "POST", f"/v1/sessions/{right_after}/cancel", {"reason": "Ill", "notice": "On Friday."})
    await school.schedule(starts_at=midnight + HOUR, ends_at=midnight + 2 * HOUR)  # the coach is free again
    other = await school.schedule(
        coaches=[{"person_id": school.people["coach-2"]}], starts_at=midnight, ends_at=midnight + HOUR
    )
    coaches = {"coaches": [{"person_id": school.people["coach-2"]}, {"person_id": school.people["coach-1"]}]}
    refused(await school.send("admin", "PATCH", f"/v1/sessions/{other}", coaches), 409, "double-booked")


async def test_a_room_is_booked_once_and_may_be_left_out(school: School) -> None:
    room = (await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4"}))["room_id"]
    times = {"starts_at": NOON, "ends_at": NOON + HOUR}
    await school.schedule(name="First", room_id=room, **times)
    second = {"name": "Second", "mode": "in_person", "coaches": [{"person_id": school.people["coach-2"]}], **times}

    detail = refused(
        await school.send("admin", "POST", "/v1/sessions", second | {"room_id": room}), 409, "double-booked"
    )

    assert "Room 4 is booked for 'First'" in detail
    await school.ok("admin", "POST", "/v1/sessions", second)
    refused(
        await school.send("admin", "POST", "/v1/sessions", second | {"name": "Third", "room_id": uuid4()}),
        422,
        "unknown-reference",
    )


async def test_of_twenty_requests_for_one_coach_at_one_time_one_wins(school: School) -> None:
    body = {
        "mode": "online",
        "coaches": [{"person_id": school.people["coach-1"]}],
        "starts_at": NOON,
        "ends_at": NOON + HOUR,
    }

    answers = await asyncio.gather(
        *(school.send("admin", "POST", "/v1/sessions", body | {"name": f"Try {n}"}) for n in range(20))
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    for answer in answers:
        if answer.status_code == 409:
            assert "Coach-1 is booked for 'Try " in refused(answer, 409, "double-booked")
    assert len(await school.rows("SELECT 1 FROM sessions")) == 1
    assert len(await school.rows("SELECT 1 FROM outbox WHERE topic = 'sessions.lifecycle.v1'")) == 1
