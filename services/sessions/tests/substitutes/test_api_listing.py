"""Who reads which proposals, in what order, and what overtakes them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from ..conftest import School, add_people, refused
from ..helpers.substitutes import (
    REASON,
    coaches_of,
    confirm,
    in_days,
    listed,
    propose,
    proposed,
    reject,
    states,
    to_come,
)


async def test_staff_read_all_and_a_coach_those_with_a_part_and_only_own_reasons(school: School) -> None:
    await add_people(school, ["coach-3"])
    mine = await to_come(school, name="Algebra")
    theirs = await to_come(school, "coach-2", days=2)
    first = await proposed(school, mine, "coach-1", "coach-2")
    second = await proposed(school, theirs, "coach-2", "coach-3")
    await reject(school, second, reason="On leave")

    newest, oldest = await listed(school)

    assert (newest["proposal_id"], oldest["proposal_id"]) == (second, first)
    session = await school.ok("admin", "GET", f"/v1/sessions/{mine}")
    assert (oldest["session_id"], oldest["session_name"], oldest["zone"]) == (mine, "Algebra", "Europe/Prague")
    assert (oldest["starts_at"], oldest["ends_at"]) == (session["starts_at"], session["ends_at"])
    assert (oldest["proposer_name"], oldest["coach_name"], oldest["decider_name"]) == ("Coach-1", "Coach-2", None)
    assert (oldest["reason"], oldest["rejection_reason"], oldest["erased"]) == (REASON, None, False)
    assert (newest["reason"], newest["rejection_reason"], newest["state"]) == (REASON, "On leave", "rejected")

    async def read(who: str) -> list[tuple[str, str | None, str | None]]:
        return [(one["proposal_id"], one["reason"], one["rejection_reason"]) for one in await listed(school, who)]

    everything = [(second, REASON, "On leave"), (first, REASON, None)]
    assert await read("support") == everything
    assert await read("coach-1") == [(first, REASON, None)]
    assert await read("coach-2") == [(second, REASON, "On leave"), (first, None, None)]
    assert await read("coach-3") == [(second, None, None)]
    assert not any(one["erased"] for one in await listed(school, "coach-3"))
    auditor = school.api.headers(school.org_id, uuid4(), ["auditor"])
    answer = await school.api.client.get("/v1/substitutes", headers=auditor)
    assert len(answer.json()["items"]) == 2
    refused(await school.send("learner-1", "GET", "/v1/substitutes"), 403, "forbidden")


async def test_proposals_are_filtered_and_come_in_pages(school: School) -> None:
    sessions = [await to_come(school, days=day) for day in (1, 2, 3, 4)]
    ids = [await proposed(school, session_id) for session_id in sessions]
    await confirm(school, ids[0])
    await reject(school, ids[1], reason="No")
    await reject(school, ids[2], "coach-1")

    for who in ("admin", "coach-1", "coach-2"):
        assert await states(school, who) == ["open", "withdrawn", "rejected", "confirmed"]
        for state, proposal_id in zip(("confirmed", "rejected", "withdrawn", "open"), ids, strict=True):
            assert [one["proposal_id"] for one in await listed(school, who, state=state)] == [proposal_id]
        assert await listed(school, who, state="overtaken") == []
        [one] = await listed(school, who, session_id=sessions[1])
        assert one["proposal_id"] == ids[1]
        seen: list[str] = []
        page: dict[str, Any] = {"next_cursor": ""}
        while page["next_cursor"] is not None:
            cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
            page = await school.ok(who, "GET", "/v1/substitutes", limit=1, **cursor)
            seen += [one["proposal_id"] for one in page["items"]]
        assert seen == ids[::-1]
    refused(await school.send("admin", "GET", "/v1/substitutes", state="applied"), 422, "unprocessable")
    refused(await school.send("admin", "GET", "/v1/substitutes", cursor="x"), 422, "invalid-cursor")


async def cancelled(school: School, session_id: str) -> None:
    """Cancel the session."""
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "No room"})


async def completed(school: School, session_id: str) -> None:
    """Start and complete the session."""
    await begun(school, session_id)
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")
    assert (await school.complete(session_id)).is_success


async def begun(school: School, session_id: str) -> None:
    """Let the planned start be past."""
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", in_days(-0.01))


async def started(school: School, session_id: str) -> None:
    """Start the session a little before its planned start."""
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", in_days(5 / 24 / 60))
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")


async def given_to(school: School, session_id: str, *coaches: str) -> None:
    """Let an admin set the coaches of the session."""
    named = [{"person_id": school.people[one]} for one in coaches]
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"coaches": named})


async def given_away(school: School, session_id: str) -> None:
    """Let an admin give the session to somebody else."""
    await add_people(school, ["coach-3"])
    await given_to(school, session_id, "coach-3")


async def given_to_both(school: School, session_id: str) -> None:
    """Let an admin make the substitute a co-coach."""
    await given_to(school, session_id, "coach-1", "coach-2")


async def no_coach(school: School, session_id: str) -> None:
    """Give the substitute another role."""
    await school.ok("admin", "PATCH", f"/v1/people/{school.people['coach-2']}", {"role": "support"})


CAUSES: list[tuple[Callable[[School, str], Awaitable[None]], str]] = [
    (cancelled, "the session was cancelled"),
    (completed, "the session is completed"),
    (begun, "the session has begun"),
    (started, "the session has begun"),
    (given_away, "does not coach the session any more"),
    (given_to_both, "coaches the session already"),
    (no_coach, "is no coach any more"),
]


@pytest.mark.parametrize(("cause", "words"), CAUSES, ids=[cause.__name__ for cause, _ in CAUSES])
async def test_what_happened_since_overtakes_a_proposal(
    school: School, cause: Callable[[School, str], Awaitable[None]], words: str
) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    await cause(school, session_id)
    coaches = await coaches_of(school, session_id)

    assert words in refused(await confirm(school, proposal_id), 409, "substitution-overtaken")

    refused(await reject(school, proposal_id, reason="Too late"), 409, "substitution-overtaken")
    assert await coaches_of(school, session_id) == coaches
    for who in ("admin", "coach-1", "coach-2"):
        assert await states(school, who) == await states(school, who, state="overtaken") == ["overtaken"]
        assert await listed(school, who, state="open") == []
    assert (await reject(school, proposal_id, "coach-1")).json()["state"] == "withdrawn"


async def test_a_proposal_is_open_again_if_its_session_is_moved_ahead(school: School) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    await begun(school, session_id)
    assert await states(school) == ["overtaken"]
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", in_days(2))
    assert await states(school) == ["open"]
    refused(await propose(school, "coach-1", session_id), 409, "substitution-open")
    assert (await confirm(school, proposal_id)).is_success


async def test_a_new_proposal_replaces_one_that_was_overtaken(school: School) -> None:
    await add_people(school, ["coach-3"])
    session_id = await to_come(school)
    earlier = await proposed(school, session_id)
    await given_to_both(school, session_id)

    later = await proposed(school, session_id, "coach-1", "coach-3")

    await given_to(school, session_id, "coach-1")  # the cause has ended, and the earlier one stays overtaken
    assert [(one["proposal_id"], one["state"]) for one in await listed(school)] == [
        (later, "open"),
        (earlier, "overtaken"),
    ]
    assert "another proposal since" in refused(await confirm(school, earlier), 409, "substitution-overtaken")
    assert (await confirm(school, later)).is_success


async def test_an_erased_reason_leaves_the_proposal_in_place(school: School) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    async with school.superuser.begin() as db:
        erased = "INSERT INTO erased_texts SELECT text_id, org_id, gen_random_uuid(), 'other', now() FROM text_keys"
        await db.execute(text(erased))
        await db.execute(text("DELETE FROM text_keys"))
    [found] = await listed(school)
    assert (found["reason"], found["erased"]) == (None, True)
    assert (await confirm(school, proposal_id)).is_success


async def test_a_coach_finds_whom_they_may_propose(school: School) -> None:
    await add_people(school, ["coach-3"])
    path = "/v1/me/colleagues"

    first = await school.ok("coach-1", "GET", path, limit=1)
    rest = await school.ok("coach-1", "GET", path, cursor=first["next_cursor"])

    assert [one["name"] for one in (*first["items"], *rest["items"])] == ["Coach-2", "Coach-3"]
    [found] = (await school.ok("coach-1", "GET", path, q="3 coach"))["items"]
    assert found == {"person_id": str(school.people["coach-3"]), "name": "Coach-3"}
    refused(await school.send("learner-1", "GET", path), 403, "forbidden")
    session_id = await to_come(school)
    await proposed(school, session_id, "coach-1", "coach-3")
