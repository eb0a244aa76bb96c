"""Finds and ends the processes that a stack left running, and no others."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil

from lockstep_local.supervisor import MARK

STOP_TIMEOUT_SECONDS = 15.0
KILL_TIMEOUT_SECONDS = 5.0


def _belongs(process: psutil.Process, stack_id: str, cluster: Path) -> bool:
    """Say whether the stack started this process: it, or an ancestor, was given the stack's mark.

    A PostgreSQL backend overwrites its environment with its title, so it is recognised by its working folder.
    """
    if process.environ().get(MARK) == stack_id:
        return True
    return bool(process.name() == "postgres" and process.cwd() == str(cluster))


def _is_manager(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return "supervisor.supervisord" in process.cmdline()
    return False


def processes_of(stack_id: str, cluster: Path) -> Iterator[psutil.Process]:
    """Yield every running process of the stack. `cluster` is its PostgreSQL data folder."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and _belongs(process, stack_id, cluster):
                yield process


def end_all(stack_id: str, cluster: Path) -> int:
    """End every process of the stack. Kill those that do not stop in time. Return how many there were."""
    found = list(processes_of(stack_id, cluster))
    for process in [process for process in found if _is_manager(process)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()  # first, because it would restart the others
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
            process.resume()  # a process frozen by a test cannot stop before it runs again
    _, alive = psutil.wait_procs(found, timeout=STOP_TIMEOUT_SECONDS)
    alive += [process for process in processes_of(stack_id, cluster) if process not in alive]
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=KILL_TIMEOUT_SECONDS)
    return len(found)
