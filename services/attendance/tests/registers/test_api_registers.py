"""Registers over HTTP: marking with versions, who sees what, and what is refused."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from attendance.handlers import on_session_completed, on_session_state_changed
from contracts.sessions import SessionCompleted, SessionStateChanged
from lockstep_testing.api import Api

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, OTHER_ORG = uuid4(), uuid4()
COACH, OTHER_COACH, ADMIN = uuid4(), uuid4(), uuid4()
ANNA, BEN, CARA = uuid4(), uuid4(), uuid4()


@pytest.fixture
async def session(handle: Handle, events: Events) -> UUID:
    """A scheduled session with Anna, Ben and Cara on its register."""
    session_id = uuid4()
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session_id, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA, BEN, CARA]),
    )
    return session_id


def marks(codes: dict[UUID, str], **more: Any) -> dict[str, Any]:
    """Return the body that gives these marks."""
    return {"marks": [{"person_id": str(person), "code": code} | more for person, code in codes.items()]}


async def post(
    api: Api,
    session_id: UUID,
    body: dict[str, Any],
    *,
    person: UUID = COACH,
    role: str = "coach",
    org: UUID = ORG,
    **headers: str,
) -> httpx.Response:
    """Post marks as somebody, by default as the session's coach."""
    sent = api.headers(org, person, [role]) | {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.client.post(f"/v1/attendance/registers/{session_id}/marks", json=body, headers=sent)


async def read(
    api: Api, session_id: UUID, *, person: UUID = COACH, role: str = "coach", org: UUID = ORG, path: str = ""
) -> httpx.Response:
    """Read the register as somebody, by default as the session's coach."""
    headers = api.headers(org, person, [role])
    return await api.client.get(f"/v1/attendance/registers/{session_id}{path}", headers=headers)


async def test_a_register_is_marked_in_bulk_and_each_bulk_is_a_version(api: Api, session: UUID) -> None:
    empty = await read(api, session)
    assert (empty.status_code, empty.headers["ETag"][:3]) == (200, '"0-')
    assert empty.json()["state"] == "open"
    assert set(empty.json()["roster"]) == {str(ANNA), str(BEN), str(CARA)}
    assert empty.json()["marks"] == []

    first = await post(
        api, session, marks({ANNA: "present", BEN: "late"}, minutes=40, remark="Rain."), If_Match=empty.headers["ETag"]
    )
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    assert first.json() == {"session_id": str(session), "version": 1, "changed": 2}
    second = await post(api, session, marks({BEN: "excused"}), person=ADMIN, role="admin")
    assert second.json()["version"] == 2

    found = {one["person_id"]: one for one in (await read(api, session)).json()["marks"]}
    assert found[str(ANNA)]["code"] == "present"
    assert found[str(ANNA)]["remark"] == "Rain."
    assert found[str(ANNA)]["marked_by"] == str(COACH)
    assert (found[str(BEN)]["code"], found[str(BEN)]["minutes"], found[str(BEN)]["version"]) == ("excused", None, 2)
    assert found[str(BEN)]["marked_by"] == str(ADMIN)


async def test_marks_that_repeat_the_register_make_no_version(api: Api, session: UUID) -> None:
    await post(api, session, marks({ANNA: "present"}))
    again = await post(api, session, marks({ANNA: "present"}))
    assert again.json() == {"session_id": str(session), "version": 1, "changed": 0}


async def test_a_stale_version_is_refused_and_changes_nothing(api: Api, session: UUID) -> None:
    await post(api, session, marks({ANNA: "present"}))
    refused = await post(api, session, marks({ANNA: "absent"}), If_Match='"0"')
    assert refused.status_code == 412
    assert refused.json()["type"] == "urn:lockstep:problem:stale-version"
    assert (await read(api, session)).json()["version"] == 1


async def test_an_idempotency_key_replays_the_answer(api: Api, session: UUID) -> None:
    first = await post(api, session, marks({ANNA: "present"}), Idempotency_Key="one")
    await post(api, session, marks({ANNA: "late"}))
    again = await post(api, session, marks({ANNA: "present"}), Idempotency_Key="one")
    assert (again.status_code, again.json(), again.headers["ETag"]) == (200, first.json(), '"1"')
    assert (await read(api, session)).json()["marks"][0]["code"] == "late"


async def test_the_history_tells_who_changed_what_from_what(api: Api, session: UUID) -> None:
    await post(api, session, marks({ANNA: "present", BEN: "present"}))
    await post(api, session, marks({ANNA: "late"}, minutes=30), person=ADMIN, role="admin")
    first = (await read(api, session, path="/history?limit=2")).json()
    assert {one["person_id"] for one in first["items"]} == {str(ANNA), str(BEN)}
    assert [one["replaced"] for one in first["items"]] == [None, None]
    last = (await read(api, session, path=f"/history?limit=2&cursor={first['next_cursor']}")).json()
    (change,) = last["items"]
    assert (change["code"], change["minutes"], change["marked_by"]) == ("late", 30, str(ADMIN))
    assert change["replaced"] == {"code": "present", "minutes": None, "remark": None, "source": "coach"}
    assert last["next_cursor"] is None
    assert (await read(api, session, path="/history", person=ANNA, role="learner")).status_code == 403
    assert (await read(api, session, path="/history?cursor=nonsense")).status_code == 422


async def test_a_learner_sees_their_own_mark_only(api: Api, session: UUID) -> None:
    await post(api, session, marks({ANNA: "present", BEN: "late"}))
    seen = (await read(api, session, person=BEN, role="learner")).json()
    assert seen["roster"] == [str(BEN)]
    assert [(one["person_id"], one["code"]) for one in seen["marks"]] == [(str(BEN), "late")]
    stranger = await read(api, session, person=uuid4(), role="learner")
    assert stranger.status_code == 404
    assert (await read(api, session, person=OTHER_COACH)).status_code == 404


async def test_only_the_sessions_coaches_and_admins_mark(api: Api, session: UUID) -> None:
    assert (await post(api, session, marks({ANNA: "present"}), person=ANNA, role="learner")).status_code == 403
    assert (await post(api, session, marks({ANNA: "present"}), person=OTHER_COACH)).status_code == 404
    assert (await post(api, session, marks({ANNA: "present"}), person=ADMIN, role="support")).status_code == 403
    assert (
        await api.client.post(f"/v1/attendance/registers/{session}/marks", json=marks({ANNA: "late"}))
    ).status_code == 401
    assert (await read(api, session)).json()["version"] == 0


async def test_another_organisation_sees_no_register(api: Api, session: UUID) -> None:
    for answer in (
        await read(api, session, person=ADMIN, role="admin", org=OTHER_ORG),
        await read(api, session, person=ADMIN, role="admin", org=OTHER_ORG, path="/history"),
        await post(api, session, marks({ANNA: "present"}), person=ADMIN, role="admin", org=OTHER_ORG),
        await post(api, uuid4(), marks({ANNA: "present"}), person=ADMIN, role="admin"),
    ):
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_marks_that_cannot_be_taken_are_named_and_none_is_taken(api: Api, session: UUID) -> None:
    stranger = uuid4()
    refused = await post(api, session, marks({ANNA: "present", stranger: "present"}))
    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/marks/1/person_id"]
    twice = marks({ANNA: "present"})["marks"] * 2
    assert (await post(api, session, {"marks": twice})).status_code == 422
    assert (await read(api, session)).json()["version"] == 0


@pytest.mark.parametrize(
    "mark",
    [
        {"code": "asleep"},
        {"code": "present", "minutes": -1},
        {"code": "present", "minutes": 1_441},
        {"code": "present", "remark": "x" * 1_334},
        {"code": "present", "source": "policy_default"},
        {"code": "present", "colour": "red"},
        {},
    ],
)
async def test_a_mark_of_the_wrong_shape_is_refused(api: Api, session: UUID, mark: dict[str, Any]) -> None:
    refused = await post(api, session, {"marks": [{"person_id": str(ANNA)} | mark]})
    assert refused.status_code == 422
    assert refused.json()["errors"]


async def test_a_learner_who_left_the_roster_cannot_be_marked_and_is_not_shown(
    api: Api, handle: Handle, events: Events, session: UUID
) -> None:
    await post(api, session, marks({ANNA: "present", BEN: "present"}))
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, coaches=[COACH], org_id=ORG, sequence=2, roster=[BEN]),
    )
    assert (await post(api, session, marks({ANNA: "late"}))).status_code == 422
    register = (await read(api, session)).json()
    assert register["roster"] == [str(BEN)]
    assert [one["person_id"] for one in register["marks"]] == [str(BEN)]


async def test_a_locked_register_refuses_marks_and_lists_those_that_came_late(
    api: Api, handle: Handle, events: Events, session: UUID
) -> None:
    await post(api, session, marks({ANNA: "present", BEN: "present"}, remark="Keen."))
    await post(api, session, marks({BEN: "late"}))
    await handle(
        on_session_completed,
        events(
            SessionCompleted,
            session,
            org_id=ORG,
            sequence=3,
            coaches=[COACH],
            roster=[ANNA, BEN, CARA],
            attendance_version=1,
        ),
    )
    refused = await post(api, session, marks({CARA: "present"}))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:lockstep:problem:register-locked")
    register = (await read(api, session)).json()
    assert (register["state"], register["official_version"]) == ("locked", 1)
    assert register["locked_at"] is not None
    assert {one["person_id"]: (one["code"], one["source"], one["remark"]) for one in register["marks"]} == {
        str(ANNA): ("present", "coach", "Keen."),
        str(BEN): ("present", "coach", "Keen."),
        str(CARA): ("absent", "policy_default", None),
    }
    assert [(one["person_id"], one["code"]) for one in register["late_marks"]] == [(str(BEN), "late")]
    cara = (await read(api, session, person=CARA, role="learner")).json()
    assert ([one["code"] for one in cara["marks"]], cara["late_marks"]) == (["absent"], [])


async def test_a_cancelled_register_refuses_marks(api: Api, handle: Handle, events: Events, session: UUID) -> None:
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, state="cancelled", coaches=[COACH], org_id=ORG, sequence=2),
    )
    refused = await post(api, session, marks({ANNA: "present"}))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:lockstep:problem:register-cancelled")
    assert (await read(api, session)).json()["state"] == "cancelled"
