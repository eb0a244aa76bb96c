"""The process manager supervisord: its configuration, and a client of a running one."""

import contextlib
import os
import shlex
import subprocess
import sys
import time
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lockstep_local.failure import StackError, tail
from lockstep_local.files import PRIVATE_UMASK
from lockstep_local.ports import LOOPBACK
from lockstep_local.programs import Program
from lockstep_local.state import State

USER = "lockstep"
MARK = "LOCKSTEP_STACK_ID"
"""In the environment of supervisord and of all its processes, so that the next start recognises them."""
START_TIMEOUT_SECONDS = 15.0
POLL_SECONDS = 0.05
"""supervisord has no call that waits for a state, so it is asked this often."""
RUNNING = 20
STOPPED_STATES = (0, 100, 200)  # STOPPED, EXITED, FATAL

MANAGER = """\
[supervisord]
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=2
pidfile={data}/supervisord.pid
umask={umask:03o}
childlogdir={logs}
minfds=4096
{user}
[inet_http_server]
port={host}:{port}
username={name}
password={secret}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

# startsecs=0: a process that ends is started again a second later, without a limit. With a start-up time supervisord
# would give up after some attempts, which happens when a database or a broker is away for longer.
PROGRAM = """\

[program:{name}]
command={command}
directory={data}
environment={environment}
autostart=false
autorestart=true
startsecs=0
stopsignal={stop_signal}
stopwaitsecs={stop_timeout_seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


def _quoted(name: str, value: str) -> str:
    if any(character in value for character in '"\\\n\r'):
        raise StackError(
            f"{name} is {value!r}. The process manager takes no quotes, backslashes or line breaks. Remove them."
        )
    return f'{name}="{value}"'.replace("%", "%%")


def configuration(programs: list[Program], state: State, data: Path) -> str:
    """Return the text of supervisord.conf."""
    logs = data / "logs"
    text = MANAGER.format(
        logs=logs,
        data=data,
        umask=PRIVATE_UMASK,
        host=LOOPBACK,
        port=state.ports["supervisor"],
        name=USER,
        secret=state.secret,
        user="user=root\n" if os.geteuid() == 0 else "",  # it warns when it runs as root and this does not say so
    )
    for program in programs:
        environment = {"PYTHONUNBUFFERED": "1", **program.environment}
        text += PROGRAM.format(
            name=program.name,
            command=shlex.join(program.command).replace("%", "%%"),
            data=data,
            environment=",".join(_quoted(*item) for item in environment.items()),
            stop_signal=program.stop_signal,
            stop_timeout_seconds=program.stop_timeout_seconds,
            logs=logs,
        )
    return text


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """What supervisord says about one process. `pid` is None while it does not run. `seconds` is its age."""

    name: str
    state: str
    pid: int | None
    seconds: int


class Supervisor:
    """A client of the supervisord of one stack."""

    def __init__(self, state: State) -> None:
        """Take the state, which has its port and secret. No connection is made yet."""
        self._address = f"http://{USER}:{state.secret}@{LOOPBACK}:{state.ports['supervisor']}/RPC2"

    def _call(self, method: str, *arguments: object) -> Any:  # Any: xmlrpc.client has no types for remote methods
        # each call has a connection of its own, because nobody would close one that is kept
        with xmlrpc.client.ServerProxy(self._address) as server:
            return getattr(server.supervisor, method)(*arguments)

    def is_running(self) -> bool:
        """Return whether it answers and accepts the secret, so that it is the one of this stack."""
        try:
            return bool(self._call("getState")["statecode"] == 1)
        except (OSError, xmlrpc.client.Error):
            return False

    def processes(self) -> list[ProcessInfo]:
        """Return all its processes."""
        return [
            ProcessInfo(
                name=info["name"],
                state=info["statename"],
                pid=info["pid"] or None,
                seconds=info["now"] - info["start"] if info["pid"] else 0,
            )
            for info in self._call("getAllProcessInfo")
        ]

    def start(self, name: str) -> None:
        """Start a process unless it runs. Raises StackError if it is unknown or cannot be executed."""
        try:
            self._call("startProcess", name, False)
        except xmlrpc.client.Fault as fault:
            if "ALREADY_STARTED" not in fault.faultString:
                raise StackError(f"{name} cannot be started: {fault.faultString}") from fault

    def stop(self, *names: str) -> None:
        """Stop processes together and return when they have ended. SIGKILL ends those that do not stop in time."""
        for name in names:
            try:
                self._call("stopProcess", name, False)
            except xmlrpc.client.Fault as fault:
                if "NOT_RUNNING" not in fault.faultString:
                    raise StackError(f"{name} cannot be stopped: {fault.faultString}") from fault
        while any(info.pid is not None for info in self.processes() if info.name in names):
            time.sleep(POLL_SECONDS)

    def shut_down(self) -> None:
        """Ask it to end, together with the processes that still run."""
        with contextlib.suppress(OSError, xmlrpc.client.Error):
            self._call("shutdown")


def launch(state: State, data: Path) -> None:
    """Start supervisord on <data>/supervisord.conf as a daemon, and wait until it answers."""
    arguments = [sys.executable, "-m", "supervisor.supervisord", "-c", str(data / "supervisord.conf")]
    # it returns when the daemon runs, or with an error that says what is wrong with the configuration
    started = subprocess.run(  # noqa: S603
        arguments,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, MARK: state.id},
        umask=PRIVATE_UMASK,
    )
    if started.returncode != 0:
        raise StackError(f"the process manager did not start:\n{started.stdout}{started.stderr}")
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not Supervisor(state).is_running():
        if time.monotonic() > deadline:
            raise StackError(f"the process manager does not answer:\n{tail(data / 'logs' / 'supervisord.log')}")
        time.sleep(POLL_SECONDS)
