"""Rooms: their seats, and what prevents a deletion."""

from datetime import UTC, datetime, timedelta

import pytest

from ..conftest import School, refused
from ..helpers.catalogue import add_batch


async def test_a_room_is_created_read_and_changed(school: School) -> None:
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4", "seats": 24})
    path = f"/v1/rooms/{room['room_id']}"

    assert await school.ok("coach-1", "GET", path) == room
    assert await school.ok("admin", "PATCH", path, {"seats": None}) == {**room, "seats": None, "version": 2}
    assert (await school.ok("admin", "PATCH", path, {"name": "Hall"}))["seats"] is None
    assert (await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 5"}))["seats"] is None


async def test_bad_rooms_are_refused(school: School) -> None:
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4"})
    for body in ({"name": ""}, {"name": "x" * 201}, {"seats": 0}, {"seats": -1}, {"seats": "4"}, {"seats": 10**6}):
        refused(await school.send("admin", "POST", "/v1/rooms", {"name": "Room", **body}), 422, "unprocessable")
        refused(await school.send("admin", "PATCH", f"/v1/rooms/{room['room_id']}", body), 422, "unprocessable")


@pytest.mark.parametrize("user", ["session", "batch"])
async def test_a_room_that_something_takes_place_in_stays(school: School, user: str) -> None:
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4", "seats": 1})
    path = f"/v1/rooms/{room['room_id']}"
    if user == "session":
        session_id = await school.schedule(room_id=room["room_id"])
    else:
        await add_batch(school, room_id=room["room_id"])

    assert f"by a {user}" in refused(await school.send("admin", "DELETE", path), 409, "in-use")
    if user == "session":
        await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"room_id": None})
        assert (await school.send("admin", "DELETE", path)).status_code == 204


async def test_a_renamed_room_is_booked_still_and_its_seats_do_not_bind_a_session(school: School) -> None:
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4", "seats": 40})
    start = datetime.now(UTC) + timedelta(days=1)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    session_id = await school.schedule(room_id=room["room_id"], **times)

    await school.ok("admin", "PATCH", f"/v1/rooms/{room['room_id']}", {"name": "Hall", "seats": 1})

    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert (session["room"], session["seats_max"], len(session["roster"])) == ("Hall", None, 2)
    body = {"name": "Other", "mode": "online", "coaches": [{"person_id": school.people["coach-2"]}], **times}
    answer = await school.send("admin", "POST", "/v1/sessions", {**body, "room_id": room["room_id"]})
    assert "Hall" in refused(answer, 409, "double-booked")


async def test_a_name_is_taken_however_its_accents_are_written_and_needs_one_line_that_people_see(
    school: School,
) -> None:
    await school.ok("admin", "POST", "/v1/rooms", {"name": "Franc\u0327ais"})
    refused(await school.send("admin", "POST", "/v1/rooms", {"name": "Fran\u00e7ais"}), 409, "name-taken")
    page = await school.ok("admin", "GET", "/v1/rooms", q="Fran\u00e7ais")
    assert [room["name"] for room in page["items"]] == ["Fran\u00e7ais"]
    for name, said in (("Room\n4", "a line break at place 5"), ("\u200b\u2060", "nobody sees any of its characters")):
        answer = await school.send("admin", "POST", "/v1/rooms", {"name": name})
        assert said in refused(answer, 422, "unprocessable")
