"""A process of the probe that tests start, stop and kill.

It is forked from a process that has imported everything, since imports take longer than most of these tests. That one
has no thread, no connection and no setting of a probe.
"""

import importlib
import os
import signal
from collections.abc import Mapping
from multiprocessing import get_context
from typing import IO, Final

from chassis.operations import crashpoints

from probing import service

_FORKED: Final = get_context("forkserver")
_FORKED.set_forkserver_preload(["chassis.messaging.recovering", "chassis.messaging.worker", "uvicorn", "uvloop"])


class ProbeProcess:
    """A process of the probe. It has what tests need of `subprocess.Popen`, and `returncode` is always current."""

    def __init__(self, topic: str, environment: Mapping[str, str], output: IO[bytes] | None) -> None:
        """Start it. `output` is the file that gets its log lines; None: they go where the test writes."""
        written_to = None if output is None else output.name
        self._process = _FORKED.Process(target=_run, args=(topic, dict(environment), written_to), daemon=True)
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """The exit status, the negative number of the signal that ended it, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout_seconds: float | None = None) -> int:
        """Return the exit status once it has ended. Raises TimeoutError."""
        self._process.join(timeout_seconds)
        if (status := self.returncode) is None:
            raise TimeoutError(f"the probe has not ended in {timeout_seconds} s")
        return status

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal unless it has ended."""
        if self._process.is_alive() and self._process.pid is not None:
            os.kill(self._process.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _run(topic: str, environment: Mapping[str, str], written_to: str | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(crashpoints)  # it reads its variable when it is imported
    if written_to is not None:
        output = os.open(written_to, os.O_WRONLY | os.O_APPEND)
        os.dup2(output, 1)
        os.close(output)
    service.run(topic)
