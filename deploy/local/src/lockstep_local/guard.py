"""Cleans up for a process that ends before it could: by Ctrl-C, by SIGKILL, or because somebody was impatient."""

import contextlib
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

WAIT = 'read -r over && exit; exec "$@"'
"""Read a line, which says that all is cleaned up. The kernel closes the pipe when its writer ends: then clean up."""


@contextlib.contextmanager
def cleaned_up_anyway(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run a command if this process ends inside the context, or leaves it by an exception.

    A caller who leaves the context normally has cleaned up.

    The command runs in a session of its own, so that Ctrl-C does not reach it.
    """
    guard = subprocess.Popen(  # noqa: S603
        ["sh", "-c", WAIT, "sh", *command],  # noqa: S607 - every machine that has make has a shell
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        yield
    except BaseException:
        guard.communicate()
        raise
    guard.communicate(b"\n")


def end_and_remove(pid: int, signal_name: str, folder: Path) -> list[str]:
    """The command that ends a process by a signal (`KILL`), waits until it is gone, and removes a folder.

    It waits ten seconds at most: a process that has ended stays visible until its parent looks.
    """
    script = 'kill -s "$2" "$1"; for _ in $(seq 100); do kill -s 0 "$1" || break; sleep 0.1; done; rm -rf "$3"'
    return ["sh", "-c", script, "sh", str(pid), signal_name, str(folder)]
