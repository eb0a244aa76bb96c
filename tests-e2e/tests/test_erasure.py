"""Somebody who asks to be forgotten is forgotten in every service, and every proof stays valid."""

import asyncio
import sys
from secrets import token_hex
from typing import Any
from uuid import UUID

from chassis.clock import now
from chassis.database.engine import create_engine
from lockstep_e2e import topics, traces_of_texts
from lockstep_e2e.academy import RECAP, Academy
from lockstep_e2e.platform import Caller, Platform
from lockstep_local.programs import SERVICES
from lockstep_local.waiting import eventually
from sessions.erasure.carry_out import send_tombstones_again
from sessions.erasure.domain import TOMBSTONE_AGAIN_AFTER

ROWS_AT_ONCE_MAX = 5_000
FORGOTTEN_SECONDS = 60.0


class Planted:
    """Words that name a learner or are said about them, each found nowhere else."""

    def __init__(self) -> None:
        """Make them up."""
        mark = token_hex(4)
        self.username, self.name, self.email = f"zq-{mark}", f"Zora{mark}", f"zora-{mark}@example.org"
        self.remark, self.note, self.recap, self.new_recap, self.reason, self.mark_reason, self.late = (
            f"{kind}-{mark}" for kind in ("remark", "note", "recap", "again", "reason", "seat", "late")
        )

    @property
    def all(self) -> list[str]:
        """Return all of them."""
        return list(vars(self).values())


async def import_learner(academy: Academy, planted: Planted) -> Caller:
    """Create the learner by a file, and look at a large file with them in the background."""
    row = f"{planted.username};{planted.name};learner;{planted.email}\n"
    head = "username;name;role;email\n"
    answer = await academy.platform.send(
        academy.admin,
        "POST",
        "/v1/imports/people",
        content=(head + row).encode(),
        headers={"Content-Type": "text/csv", "Idempotency-Key": planted.email},
    )
    assert answer.is_success, answer.text
    others = "".join(f"other-{number};Other {number};learner;\n" for number in range(ROWS_AT_ONCE_MAX))
    large = await academy.platform.send(
        academy.admin,
        "POST",
        "/v1/imports/people",
        content=(head + row + others).encode(),
        headers={"Content-Type": "text/csv"},
        params={"dry_run": "true"},
    )
    assert large.status_code == 202, large.text
    import_id = large.json()["import_id"]

    async def over() -> bool:
        found = await academy.platform.get(academy.admin, f"/v1/imports/{import_id}")
        return found["finished_at"] is not None

    await eventually(over, "end of the import")
    [person] = (await academy.platform.get(academy.admin, "/v1/people", username=planted.username))["items"]
    return Caller(academy.admin.org_id, UUID(person["person_id"]), ("learner",))


async def write_about(academy: Academy, learner: Caller, planted: Planted) -> UUID:
    """Let everything be written about the learner that can be: a guardian, remarks, notes, recaps, corrections."""
    platform, learner_id = academy.platform, str(learner.person_id)
    guardian = await platform.post(
        academy.admin, "/v1/people", {"username": "gwen", "name": "Gwen", "role": "guardian"}
    )
    path = f"/v1/people/{learner_id}/guardians/{guardian['person_id']}"
    assert (await platform.send(academy.admin, "PUT", path)).is_success
    session_id = await academy.schedule(roster=[{"person_id": learner_id, "acceptance": "accepted"}])
    marks = {"marks": [{"person_id": learner_id, "code": "absent", "remark": planted.remark}]}
    await platform.post(academy.coach, f"/v1/attendance/registers/{session_id}/marks", marks)
    await platform.post(academy.coach, f"/v1/sessions/{session_id}/notes", {"text": planted.note})
    await academy.complete(session_id, recap=f"{RECAP} {planted.recap}")
    await academy.all_effects(session_id)
    for correction in (
        {"field": "recap", "recap": f"{RECAP} {planted.new_recap}", "reason": "Wrong one"},
        {"field": "minutes", "minutes": 55, "reason": planted.reason},
    ):
        await platform.post(academy.admin, f"/v1/sessions/{session_id}/amendments", correction)
    await platform.post(
        academy.admin,
        f"/v1/attendance/registers/{session_id}/amendments",
        {"person_id": learner_id, "code": "present", "reason": planted.mark_reason},
        headers={"Idempotency-Key": "seat"},
    )
    return session_id


async def erased(academy: Academy, learner: Caller) -> Any:
    """Erase the learner as the admin, and return the erasure when all services have answered."""
    platform = academy.platform
    asked = await platform.post(
        academy.admin, f"/v1/people/{learner.person_id}/erasure", {"reason": "person_asked", "note": "By letter."}
    )

    async def look() -> Any:
        found = await platform.get(academy.admin, f"/v1/erasures/{asked['erasure_id']}")
        return found if found["state"] == "erased" else None

    return await eventually(look, "answers of all services")


async def send_tombstones(platform: Platform, org_id: UUID) -> None:
    """Do what the worker's task does an hour after an erasure."""
    url = platform.stack.postgres.url("sessions", user="sessions_worker")
    engine = create_engine(url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        assert await send_tombstones_again(db, org_ids=[org_id], now=now() + TOMBSTONE_AGAIN_AFTER) > 0
    await engine.dispose()


async def audited(platform: Platform, service: str) -> int:
    """Run a service's audit and return its status."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", service, "audit"),
        env=platform.stack.environment_of(f"{service}-worker"),
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def test_nothing_that_named_an_erased_learner_or_was_said_about_them_is_found_anywhere(
    academy: Academy,
) -> None:
    platform, planted = academy.platform, Planted()
    async with traces_of_texts.compacting_within_seconds(platform):
        learner = await import_learner(academy, planted)
        session_id = await write_about(academy, learner, planted)
        path = f"/v1/sessions/{session_id}"
        recap = await platform.send(academy.coach, "GET", f"{path}/recap")
        assert planted.new_recap in recap.text
        tables = " ".join(await traces_of_texts.in_tables(platform, planted.all))
        for place in ("people.name", "people.email", "import_rows.key", "idempotency_keys.body", "search_words.word"):
            assert place in tables, "positive control"
        published = {planted.note, planted.recap, planted.new_recap}
        in_topics = await traces_of_texts.in_topics(platform, planted.all)
        assert in_topics == sorted(f"{traces_of_texts.TEXTS}: {word}" for word in published)
        in_files = traces_of_texts.in_files(platform, planted.all)
        assert {place.rsplit(": ", 1)[1] for place in in_files} == published, "in Kafka's files and nowhere else"

        erasure = await erased(academy, learner)

        said = {one["service"]: {kind["kind"]: kind["count"] for kind in one["erased"]} for one in erasure["services"]}
        assert said["attendance"]["texts"] == 2
        assert said["reports"]["insight_inputs"] > 0
        assert said["sessions"]["directory_entry"] == 1
        await platform.post(academy.coach, f"{path}/notes", {"text": planted.late})
        late = {"field": "recap", "recap": f"{RECAP} {planted.late}", "reason": planted.late}
        await platform.post(academy.admin, f"{path}/amendments", late)
        assert await traces_of_texts.in_tables(platform, planted.all) == []
        await asyncio.sleep(1.1)  # a file of the topic is older than segment.ms then
        await send_tombstones(platform, academy.admin.org_id)

        async def forgotten() -> bool:
            return not traces_of_texts.in_files(platform, planted.all)

        await eventually(forgotten, "compaction of the topic of texts", timeout_seconds=FORGOTTEN_SECONDS)
        assert await traces_of_texts.in_topics(platform, planted.all) == []

    proof = await platform.send(academy.coach, "GET", f"{path}/proof")
    assert proof.is_success, proof.text
    assert (await platform.send(academy.coach, "GET", f"{path}/record")).is_success
    earned = await platform.get(academy.coach, f"/v1/payouts/coaches/{academy.coach.person_id}/earnings")
    assert str(session_id) in {one["session_id"] for one in earned["items"]}
    assert await asyncio.gather(*(audited(platform, service) for service in SERVICES)) == [0] * len(SERVICES)
    await topics.caught_up(platform, "reports", ["sessions.completions.v1"])
    answer = await platform.send(academy.admin, "GET", f"/v1/reports/insight-inputs/learner/{learner.person_id}")
    assert answer.status_code == 404, "the late recap brought nothing back"
