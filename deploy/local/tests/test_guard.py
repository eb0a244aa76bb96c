"""What a process has started is cleaned up, however the process ends."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from lockstep_local.waiting import HANGING_SECONDS, eventually

STARTER = """
import signal, subprocess, sys, time
from pathlib import Path
from lockstep_local.guard import cleaned_up_anyway, end_and_remove
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job of a shell begins with SIGINT ignored
folder = Path(sys.argv[1])
server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
with cleaned_up_anyway(end_and_remove(server.pid, "KILL", folder)):
    print(server.pid, flush=True)
    if sys.argv[2] == "stay":
        time.sleep(600)
    server.kill()
    server.wait()
"""


def start(folder: Path, then: str) -> tuple["subprocess.Popen[str]", int]:
    """Start a process that starts another one and guards it; return it and the other one's pid."""
    folder.mkdir()
    starter = subprocess.Popen([sys.executable, "-c", STARTER, folder, then], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    return starter, int(starter.stdout.readline())


def runs(pid: int) -> bool:
    """Say whether a process runs: one that has ended stays visible until its parent looks."""
    return psutil.pid_exists(pid) and bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_what_a_process_started_ends_with_it_and_its_folder_goes(tmp_path: Path, number: signal.Signals) -> None:
    starter, pid = start(tmp_path / "data", "stay")
    starter.send_signal(number)
    await asyncio.to_thread(starter.communicate, timeout=HANGING_SECONDS)

    async def cleaned_up() -> bool:
        return not runs(pid) and not (tmp_path / "data").exists()

    await eventually(cleaned_up, "the end of the server and of its folder")


def test_a_process_that_cleans_up_itself_is_left_to_do_so(tmp_path: Path) -> None:
    starter, pid = start(tmp_path / "data", "leave")
    starter.communicate(timeout=HANGING_SECONDS)
    assert starter.returncode == 0
    assert not runs(pid)
    assert (tmp_path / "data").exists(), "the guard did nothing"
