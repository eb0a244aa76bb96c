"""A correction that one person proposed and decided says so in the API, the history, the event and its record."""

from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from ..conftest import School
from ..helpers.corrections import MINUTES, completed

VOID = {"reason": "It was another session"}


async def send(school: School, person: UUID, role: str, path: str, body: object = None) -> dict[str, Any]:
    """Send a POST as a person with this role, and return the answer."""
    answer = await school.api.client.post(path, json=body, headers=school.api.headers(school.org_id, person, [role]))
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(("path", "body"), [("amendments", MINUTES), ("void", VOID)])
@pytest.mark.parametrize(
    ("proposer_is", "second", "alone"), [("admin", False, True), ("support", False, True), ("support", True, False)]
)
async def test_a_correction_says_everywhere_whether_it_was_decided_alone(
    *, school: School, path: str, body: dict[str, Any], proposer_is: str, second: bool, alone: bool
) -> None:
    """An admin corrects at once; a supporter proposes, and as an admin approves it too; or somebody else does."""
    session = f"/v1/sessions/{await completed(school)}"
    proposer, other = uuid4(), uuid4()
    found = await send(school, proposer, proposer_is, f"{session}/{path}", body)
    if proposer_is == "support":
        assert (found["state"], found["decided_alone"]) == ("proposed", False)
        approve = f"{session}/amendments/{found['amendment_id']}/approve"
        found = await send(school, other if second else proposer, "admin", approve)
    assert (found["state"], found["decided_alone"]) == ("applied", alone)
    [listed] = (await school.ok("admin", "GET", f"{session}/amendments"))["items"]
    [shown] = (await school.ok("coach-1", "GET", session))["completion"]["amendments"]
    assert (listed["decided_alone"], shown["decided_alone"]) == (alone, alone)
    history = (await school.ok("coach-1", "GET", f"{session}/history"))["items"]
    said = {entry["action"]: entry["decided_alone"] for entry in history}
    done = "voided" if path == "void" else "amended"
    assert said.pop(done) == alone
    assert set(said.values()) == {None}, "nothing else is decided"
    [row] = await school.rows("SELECT record FROM correction_records")
    record = orjson.loads(row.record)
    assert record["decided_alone"] is alone is (record["approved_by"] is None)
    event: Any = (await school.events(session.rpartition("/")[2]))[-1]
    assert (event.approved_by is None) == alone


async def test_what_is_rejected_or_taken_back_is_not_decided_alone(school: School) -> None:
    session = f"/v1/sessions/{await completed(school)}"
    support = uuid4()
    found = await send(school, support, "support", f"{session}/amendments", MINUTES)
    reject = f"{session}/amendments/{found['amendment_id']}/reject"
    taken_back = await send(school, support, "support", reject, {"reason": "A typing error"})
    assert (taken_back["state"], taken_back["decided_alone"]) == ("rejected", False)
    newest = (await school.ok("admin", "GET", f"{session}/history"))["items"][0]
    assert (newest["action"], newest["decided_alone"]) == ("amendment_rejected", None)
