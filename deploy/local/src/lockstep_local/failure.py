"""What this package raises when a person has to do something, and how a log's end is shown."""

from pathlib import Path

TAIL_LINES = 25
TAIL_BYTES = 16_384


class StackError(Exception):
    """The stack cannot do what was asked; the message says why and what to do about it."""


def tail(log: Path) -> str:
    """The last lines of a log, indented for printing below an error; a note when there is no log."""
    if not log.exists():
        return f"  (no log at {log})"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join(f"  {line}" for line in lines) or f"  ({log} is empty)"
