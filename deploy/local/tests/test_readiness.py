"""A process is ready when it answers itself, and a start takes as long as processes make progress."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from lockstep_local import orphans, ports, readiness, supervisor
from lockstep_local.failure import StackError
from lockstep_local.programs import Program
from lockstep_local.stack import Stack
from lockstep_local.state import State, wanted_port

SERVES = """
import http.server, sys, time
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
for number in range(int(sys.argv[2])):
    time.sleep(0.2)  # shorter than the time without progress after which a start is given up
    print(number, flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
SLEEPS = "import time; time.sleep(600)"  # it outlives its test, which ends it


@pytest.fixture
def state() -> State:
    """A stack with a gateway, on free ports."""
    made = State.new()
    made.choose_ports(["gateway", "supervisor"], gateway_port=ports.find_free())
    return made


@pytest.fixture
def stack(tmp_path: Path, state: State) -> Iterator[Callable[..., Stack]]:
    """Starts a process manager with a gateway that is this program of Python."""
    (tmp_path / "logs").mkdir()

    def started(code: str, *arguments: object) -> Stack:
        (tmp_path / "program.py").write_text(code)
        command = [sys.executable, str(tmp_path / "program.py"), *map(str, arguments)]
        program = Program("gateway", command, state.ports["gateway"], health_path="/readyz")
        (tmp_path / "supervisord.conf").write_text(supervisor.configuration([program], state, tmp_path))
        supervisor.launch(state, tmp_path)
        found = Stack(tmp_path, state)
        found.start("gateway")
        return found

    yield started
    orphans.end_all(state.id, tmp_path / "postgres")


@contextmanager
def another_gateway(port: int) -> Iterator[None]:
    """The gateway of another stack, which is ready."""

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = HTTPServer((ports.LOOPBACK, port), Ready)
    Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


def wait(stack: Stack, state: State, **seconds: float) -> None:
    gateway = Program("gateway", [], state.ports["gateway"], health_path="/readyz")
    readiness.wait_ready([gateway], stack.data, pids=stack.pids, log=stack.log, **seconds)


def test_the_gateway_of_another_stack_is_not_reported_as_our_own(stack: Callable[..., Stack], state: State) -> None:
    with another_gateway(state.ports["gateway"]):
        ours = stack(SLEEPS)
        with pytest.raises(StackError, match="gateway"):
            wait(ours, state, quiet_seconds=1.0)
        reason = ours.why_not_stay(None)
        assert reason == f"Port {state.ports['gateway']}, which gateway had, is in use by another program"


def test_a_start_takes_as_long_as_it_makes_progress(stack: Callable[..., Stack], state: State) -> None:
    ours = stack(SERVES, state.ports["gateway"], 20)  # four seconds
    wait(ours, state, quiet_seconds=2.0)
    assert ours.why_not_stay(None) is None
    assert ours.why_not_stay(state.ports["gateway"]) is None


def test_a_start_without_progress_ends_and_so_does_one_that_never_comes_to_an_end(
    stack: Callable[..., Stack], state: State
) -> None:
    ours = stack(SERVES, state.ports["gateway"], 10_000)
    with pytest.raises(StackError, match="not ready after 1 s"):
        wait(ours, state, longest_seconds=1.0)
    ours.stop("gateway")
    with pytest.raises(StackError, match="without progress"):
        wait(ours, state, quiet_seconds=0.5)


def test_every_start_asks_for_the_port_also_when_the_ports_are_saved(
    stack: Callable[..., Stack], state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCKSTEP_PORT", str(other := ports.find_free()))
    assert wanted_port(state) == other
    assert stack(SLEEPS).why_not_stay(other) == f"LOCKSTEP_PORT is {other} now"
    with socket.create_server((ports.LOOPBACK, other)), pytest.raises(StackError, match="in use by another program"):
        wanted_port(state)
    for wrong in ("x", "0", "65536"):
        monkeypatch.setenv("LOCKSTEP_PORT", wrong)
        with pytest.raises(StackError, match="not a port number"):
            wanted_port(state)
    monkeypatch.delenv("LOCKSTEP_PORT")
    assert wanted_port(state) is None
