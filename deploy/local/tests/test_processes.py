"""The process manager, and how the next start cleans up after it, with real processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from lockstep_local import orphans, ports, supervisor
from lockstep_local.failure import StackError
from lockstep_local.programs import Program
from lockstep_local.state import State

SLEEP = [sys.executable, "-c", "import time; print('started', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('started', flush=True); time.sleep(600)",
]
DEADLINE_SECONDS = 30.0


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def state() -> State:
    made = State.new()
    made.choose_ports(["gateway", "supervisor"], gateway_port=None)
    return made


@pytest.fixture
def data(tmp_path: Path, state: State) -> Iterator[Path]:
    folder = tmp_path / "data with a space"
    (folder / "logs").mkdir(parents=True)
    yield folder
    orphans.end_all(state.id, folder / "postgres")


def launch(state: State, data: Path, programs: list[Program]) -> supervisor.Supervisor:
    (data / "supervisord.conf").write_text(supervisor.configuration(programs, state, data))
    supervisor.launch(state, data)
    return supervisor.Supervisor(state)


def start(manager: supervisor.Supervisor, data: Path, name: str) -> int:
    """Start a program and return its pid when it runs its own code (until then it is a copy of its parent)."""
    manager.start(name)
    log = data / "logs" / f"{name}.log"
    wait_for(lambda: log.exists() and log.read_text().endswith("started\n"))
    pid = pid_of(manager, name)
    assert pid is not None
    return pid


def pid_of(manager: supervisor.Supervisor, name: str) -> int | None:
    return next(info.pid for info in manager.processes() if info.name == name)


def test_a_killed_process_is_started_again_and_a_stopped_one_is_not(state: State, data: Path) -> None:
    environment = {"ADDRESS": "postgresql://a:100%@b/c?d=e,f;g"}
    manager = launch(state, data, [Program("one", SLEEP, 1, environment=environment), Program("two", SLEEP, 1)])
    first = start(manager, data, "one")
    assert start(manager, data, "one") == first
    assert psutil.Process(first).environ()["ADDRESS"] == environment["ADDRESS"]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: pid_of(manager, "one") not in {None, first})
    manager.stop("one", "two")
    assert pid_of(manager, "one") is None
    with pytest.raises(StackError, match="cannot be started"):
        manager.start("three")


def test_only_who_knows_the_secret_commands_the_process_manager(state: State, data: Path) -> None:
    launch(state, data, [Program("one", SLEEP, 1)])
    assert not supervisor.Supervisor(State(id=state.id, secret="guess", ports=state.ports)).is_running()


def test_what_a_dead_process_manager_left_is_ended_and_nothing_else(state: State, data: Path) -> None:
    manager = launch(state, data, [Program("one", SLEEP, 1), Program("frozen", SLEEP, 1)])
    left = [psutil.Process(start(manager, data, name)) for name in ("one", "frozen")]
    left[1].suspend()
    os.kill(int((data / "supervisord.pid").read_text()), signal.SIGKILL)
    stranger = subprocess.Popen(SLEEP, env={**os.environ, supervisor.MARK: "another"})
    try:
        wait_for(lambda: not manager.is_running())
        # at least the one that is not frozen: the kernel may have sent SIGHUP to the other, whose group is orphaned
        assert orphans.end_all(state.id, data / "postgres") >= 1
        assert not any(process.is_running() for process in left)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    assert not list(orphans.processes_of(state.id, data / "postgres"))


def test_a_process_that_ignores_the_signal_to_stop_is_killed(
    state: State, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orphans, "STOP_TIMEOUT_SECONDS", 0.3)
    log = data / "logs" / "stubborn"
    with log.open("wb") as output:
        environment = {**os.environ, supervisor.MARK: state.id}
        stubborn = subprocess.Popen(STUBBORN, env=environment, stdout=output)
    wait_for(lambda: log.read_text() == "started\n")
    assert orphans.end_all(state.id, data / "postgres") == 1
    stubborn.wait(5)
    assert not psutil.pid_exists(stubborn.pid)


def test_ports_are_kept_while_they_are_free_and_changed_when_taken(state: State) -> None:
    before = dict(state.ports)
    state.choose_ports(["gateway", "supervisor"], gateway_port=None)
    assert state.ports["supervisor"] == before["supervisor"]
    with socket.socket() as other:
        other.bind((ports.LOOPBACK, before["supervisor"]))
        other.listen()
        state.choose_ports(["gateway", "supervisor"], gateway_port=None)
        assert state.ports["supervisor"] != before["supervisor"]
        with pytest.raises(StackError, match=f"LOCKSTEP_PORT={before['supervisor']} is in use"):
            state.choose_ports(["gateway"], gateway_port=before["supervisor"])


def test_the_state_is_readable_by_its_owner_only(state: State, tmp_path: Path) -> None:
    state.save(tmp_path)
    assert (tmp_path / "stack.json").stat().st_mode & 0o777 == 0o600
    assert State.load(tmp_path) == state
    assert State.load(tmp_path / "nothing") is None
