"""The demo as a person runs it, and its messages when something is wrong."""

import asyncio
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from lockstep_demo.data import read_folder
from lockstep_demo.run import run_demo
from lockstep_e2e import topics
from lockstep_e2e.platform import Platform

ACADEMY = Path(__file__).parents[2] / "examples" / "academy"
DEMO_TIMEOUT_SECONDS = 150.0


class Ended(NamedTuple):
    """A program's exit code and its output."""

    code: int | None
    output: str
    errors: str


async def demo(platform: Platform, data: str = "", *, meanwhile: Callable[[], None] | None = None) -> Ended:
    """Run `python -m lockstep_demo` on the platform, as `make demo` does. `meanwhile` is called once sessions end."""
    environment = {**os.environ, "LOCKSTEP_DATA": str(platform.stack.data), "DATA": data}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "lockstep_demo", stdout=PIPE, stderr=PIPE, env=environment
    )
    assert process.stdout is not None
    begun = b""
    try:
        async with asyncio.timeout(DEMO_TIMEOUT_SECONDS):
            while meanwhile is not None and (line := await process.stdout.readline()):
                begun += line
                if b" sessions\n" in line and b" of " in line:
                    meanwhile()
                    meanwhile = None
            output, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode, (begun + output).decode(), errors.decode())


async def test_the_demo_runs_the_academy_and_sees_every_effect_of_every_session(platform: Platform) -> None:
    ended = await demo(platform)
    expected = len(read_folder(ACADEMY).sessions)
    assert ended.code == 0, ended.output + ended.errors
    last = ended.output.splitlines()[-1]
    line = r"demo: completed=(\d+) locked=(\d+) credited=(\d+) refreshed=(\d+) p50_ms=\d+ p99_ms=\d+"
    matched = re.fullmatch(line, last)
    assert matched is not None, last
    assert {int(count) for count in matched.groups()} == {expected}
    assert "EUR 2,025.00" in ended.output
    assert not ended.errors


async def test_the_demo_goes_on_when_apis_are_killed_under_it(platform: Platform) -> None:
    def kill() -> None:
        pids = platform.stack.pids()
        for name in ("sessions-api", "attendance-api"):
            os.kill(pids[name], signal.SIGKILL)

    ended = await demo(platform, meanwhile=kill)
    expected = len(read_folder(ACADEMY).sessions)
    assert ended.code == 0, ended.output + ended.errors
    assert "requests were sent again" in ended.output
    assert f"completed={expected} locked={expected} credited={expected} refreshed={expected} " in ended.output


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("sessions.csv", "SessionName;", "Name;", r"sessions\.csv has no column SessionName"),
        ("sessions.csv", ";jonas.hasler;", ";nobody.known;", r"sessions\.csv cannot be imported: 4 rows are wrong"),
        ("people.csv", ";coach", ";boss", r"line 2, role: 'boss' is not one of"),
        pytest.param(
            "courses.csv",
            "GEO-1;",
            "ALG-1;",
            r"line 3, code: 'ALG-1' is already in line 2",
            id="courses.csv-GEO-1;-ALG-1;-line 3, code: 'ALG-1' stands in line 2 already",
        ),
    ],
)
async def test_the_demo_refuses_malformed_data_with_its_place_and_without_a_traceback(
    *, platform: Platform, tmp_path: Path, name: str, old: str, new: str, complaint: str
) -> None:
    folder = tmp_path / "academy"
    shutil.copytree(ACADEMY, folder)
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace(old, new))
    ended = await demo(platform, str(folder))
    assert ended.code == 1
    assert re.search(complaint, ended.errors), ended.errors
    assert "Traceback" not in ended.output + ended.errors


async def test_the_demo_names_every_session_that_lacks_an_effect(platform: Platform, tmp_path: Path) -> None:
    text = (ACADEMY / "sessions.csv").read_text().splitlines()
    shutil.copytree(ACADEMY, tmp_path / "short")
    (tmp_path / "short" / "sessions.csv").write_text("\n".join(text[:4]))
    day = read_folder(tmp_path / "short")
    said: list[str] = []
    platform.stack.stop("payouts-worker")
    try:
        url, issuer = platform.stack.gateway_url, platform.stack.issuer
        is_whole = await run_demo(url, issuer, day, said.append, effects_timeout_seconds=3.0)
    finally:
        platform.stack.start("payouts-worker")
        await topics.caught_up(platform, "payouts", ["sessions.completions.v1"])
    assert not is_whole
    output = "\n".join(said)
    for session in day.sessions:
        assert re.search(rf"{re.escape(session.name)} \(.*\): its earnings are not credited", output), output
    assert said[-1].startswith("demo: completed=3 locked=3 credited=0 refreshed=3 ")
