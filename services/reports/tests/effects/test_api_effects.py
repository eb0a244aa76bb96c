"""The effects of completions over HTTP: who sees what, pages, sums and percentiles."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from contracts.sessions import OrganisationChanged, SeparateDuties
from lockstep_testing.api import Api

Handle = Callable[..., Awaitable[None]]

DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOBODY = UUID(int=1)


def _ms(milliseconds: int) -> datetime:
    return DAY + timedelta(milliseconds=milliseconds)


async def _get(api: Api, world: Any, path: str, *, role: str = "admin", person: str = "somebody", **query: Any) -> Any:
    """Return the answer's status and body."""
    headers = api.headers(world.org_id, world.id(person), [role])
    answer = await api.client.get(f"/v1/{path}", headers=headers, params=query)
    return answer.status_code, answer.json()


async def test_a_session_shows_each_effect_with_its_instant_and_latency(api: Api, handle: Handle, world: Any) -> None:
    path = f"reports/sessions/{world.id('s')}/effects"
    assert (await _get(api, world, path))[0] == 404
    await handle(world.credited("s", ("EUR", 100), ("EUR", 50), at=_ms(40)))
    status, body = await _get(api, world, path)
    assert status == 200
    assert (body["completed_at"], body["complete"]) == (None, False)
    credited = {"at": "2026-11-02T09:00:00.040000Z", "latency_ms": None}
    assert body["effects"]["earnings_credited"] == {
        **credited,
        "amounts": [{"currency": "EUR", "amount_minor": 150}],
    }
    await handle(world.completed("s", learners=["anna", "ben"], batch="squad", at=DAY))
    status, body = await _get(api, world, path)
    assert (body["completed_at"], body["complete"]) == ("2026-11-02T09:00:00Z", False)
    assert body["effects"]["attendance_locked"] is None
    assert body["effects"]["earnings_credited"]["latency_ms"] == 40
    assert body["effects"]["insight_inputs_refreshed"]["subjects"] == 4
    await handle(world.locked("s", {}, at=_ms(20)))
    status, body = await _get(api, world, path)
    assert body["complete"] is True
    assert body["effects"]["attendance_locked"] == {"at": "2026-11-02T09:00:00.020000Z", "latency_ms": 20}


@pytest.mark.parametrize("role", ["admin", "support", "auditor"])
async def test_these_roles_read_every_session_of_their_organisation_only(
    role: str, api: Api, handle: Handle, world: Any, new_world: Any
) -> None:
    await handle(world.completed("s"))
    path = f"reports/sessions/{world.id('s')}/effects"
    assert (await _get(api, world, path, role=role))[0] == 200
    stranger = new_world()
    assert (await _get(api, stranger, path, role=role))[0] == 404
    assert (await _get(api, stranger, "reports/effects", role=role))[1]["items"] == []
    assert (await _get(api, stranger, "reports/effects/summary", role=role))[1]["completed"] == 0


async def test_a_coach_reads_the_sessions_that_they_coached(api: Api, handle: Handle, world: Any) -> None:
    await handle(world.completed("mine", coaches=["lead", "me"]), world.completed("other", coaches=["lead"]))
    await handle(
        world.credited("mine", ("EUR", 3_000), ("EUR", 1_200), coaches=["lead", "me"]),
        world.credited("other", coaches=["lead"]),
    )
    for name, expected in (("mine", 200), ("other", 404)):
        path = f"reports/sessions/{world.id(name)}/effects"
        assert (await _get(api, world, path, role="coach", person="me"))[0] == expected
    _, page = await _get(api, world, "reports/effects", role="coach", person="me")
    assert [item["session_id"] for item in page["items"]] == [str(world.id("mine"))]
    _, summary = await _get(api, world, "reports/effects/summary", role="coach", person="me")
    assert (summary["completed"], summary["earnings"]) == (1, [{"currency": "EUR", "amount_minor": 1_200}])


async def test_pay_is_shown_to_whom_it_belongs_and_to_those_who_keep_the_books(
    api: Api, handle: Handle, world: Any
) -> None:
    await handle(world.completed("s", coaches=["lead", "me"]))
    await handle(world.credited("s", ("EUR", 3_000), ("EUR", 1_200), coaches=["lead", "me"]))

    async def shown(role: str, person: str) -> list[int | None]:
        found = []
        for path in (f"reports/sessions/{world.id('s')}/effects", "reports/effects", "reports/effects/summary"):
            status, body = await _get(api, world, path, role=role, person=person)
            assert status == 200
            one = body["items"][0] if "items" in body else body
            amounts = one["earnings"] if "earnings" in one else one["effects"]["earnings_credited"]["amounts"]
            found.append(None if amounts is None else sum(part["amount_minor"] for part in amounts))
        return found

    for role in ("admin", "finance", "auditor"):
        assert await shown(role, "somebody") == [4_200] * 3
    assert await shown("support", "somebody") == [None] * 3
    assert await shown("coach", "lead") == [3_000] * 3
    assert await shown("coach", "me") == [1_200] * 3
    separated = OrganisationChanged(
        **{"event_id": uuid4(), "org_id": world.org_id, "correlation_id": uuid4(), "occurred_at": DAY},
        key=f"organisation:{world.org_id}",
        sequence=1,
        zone="UTC",
        policy_version=1,
        separate_duties=(SeparateDuties(duties=("finance",)),),
    )
    await handle(separated)
    assert await shown("admin", "somebody") == [None] * 3, "an admin is not finance any more"
    assert await shown("finance", "somebody") == [4_200] * 3


@pytest.mark.parametrize("state", ["scheduled", "in_progress", "completed", "cancelled", "postponed"])
async def test_a_session_that_is_not_completed_has_no_effects_for_those_who_may_see_it(
    state: str, api: Api, handle: Handle, world: Any
) -> None:
    await handle(world.state("s", state, sequence=2, coaches=["lead", "co"], course_coaches=["guest"]))
    path = f"reports/sessions/{world.id('s')}/effects"
    for role, person in (("admin", "somebody"), ("coach", "lead"), ("coach", "co"), ("coach", "guest")):
        status, body = await _get(api, world, path, role=role, person=person)
        assert (status, body["state"], body["complete"], body["completed_at"]) == (200, state, False, None)
        assert set(body["effects"].values()) == {None}
    assert (await _get(api, world, path, role="coach", person="stranger"))[0] == 404


async def test_a_coach_of_a_course_reads_the_effects_and_no_pay(api: Api, handle: Handle, world: Any) -> None:
    await handle(
        world.state("s", "completed", sequence=3, coaches=["me"], course_coaches=["guest"]),
        world.completed("s", coaches=["me"]),
    )
    path = f"reports/sessions/{world.id('s')}/effects"
    for person in ("me", "guest"):
        status, body = await _get(api, world, path, role="coach", person=person)
        assert (status, body["state"]) == (200, "completed")
        assert body["effects"]["insight_inputs_refreshed"] is not None
    assert (await _get(api, world, path, role="coach", person="stranger"))[0] == 404


@pytest.mark.parametrize("role", ["learner", "guardian", "service"])
@pytest.mark.parametrize(
    "path",
    [
        f"reports/sessions/{NOBODY}/effects",
        "reports/effects",
        "reports/effects/summary",
        f"reports/insight-inputs/learner/{NOBODY}",
    ],
)
async def test_other_roles_read_nothing(role: str, path: str, api: Api, world: Any) -> None:
    status, body = await _get(api, world, path, role=role)
    assert (status, body["type"]) == (403, "urn:lockstep:problem:forbidden")
    assert (await api.client.get(f"/v1/{path}")).status_code == 401


async def test_the_list_pages_through_completions_newest_first(api: Api, handle: Handle, world: Any) -> None:
    names = [f"s{number}" for number in range(7)]
    await handle(*(world.completed(name, at=DAY + timedelta(minutes=at // 2)) for at, name in enumerate(names)))
    await handle(world.locked("unheard of", {}))
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    for _ in range(10):
        status, page = await _get(api, world, "reports/effects", limit=3, **cursor)
        assert status == 200
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        assert len(page["items"]) == 3
        cursor = {"cursor": page["next_cursor"]}
    positions = [(item["completed_at"], item["session_id"]) for item in seen]
    assert positions == sorted(positions, reverse=True)
    assert {item["session_id"] for item in seen} == {str(world.id(name)) for name in names}
    assert len(seen) == 7


async def test_the_list_narrows_to_completions_that_lack_an_effect_or_none(
    api: Api, handle: Handle, world: Any
) -> None:
    for name in ("all", "unlocked", "uncredited"):
        await handle(world.completed(name))
    await handle(world.locked("all", {}), world.locked("uncredited", {}))
    await handle(world.credited("all"), world.credited("unlocked"))
    expected = {"true": {"unlocked", "uncredited"}, "false": {"all"}}
    for missing, names in expected.items():
        _, page = await _get(api, world, "reports/effects", missing=missing)
        assert {item["session_id"] for item in page["items"]} == {str(world.id(name)) for name in names}
        assert {item["complete"] for item in page["items"]} == {missing == "false"}


@pytest.mark.parametrize(
    "query", [{"cursor": "x"}, {"cursor": "WyJhIiwiYiJd"}, {"limit": 0}, {"limit": 201}, {"missing": "perhaps"}]
)
async def test_a_query_that_makes_no_sense_is_a_problem(query: dict[str, Any], api: Api, world: Any) -> None:
    status, body = await _get(api, world, "reports/effects", **query)
    assert (status, body["status"]) == (422, 422)
    assert body["errors"]


async def test_the_summary_counts_sums_and_measures(api: Api, handle: Handle, world: Any) -> None:
    for number in range(1, 11):
        name = f"s{number}"
        await handle(world.completed(name, at=DAY))
        await handle(world.locked(name, {}, at=_ms(10 * number)))
    for number in range(1, 10):
        await handle(world.credited(f"s{number}", ("EUR", 100), ("JPY", 5), at=_ms(1_000 * 3_600 * 24 * 365)))
    await handle(world.completed("before", at=DAY - timedelta(days=1)), world.credited("before"))
    status, body = await _get(api, world, "reports/effects/summary", since=DAY.isoformat())
    assert status == 200
    counts = ("completed", "attendance_locked", "earnings_credited", "insight_inputs_refreshed")
    assert [body[count] for count in counts] == [10, 10, 9, 10]
    assert body["earnings"] == [
        {"currency": "EUR", "amount_minor": 900},
        {"currency": "JPY", "amount_minor": 45},
    ]
    assert body["latency_ms"]["attendance_locked"] == {"p50": 55.0, "p99": 99.1}
    assert body["latency_ms"]["insight_inputs_refreshed"]["p50"] is not None
    assert body["latency_ms"]["all"]["p50"] >= 1_000 * 3_600 * 24 * 365
    _, whole = await _get(api, world, "reports/effects/summary")
    assert whole["completed"] == 11


async def test_the_summary_of_nothing_has_no_latencies(api: Api, world: Any) -> None:
    status, body = await _get(api, world, "reports/effects/summary")
    assert (status, body["completed"], body["earnings"]) == (200, 0, [])
    assert body["latency_ms"]["all"] == {"p50": None, "p99": None}
    assert (await _get(api, world, "reports/effects/summary", since="2026-11-02T09:00:00"))[0] == 422
