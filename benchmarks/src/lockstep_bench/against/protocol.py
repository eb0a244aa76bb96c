"""What parent and child say to each other: one JSON object per line, on the child's standard input and output.

    parent  {"begin": {"rounds": 13, "quick": false}}
    child   {"ready": {"form": 1, "measures": ["backlog", …], "about": {…}}}
    parent  {"round": {"measure": "backlog", "rest": true}}
    child   {"figures": {"command alone": {"unit": "per second", "better": "more", "values": {"lockstep": 66, …}}, …}}
    parent  {"end": {}}
    child   {"ended": {"outcome": {"earnings": 1200, …}}}

Between these a child may say {"say": "what a person wants to know"}. With `rest` it rests after the round until it is
asked again: its processes are frozen, so that they take nothing from the other commit. It ends after the last answer,
and when its input ends. Every commit from now on must speak this: add a key, or raise FORM and read the older form too.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from lockstep_bench.failure import BenchError

FORM: Final = 1
LINE_BYTES_MAX: Final = 1_000_000


class Figure(NamedTuple):
    """One figure of one round: of the platform (`lockstep`), and of the floor where it has one; all are above zero."""

    unit: str
    better: Literal["more", "less"]
    values: Mapping[str, float]


def encode(message: Mapping[str, Any]) -> bytes:
    """Return the line of a message."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line. Raises BenchError where it is none."""
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise BenchError(f"a line is no message of the comparison: {line[:200]!r}")
    return message


def read_figures(found: Any) -> dict[str, Figure]:
    """Return the figures of an answer by name. Raises BenchError where they do not have the form."""
    try:
        return {str(name): _read_figure(one) for name, one in found.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BenchError(f"figures do not have the form {FORM} of the comparison: {str(found)[:500]}") from None


def _read_figure(found: Mapping[str, Any]) -> Figure:
    better, values = found["better"], {str(name): float(value) for name, value in found["values"].items()}
    if better not in ("more", "less") or not all(math.isfinite(value) and value > 0 for value in values.values()):
        raise ValueError(f"no figure: {found}")
    return Figure(str(found["unit"]), better, values)
