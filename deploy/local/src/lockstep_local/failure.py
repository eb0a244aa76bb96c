"""The error that this package raises when a person has to do something, and the end of a log file as text."""

from pathlib import Path

TAIL_LINES = 25
TAIL_BYTES = 16_384


class StackError(Exception):
    """The stack cannot do what was asked. The message says why and what to do."""


def tail(log: Path) -> str:
    """Return the last lines of a log file, indented for printing below an error, or a note when there are none."""
    if not log.exists():
        return f"  (there is no log file {log})"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join(f"  {line}" for line in lines) or f"  ({log} is empty)"
