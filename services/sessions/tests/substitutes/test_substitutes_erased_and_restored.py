"""What an erasure does to the reasons of substitutions, and what a restored database knows of them."""

from typing import Any

from lockstep_local.issuer import Issuer
from lockstep_testing.databases import Databases
from lockstep_testing.searching import columns_with

from ..conftest import School, add_people, refused
from ..helpers.erasing import erase
from ..helpers.recovering import copied, import_into, published
from ..helpers.substitutes import (
    REASON,
    coaches_of,
    confirm,
    listed,
    propose,
    proposed,
    reject,
    states,
    to_come,
)

REJECTED = "Rejection-zq of a substitute"


async def reasons(school: School) -> list[tuple[str | None, str | None, bool]]:
    """Return the reasons that an admin reads, and whether one was erased."""
    return [(one["reason"], one["rejection_reason"], one["erased"]) for one in await listed(school)]


async def given_away(school: School, session_id: str) -> None:
    """Let an admin give the session to a third coach."""
    await school.ok(
        "admin", "PATCH", f"/v1/sessions/{session_id}", {"coaches": [{"person_id": school.people["coach-3"]}]}
    )


async def test_erasing_the_proposer_destroys_both_reasons(school: School) -> None:
    await add_people(school, ["coach-3"])
    session_id = await to_come(school)
    await reject(school, await proposed(school, session_id), reason=REJECTED)
    assert await reasons(school) == [(REASON, REJECTED, False)]
    await given_away(school, session_id)

    await erase(school, school.people["coach-1"])

    assert await reasons(school) == [(None, None, True)]
    async with school.superuser.connect() as db:
        assert await columns_with(db, [REASON, REJECTED]) == []
    [found] = await listed(school)
    assert (found["proposer_name"], found["coach_name"], found["state"]) == ("Erased person", "Coach-2", "rejected")


async def test_erasing_the_substitute_destroys_why_they_were_rejected_and_nothing_more(school: School) -> None:
    await add_people(school, ["coach-3"])
    session_id = await to_come(school)
    await reject(school, await proposed(school, session_id), reason=REJECTED)
    waiting = await proposed(school, session_id)

    await erase(school, school.people["coach-2"])

    assert await reasons(school) == [(REASON, None, False), (REASON, None, True)]
    assert "is no coach any more" in refused(await confirm(school, waiting), 409, "substitution-overtaken")
    refused(await reject(school, waiting, reason=REJECTED), 409, "substitution-overtaken")
    refused(await propose(school, "coach-1", session_id), 422, "unknown-reference")
    await proposed(school, session_id, coach="coach-3")


async def test_a_restored_database_gives_no_session_away_twice_and_lacks_what_was_proposed_since(
    school: School, databases: Databases, issuer: Issuer
) -> None:
    first, second = await to_come(school), await to_come(school, days=2)
    proposal_id, other = await proposed(school, first), await proposed(school, second)
    async with copied(school, databases, issuer) as restored:
        assert (await confirm(school, proposal_id)).is_success
        await reject(school, other, reason=REJECTED)
        await proposed(school, await to_come(school, days=3))

        await import_into(restored, await published(school))

        found: list[Any] = await listed(restored)
        assert [(one["proposal_id"], one["state"]) for one in found] == [(other, "open"), (proposal_id, "overtaken")]
        refused(await confirm(restored, proposal_id), 409, "substitution-overtaken")
        assert await coaches_of(restored, first) == [("coach-2", 10_000)]
        assert await states(restored, state="open") == ["open"]
