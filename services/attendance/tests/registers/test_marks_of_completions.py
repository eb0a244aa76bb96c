"""Learners whom nobody marked get the mark that the completion says of them, before that of the policy."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from attendance.handlers import on_session_completed, on_session_state_changed
from contracts.attendance import AttendanceLocked
from contracts.cloudevents import from_record, to_record
from contracts.sessions import SessionCompleted, SessionStateChanged
from lockstep_testing.api import Api
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, COACH, ANNA, BEN, CARA = (uuid4() for _ in range(5))
PEOPLE: Mapping[str, Any] = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA, BEN, CARA]}


def seat(person_id: UUID, acceptance: str = "accepted", accepted_by: str | None = "answer") -> dict[str, Any]:
    return {"person_id": person_id, "acceptance": acceptance, "accepted_by": accepted_by}


def reported(person_id: UUID, code: str, minutes: int | None = None) -> dict[str, Any]:
    return {"person_id": person_id, "code": code, "minutes": minutes}


@pytest.fixture
async def session(handle: Handle, events: Events) -> UUID:
    """A session with Anna, Ben and Cara on its register."""
    session_id = uuid4()
    await handle(on_session_state_changed, events(SessionStateChanged, session_id, sequence=1, **PEOPLE))
    return session_id


async def marks(rows: Rows) -> dict[UUID, tuple[str, int | None, str]]:
    """Return code, minutes and source of each mark of the one event in the outbox."""
    [row] = await rows("SELECT payload FROM outbox")
    locked = AttendanceLocked.model_validate_json(row.payload)
    return {one.person_id: (one.code, one.minutes, one.source) for one in locked.marks}


async def test_a_reported_mark_comes_before_attending_and_attending_before_the_policy(
    handle: Handle, events: Events, rows: Rows, session: UUID
) -> None:
    roster = [seat(ANNA, accepted_by="attending"), seat(BEN, accepted_by="attending"), seat(CARA)]
    said = {"roster": roster, "reported_marks": [reported(ANNA, "late", 20)]}
    await handle(on_session_completed, events(SessionCompleted, session, sequence=2, **{**PEOPLE, **said}))
    assert await marks(rows) == {
        ANNA: ("late", 20, "completion"),
        BEN: ("present", None, "completion"),
        CARA: ("absent", None, "policy_default"),
    }
    official = await rows("SELECT person_id, mark_version, counts_as_present, weight_basis_points FROM official_marks")
    assert {tuple(row) for row in official} == {
        (ANNA, None, True, 5_000),
        (BEN, None, True, 10_000),
        (CARA, None, False, 0),
    }


async def test_a_mark_on_the_register_comes_before_what_the_completion_says(
    api: Api, handle: Handle, events: Events, rows: Rows, session: UUID
) -> None:
    given = {"marks": [{"person_id": str(ANNA), "code": "excused"}, {"person_id": str(BEN), "code": "late"}]}
    path = f"/v1/attendance/registers/{session}"
    headers = api.headers(ORG, COACH, ["coach"])
    assert (await api.client.post(f"{path}/marks", json=given, headers=headers)).is_success
    roster = [seat(ANNA, accepted_by="attending"), seat(BEN), seat(CARA)]
    said = {"roster": roster, "reported_marks": [reported(one, "present") for one in (BEN, CARA)]}
    await handle(on_session_completed, events(SessionCompleted, session, sequence=2, **{**PEOPLE, **said}))
    assert await marks(rows) == {
        ANNA: ("excused", None, "coach"),
        BEN: ("late", None, "coach"),
        CARA: ("present", None, "completion"),
    }
    shown = (await api.client.get(path, headers=headers)).json()["marks"]
    assert [(one["source"], one["version"], one["marked_by"]) for one in shown if one["person_id"] == str(CARA)] == [
        ("completion", None, None)
    ]


async def test_who_never_answered_is_on_the_register_only_if_somebody_marked_them_and_an_unknown_code_is_no_mark(
    handle: Handle, events: Events, rows: Rows, session: UUID
) -> None:
    roster = [seat(ANNA, "invited", None), seat(BEN, "declined", None), seat(CARA, "invited", None)]
    said = {
        "roster": roster,
        "never_answered": [ANNA, CARA],
        "reported_marks": [reported(ANNA, "on holiday"), reported(BEN, "present", 45)],
    }
    await handle(on_session_completed, events(SessionCompleted, session, sequence=2, **{**PEOPLE, **said}))
    assert await marks(rows) == {BEN: ("present", 45, "completion")}


async def test_a_completion_of_release_0_4_0_is_read_as_before(
    handle: Handle, events: Events, rows: Rows, session: UUID
) -> None:
    record = to_record(events(SessionCompleted, session, sequence=2, **PEOPLE))
    said = orjson.loads(record.value or b"")
    for name in ("never_answered", "reported_marks", "recap_by", "planned_by_coach"):
        del said[name]
    for one in said["roster"]:
        one.pop("accepted_by", None)
    await handle(on_session_completed, from_record(record.headers, orjson.dumps(said)))
    assert await marks(rows) == dict.fromkeys((ANNA, BEN, CARA), ("absent", None, "policy_default"))


async def test_an_official_mark_that_nobody_gave_on_the_register_has_no_version(superuser: AsyncEngine) -> None:
    insert = (
        "INSERT INTO official_marks (session_id, person_id, org_id, code, counts_as_present, weight_basis_points, "
        "billable, source, mark_version) "
        "VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'present', true, 10000, true, "
        "'{}', {})"
    )
    for source, version in (("completion", "1"), ("policy_default", "1"), ("coach", "NULL")):
        with pytest.raises(IntegrityError, match="official_marks_check"):
            async with superuser.begin() as db:
                await db.execute(text("SET LOCAL session_replication_role = replica"))
                await db.execute(text(insert.format(source, version)))
