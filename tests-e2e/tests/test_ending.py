"""How sessions end: forgotten and reminded, too late, corrected, and proved to a person who trusts no operator."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from contracts.sessions import LogCheckpointed, SessionAmended, SessionFoundUnlogged
from lockstep_e2e import topics
from lockstep_e2e.academy import RATE_AMOUNT_MINOR, RECAP, Academy
from lockstep_e2e.platform import Caller, names
from lockstep_local.waiting import eventually

VERIFIER = Path(__file__).parents[2] / "examples" / "verify" / "verify.py"


async def person(academy: Academy, name: str, role: str) -> Caller:
    """Add a person to the academy."""
    body = {"username": name.lower(), "name": name, "role": role}
    created = await academy.platform.post(academy.admin, "/v1/people", body)
    return Caller(academy.admin.org_id, UUID(created["person_id"]), (role,))


async def proof_of(academy: Academy, session_id: UUID, caller: Caller, *, entries: int) -> Any:
    """Return the proof of a session once a checkpoint covers this number of entries."""

    async def look() -> Any:
        answer = await academy.platform.send(caller, "GET", f"/v1/sessions/{session_id}/proof")
        found = answer.json() if answer.is_success else None
        return found if found is not None and len(found["entries"]) == entries else None

    return await eventually(look, f"proof of session {session_id}")


def audit(academy: Academy, service: str) -> tuple[int, str]:
    """Audit the organisation's log, or what rests on it, as an operator does. Return the exit status and the output."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "lockstep_local", "--data", str(academy.platform.stack.data)),
            *("run", service, "audit", "--org", str(academy.admin.org_id)),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def verify(*arguments: str | Path) -> tuple[int, str]:
    """Run the verifier as an auditor does. Return its exit status and its output."""
    run = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


async def verify_offline(academy: Academy, guardian: Caller, *, first: Any, proof: Any, folder: Path) -> None:
    """Keep an earlier and a later proof as files, verify both, and check that a changed text is refused."""
    key = (await academy.platform.get(guardian, "/v1/log/key"))["verifier_key"]
    file, seen = folder / "proof.json", folder / "seen.json"
    file.write_text(json.dumps(proof), "utf-8")
    seen.write_text(json.dumps(first), "utf-8")
    status, said = verify("proof", file, "--key", key)
    assert status == 0, said
    assert "logged_minutes: was 45, is 60" in said
    sizes = [proof_of_size["checkpoint"].split("\n")[1] for proof_of_size in (first, proof)]
    answer = await academy.platform.send(
        guardian, "GET", "/v1/log/consistency", params={"from_size": sizes[0], "to_size": sizes[1]}
    )
    consistency = folder / "consistency.json"
    consistency.write_bytes(answer.content)
    status, said = verify("consistency", consistency, "--key", key, "--seen", seen)
    assert status == 0, said

    proof["entries"][0]["opened"]["texts"]["recap"] += " And the child was rude."
    file.write_text(json.dumps(proof), "utf-8")
    status, said = verify("proof", file, "--key", key)
    assert (status, "the recap of entry 1 is not the text that was recorded" in said) == (1, True), said


async def test_a_coach_who_forgot_is_reminded_and_logs_within_the_time_for_it(academy: Academy) -> None:
    platform = academy.platform
    session_id = await academy.schedule(ended_hours_ago=30)

    async def reminded() -> SessionFoundUnlogged | None:
        found = await topics.events(platform, session_id, "sessions.lifecycle.v1")
        return next((event for event in found if isinstance(event, SessionFoundUnlogged)), None)

    reminder = await eventually(reminded, "reminder")
    assert (reminder.reminder, reminder.coach_ids) == (2, (academy.coach.person_id,))
    unlogged = await platform.get(academy.coach, "/v1/me/unlogged")
    assert names(unlogged["items"], "session_id") == [str(session_id)]
    assert 41 * 3_600 < unlogged["items"][0]["seconds_left"] < 42 * 3_600
    assert names((await platform.get(academy.admin, "/v1/sessions", state="unlogged"))["items"], "session_id") == [
        str(session_id)
    ]

    await academy.complete(session_id)

    await academy.all_effects(session_id)
    assert (await platform.get(academy.coach, "/v1/me/unlogged"))["items"] == []
    found = await topics.events(platform, session_id, "sessions.lifecycle.v1", "sessions.completions.v1")
    assert [event.sequence for event in found] == list(range(1, len(found) + 1))


async def test_after_the_time_for_it_only_support_logs_a_session_and_says_why(academy: Academy) -> None:
    platform = academy.platform
    session_id = await academy.schedule(ended_hours_ago=73)
    path = f"/v1/sessions/{session_id}/complete"
    body = {"minutes": 60, "recap": RECAP}
    support = Caller(academy.admin.org_id, uuid4(), ("support",))

    refused = await platform.send(academy.coach, "POST", path, json=body)
    assert refused.json()["type"] == "urn:lockstep:problem:logging-window-closed"
    silent = await platform.send(support, "POST", path, json=body)
    assert silent.json()["type"] == "urn:lockstep:problem:reason-missing"
    completed = await platform.post(support, path, body | {"reason": "The coach was in hospital."})

    assert (completed["late"], completed["completed_by"]) == (True, str(support.person_id))
    await academy.all_effects(session_id)
    balance = await platform.get(academy.coach, f"/v1/payouts/coaches/{academy.coach.person_id}/balance")
    assert balance["balances"] == [{"currency": "EUR", "amount_minor": RATE_AMOUNT_MINOR}]


async def test_corrected_minutes_reach_earnings_and_insights_and_a_guardian_verifies_all_of_it_offline(
    academy: Academy, tmp_path: Path
) -> None:
    platform, learner = academy.platform, academy.learners[0]
    guardian = await person(academy, "Byron", "guardian")
    link = f"/v1/people/{learner.person_id}/guardians/{guardian.person_id}"
    assert (await platform.send(academy.admin, "PUT", link)).status_code == 204
    session_id = await academy.schedule()
    await academy.mark(session_id, "present", "late")
    await academy.complete(session_id, minutes=45)
    await academy.all_effects(session_id)
    first = await proof_of(academy, session_id, guardian, entries=1)

    proposed = await platform.post(
        academy.coach,
        f"/v1/sessions/{session_id}/amendments",
        {"field": "minutes", "minutes": 60, "reason": "I forgot the last quarter of an hour."},
    )
    decision = f"/v1/sessions/{session_id}/amendments/{proposed['amendment_id']}/approve"
    assert (await platform.send(academy.coach, "POST", decision)).status_code == 403
    await platform.post(academy.admin, decision)

    coach_path = f"/v1/payouts/coaches/{academy.coach.person_id}"

    async def paid() -> bool:
        balance = await platform.get(academy.coach, f"{coach_path}/balance")
        return bool(balance["balances"] == [{"currency": "EUR", "amount_minor": RATE_AMOUNT_MINOR}])

    await eventually(paid, "earnings of 60 minutes")
    earnings = (await platform.get(academy.coach, f"{coach_path}/earnings"))["items"]
    assert sorted(one["amount_minor"] for one in earnings) == [RATE_AMOUNT_MINOR * 45 // 60, RATE_AMOUNT_MINOR]

    async def informed() -> bool:
        inputs = await platform.get(academy.admin, f"/v1/reports/insight-inputs/learner/{learner.person_id}")
        return bool(inputs["features"]["minutes_logged"] == 60)

    await eventually(informed, "insight inputs with 60 minutes")
    shown = (await platform.get(guardian, f"/v1/sessions/{session_id}"))["completion"]
    assert shown["as_completed"]["logged_minutes"] == 45
    assert shown["as_corrected"]["logged_minutes"] == 60
    [amended] = [
        event
        for event in await topics.events(platform, session_id, "sessions.completions.v1")
        if isinstance(event, SessionAmended)
    ]
    assert (amended.old.logged_minutes, amended.new.logged_minutes) == (45, 60)
    register = await academy.register(session_id)
    assert {mark["code"] for mark in register["marks"]} == {"present", "late"}

    proof = await proof_of(academy, session_id, guardian, entries=2)
    await verify_offline(academy, guardian, first=first, proof=proof, folder=tmp_path)
    published = [
        event
        for event in await topics.events(platform, f"log:{academy.admin.org_id}", "sessions.checkpoints.v1")
        if isinstance(event, LogCheckpointed)
    ]
    assert first["checkpoint"] in [event.checkpoint for event in published]
    assert [event.sequence for event in published] == list(range(1, len(published) + 1))
    for service in ("sessions", "attendance", "payouts", "reports"):
        status, said = audit(academy, service)
        assert status == 0, said
        assert ", 0 compared" not in said
