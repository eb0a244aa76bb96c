"""What schemathesis sends by the documents, through the gateway: no answer is a failure, or is not as they say."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from lockstep_e2e import fuzz_values
from lockstep_e2e.academy import Academy
from lockstep_e2e.platform import Platform

CONFIGURATION: Final = Path(__file__).parents[1] / "fuzz.toml"
SECONDS: Final = int(os.environ.get("LOCKSTEP_FUZZ_SECONDS") or 60)
"""How long all of it takes: a minute in `make test`, 20 in `make test-full`."""
EVERY_PHASE: Final = "examples,coverage,fuzzing,stateful"
SHARES: Final = {
    ("sessions", "examples,coverage"): 0.25,
    ("sessions", "fuzzing"): 0.2,
    ("sessions", "stateful"): 0.15,
    ("attendance", EVERY_PHASE): 0.14,
    ("payouts", EVERY_PHASE): 0.14,
    ("reports", EVERY_PHASE): 0.12,
}
"""How the time is divided. Sessions has most of the routes, so its phases have times of their own."""
WHOLE_COVERAGE_SECONDS: Final = 240
"""With so much time, all requests of the coverage phase are sent, and with less a part of them."""
LONGER_SECONDS: Final = 300
"""A run may take this much longer: a process starts, the last step ends, and the machine is busy."""


@pytest.mark.parametrize(("service", "phases"), SHARES)
async def test_every_answer_is_as_the_document_says_and_none_is_a_failure(
    service: str, phases: str, platform: Platform, academy: Academy, tmp_path: Path
) -> None:
    seconds = int(SECONDS * SHARES[service, phases])
    document = tmp_path / f"{service}.json"
    document.write_bytes((await platform.client.get(f"/docs/{service}/openapi.json")).content)
    people = academy.admin, academy.admin, academy.coach, academy.learners[0]  # others are refused half of all
    tokens = [
        platform.stack.issuer.token(
            org_id=one.org_id, sub=one.person_id, roles=one.roles, lifetime_seconds=seconds + LONGER_SECONDS
        )
        for one in people
    ]
    known = {
        "session_id": await academy.schedule(),
        "person_id": academy.learners[0].person_id,
        "coach_id": academy.coach.person_id,
        "course_id": academy.course_id,
    }
    values = {
        fuzz_values.CALLERS: json.dumps([f"Bearer {token}" for token in tokens]),
        fuzz_values.KNOWN: json.dumps(known, default=str),
        fuzz_values.COVERAGE_PERCENT: str(min(100, SECONDS * 100 // WHOLE_COVERAGE_SECONDS)),
    }
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIGURATION), "run"]
    command += [str(document), "--url", platform.stack.gateway_url, "--max-time", str(seconds), "--no-color"]
    command += ["--phases", phases]
    run = await asyncio.create_subprocess_exec(
        *command,
        cwd=tmp_path,  # it keeps a folder of its own
        env={**os.environ, **values},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(seconds + LONGER_SECONDS):
            printed, _ = await run.communicate()
    finally:
        if run.returncode is None:
            run.kill()
    assert run.returncode == 0, printed.decode()
