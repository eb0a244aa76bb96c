"""Rates over HTTP: how they are set and ended, who does so, and what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from lockstep_testing.api import Api

from ..helpers.calling import ADMIN, COACH, OTHER_ORG, RATE, get, post


async def test_a_rate_is_set_and_listed(api: Api) -> None:
    created = await post(api, "/v1/payouts/rates", RATE)
    assert (created.status_code, created.headers["Location"]) == (201, "/v1/payouts/rates")
    rate = created.json()
    assert {name: rate[name] for name in RATE} == RATE
    assert (rate["set_by"], rate["effective_to"], rate["coach_id"]) == (str(ADMIN), None, None)
    coach_rate = RATE | {"scope": "coach", "coach_id": str(COACH)}
    assert (await post(api, "/v1/payouts/rates", coach_rate)).status_code == 201
    first = (await get(api, "/v1/payouts/rates?limit=1")).json()
    assert [one["scope"] for one in first["items"]] == ["coach"]
    second = (await get(api, f"/v1/payouts/rates?limit=1&cursor={first['next_cursor']}")).json()
    assert (second["items"], second["next_cursor"]) == ([rate], None)
    assert (await get(api, f"/v1/payouts/rates?coach_id={uuid4()}")).json()["items"] == []
    assert (await get(api, "/v1/payouts/rates?cursor=nonsense")).status_code == 422


async def test_rates_are_listed_by_what_they_are_for(api: Api) -> None:
    subjects = {"org": {}, "coach": {"coach_id": str(COACH)}, "course": {"course_id": str(uuid4())}}
    subjects |= {"category": {"category_id": str(uuid4())}}
    for scope, subject in subjects.items():
        assert (await post(api, "/v1/payouts/rates", RATE | {"scope": scope} | subject)).status_code == 201
    for scope, subject in subjects.items():
        for name, value in {"scope": scope, **subject}.items():
            found = (await get(api, f"/v1/payouts/rates?{name}={value}")).json()["items"]
            assert [one["scope"] for one in found] == [scope]
            other = "course_id" if name == "coach_id" else "coach_id"
            assert (await get(api, f"/v1/payouts/rates?{name}={value}&{other}={uuid4()}")).json()["items"] == []


async def test_a_repeated_request_with_its_key_sets_one_rate(api: Api) -> None:
    first = await post(api, "/v1/payouts/rates", RATE, Idempotency_Key="one")
    again = await post(api, "/v1/payouts/rates", RATE, Idempotency_Key="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert len((await get(api, "/v1/payouts/rates")).json()["items"]) == 1


async def test_rates_of_one_subject_do_not_overlap_and_follow_each_other_once_ended(api: Api) -> None:
    rate = (await post(api, "/v1/payouts/rates", RATE)).json()
    later = RATE | {"amount_minor": 7_000, "effective_from": "2026-01-01T00:00:00+01:00"}
    refused = await post(api, "/v1/payouts/rates", later)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:lockstep:problem:rate-overlaps")
    assert (await post(api, "/v1/payouts/rates", later, org=OTHER_ORG)).status_code == 201
    end = f"/v1/payouts/rates/{rate['rate_id']}/end"
    ended = await post(api, end, {"effective_to": "2026-01-01T00:00:00+01:00"})
    assert (ended.status_code, ended.json()["effective_to"]) == (200, "2025-12-31T23:00:00Z")
    assert (await post(api, "/v1/payouts/rates", later)).status_code == 201
    prolonged = await post(api, end, {"effective_to": "2026-06-01T00:00:00Z"})
    assert (prolonged.status_code, prolonged.json()["type"]) == (409, "urn:lockstep:problem:rate-ends-earlier")
    assert (await post(api, end, {"effective_to": "2020-01-01T00:00:00Z"})).status_code == 422
    assert (await post(api, end, {"effective_to": "9999-12-31T23:59:59Z"})).status_code == 422
    assert (await post(api, end, {"effective_to": "2025-01-01T00:00:00Z"}, org=OTHER_ORG)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"unit": "attended_learner"}, "/unit"),
        ({"scope": "coach"}, "/coach_id"),
        ({"course_id": str(uuid4())}, "/course_id"),
        ({"scope": "coach_course", "coach_id": str(COACH)}, "/course_id"),
        ({"amount_minor": -1}, "/amount_minor"),
        ({"amount_minor": 1_000_000_001}, "/amount_minor"),
        ({"amount_minor": 60.5}, "/amount_minor"),
        ({"currency": "euro"}, "/currency"),
        ({"currency": "EUX"}, "/currency"),
        ({"currency": "XAU"}, "/currency"),
        ({"amount_minor": True}, "/amount_minor"),
        ({"amount_minor": 45.0}, "/amount_minor"),
        ({"amount_minor": "4500"}, "/amount_minor"),
        ({"effective_from": 1790000000}, "/effective_from"),
        ({"coach_id": "{00000000-0000-0000-0000-000000000000}"}, "/coach_id"),
        ({"effective_from": "2026-01-01T00:00:00"}, "/effective_from"),
        ({"effective_to": "2020-01-01T00:00:00Z"}, "/effective_to"),
        ({"effective_from": "0001-01-01T00:00:00Z"}, "/effective_from"),
        ({"effective_from": "0001-01-01T00:00:00+01:00"}, "/effective_from"),
        ({"effective_from": "1999-12-31T23:59:59Z"}, "/effective_from"),
        ({"effective_to": "2200-01-01T00:00:01Z"}, "/effective_to"),
        ({"effective_to": "9999-12-31T23:59:59-01:00"}, "/effective_to"),
        ({"note": "?"}, "/note"),
    ],
)
async def test_a_rate_that_makes_no_sense_is_refused_by_name(api: Api, changed: dict[str, Any], pointer: str) -> None:
    refused = await post(api, "/v1/payouts/rates", RATE | changed)
    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert (await get(api, "/v1/payouts/rates")).json()["items"] == []


@pytest.mark.parametrize("role", ["coach", "learner", "support", "auditor"])
async def test_only_admins_set_rates(api: Api, role: str) -> None:
    assert (await post(api, "/v1/payouts/rates", RATE, role=role)).status_code == 403
    assert (
        await post(api, f"/v1/payouts/rates/{uuid4()}/end", {"effective_to": RATE["effective_from"]}, role=role)
    ).status_code == 403
    assert (await api.client.post("/v1/payouts/rates", json=RATE)).status_code == 401
