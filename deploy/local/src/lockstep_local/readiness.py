"""When the processes of a stack are ready: each answers, and what answers on its port is the process itself."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import psutil

from lockstep_local import kafka, postgres
from lockstep_local.failure import StackError, tail
from lockstep_local.ports import LOOPBACK
from lockstep_local.programs import Program

QUIET_SECONDS: Final = 180.0
"""Processes that do nothing for so long, although they are not ready, hang. A start takes about 20 s."""
LONGEST_SECONDS: Final = 1_800.0
"""The longest that a start may take, whatever the processes do: a process may also fail and try again without end."""
HTTP_TIMEOUT_SECONDS: Final = 2.0
POLL_SECONDS: Final = 0.2
"""Processes cannot call us when they are ready, so their addresses are tried this often."""
MAX_STARTS: Final = 3
"""A process that had more pids than this while the stack waits for it ends at every start. The stack gives up."""


def wait_ready(
    programs: Iterable[Program],
    data: Path,
    *,
    pids: Callable[[], Mapping[str, int]],
    log: Callable[[str], Path],
    quiet_seconds: float = QUIET_SECONDS,
    longest_seconds: float = LONGEST_SECONDS,
) -> None:
    """Return when all programs are ready. Raises StackError, which names one that is not, and shows its log.

    It waits while they make progress: while they write logs, use the processor or are started again. So it works on a
    machine that is busy with other things. `pids` returns the processes that run now, and `log` the log file of one.
    """
    began = moved = time.monotonic()
    waiting, seen = list(programs), _signs((), {}, log)
    had: dict[str, set[int]] = {program.name: set() for program in waiting}
    while True:
        running = pids()
        waiting = [one for one in waiting if not _is_ready(one, data, running.get(one.name))]
        if not waiting:
            return
        for name, pid in running.items():
            had.setdefault(name, set()).add(pid)
        for program in waiting:
            if len(had[program.name]) > MAX_STARTS:
                raise StackError(f"{program.name} ends at every start. Its log:\n{tail(log(program.name))}")
        now = time.monotonic()
        if (signs := _signs(waiting, running, log)) != seen:
            seen, moved = signs, now
        if now - moved > quiet_seconds or now - began > longest_seconds:
            # the gateway waits for the services, so its log is of no use while one of them is missing
            blamed = [one for one in waiting if one.name != "gateway"] or waiting
            logs = "\n".join(f"{one.name}:\n{tail(log(one.name))}" for one in blamed)
            raise StackError(
                f"not ready after {now - began:.0f} s, the last {now - moved:.0f} s without progress:\n{logs}"
            )
        time.sleep(POLL_SECONDS)


def listens(pid: int | None, port: int) -> bool:
    """Return whether a process, or one that it started, is the server on 127.0.0.1:port."""
    if pid is None:
        return False
    try:
        process = psutil.Process(pid)
        found = [one for each in (process, *process.children(recursive=True)) for one in each.net_connections("tcp")]
    except psutil.Error:
        return False  # it has just ended
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in found)


def _signs(
    waiting: Iterable[Program], running: Mapping[str, int], log: Callable[[str], Path]
) -> list[tuple[str, int | None, int, int]]:
    """Return what changes while programs make progress: pids, seconds of the processor, and sizes of logs."""
    found = []
    for program in waiting:
        pid, path = running.get(program.name), log(program.name)
        found.append((program.name, pid, _processor_seconds(pid), path.stat().st_size if path.exists() else 0))
    return found


def _processor_seconds(pid: int | None) -> int:
    try:
        return 0 if pid is None else int(sum(psutil.Process(pid).cpu_times()[:2]))
    except psutil.Error:
        return 0


def _is_ready(program: Program, data: Path, pid: int | None) -> bool:
    """Return whether a program answers. The server of another stack on its port would answer too."""
    return _answers(program, data) and listens(pid, program.port)


def _answers(program: Program, data: Path) -> bool:
    if program.name == "postgres":
        return postgres.is_ready(program.port)
    if program.name == "kafka":
        return kafka.is_ready(data / "kafka")
    try:
        address = f"http://{LOOPBACK}:{program.port}{program.health_path}"
        with urllib.request.urlopen(address, timeout=HTTP_TIMEOUT_SECONDS) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (OSError, urllib.error.HTTPError):
        return False
