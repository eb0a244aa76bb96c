"""Duties that an organisation separates, and second persons that it asks for, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from ..conftest import School, refused
from ..helpers.corrections import MINUTES, completed, put_policy
from ..helpers.erasing import carry_out, command
from ..test_directory_events import of_organisation


async def person(school: School, role: str) -> UUID:
    """Create a person with a role and return their id."""
    body = {"username": f"{role}-second", "name": "Grace", "role": role}
    created = await school.ok("admin", "POST", "/v1/people", body)
    return UUID(created["person_id"])


async def test_duties_are_separated_once_somebody_has_the_role_and_the_event_says_from_when_on(school: School) -> None:
    wanted: dict[str, Any] = {"separate_duties": ["finance"]}
    refused(await school.send("admin", "PUT", "/v1/policy", wanted), 409, "too-few-people")
    await person(school, "finance")
    assert (await school.ok("admin", "PUT", "/v1/policy", wanted))["separate_duties"] == ["finance"]
    later = datetime.now(UTC) + timedelta(days=1)
    await school.ok("admin", "PUT", "/v1/policy", {"effective_from": later.isoformat()})
    assert (await school.ok("admin", "GET", "/v1/policy"))["separate_duties"] == ["finance"]
    said = [[tuple(one) for one in event.separate_duties] for event in await of_organisation(school)]
    now = (("effective_from", None), ("duties", ("finance",)))
    assert said == [[], [now], [now, (("effective_from", later), ("duties", ()))]]
    refused(await school.send("admin", "PUT", "/v1/policy", {"separate_duties": ["admin"]}), 422, "unprocessable")


async def test_an_admin_may_end_the_separation_and_every_version_says_who_wrote_it_and_when(school: School) -> None:
    began_at = datetime.now(UTC)
    await person(school, "finance")
    await school.ok("admin", "PUT", "/v1/policy", {"separate_duties": ["finance"]})
    ended = await school.ok("admin", "PUT", "/v1/policy", {"separate_duties": []})
    versions = (await school.ok("learner-1", "GET", "/v1/policy/versions"))["items"]
    assert [one["separate_duties"] for one in versions] == [[], ["finance"]]
    assert versions[0] == ended
    assert {one["written_by"] for one in versions} == {str(school.admin_id)}
    times = [datetime.fromisoformat(one["written_at"]) for one in versions]
    assert began_at <= times[1] <= times[0] <= datetime.now(UTC)


async def test_an_admin_completes_late_as_support_and_only_while_the_duty_is_not_separated(school: School) -> None:
    start = datetime.now(UTC) - timedelta(days=5)
    first, second = [
        await school.schedule(starts_at=start - ago, ends_at=start - ago + timedelta(minutes=45), mode="in_person")
        for ago in (timedelta(0), timedelta(hours=2))
    ]
    assert (await school.complete(first, "admin", reason="The coach is ill")).status_code == 200
    await person(school, "support")
    await put_policy(school, separate_duties=["support"])
    answer = await school.complete(second, "admin", reason="The coach is ill")
    assert "Ask support" in refused(answer, 409, "logging-window-closed")
    assert (await school.complete(second, "support", reason="The coach is ill")).status_code == 200


async def test_an_admin_decides_as_support_only_while_the_duty_is_not_separated(school: School) -> None:
    await put_policy(school, amendment_approvers=["support"])
    path = f"/v1/sessions/{await completed(school)}/amendments"
    proposed = await school.ok("coach-1", "POST", path, MINUTES)
    await person(school, "support")
    await put_policy(school, amendment_approvers=["support"], separate_duties=["support"])
    approve = f"{path}/{proposed['amendment_id']}/approve"
    refused(await school.send("admin", "POST", approve), 403, "not-an-approver")
    assert (await school.ok("support", "POST", approve))["state"] == "applied"


async def test_a_second_person_needs_two_people_who_can_decide_and_erased_people_are_none(school: School) -> None:
    for kind in ("amendment_second_person", "void_second_person", "erasure_second_person"):
        answer = await school.send("admin", "PUT", "/v1/policy", {kind: True})
        refused(answer, 409, "too-few-people")
        assert f"/{kind}" in str(answer.json()["errors"])
    second = await person(school, "admin")
    on: dict[str, Any] = {"void_second_person": True, "erasure_second_person": True}
    await school.ok("admin", "PUT", "/v1/policy", on)
    assert await command(school, second) == 3, "it waits for a second person"
    [waiting] = (await school.ok("admin", "GET", "/v1/erasures"))["items"]
    await school.ok("admin", "POST", f"/v1/erasures/{waiting['erasure_id']}/approve")
    assert await carry_out(school) == 1
    assert (await school.ok("admin", "PUT", "/v1/policy", {**on, "maximum_minutes": 60}))["void_second_person"]
    more = {**on, "amendment_second_person": True}
    refused(await school.send("admin", "PUT", "/v1/policy", more), 409, "too-few-people")
