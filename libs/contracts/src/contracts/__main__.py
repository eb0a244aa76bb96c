"""`python -m contracts generate | check | release`: keep the published documents fresh and the promises kept.

generate   write the documents; refuses when the models break a released schema
check      fail when a document is stale or a released schema is broken; changes nothing
release    make the present schemas golden: from then on they are promises
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from contracts import compatibility
from contracts.baseline import Released, released_in_history, released_on_disk
from contracts.generate import render, schemas, to_text

REPOSITORY = Path(__file__).resolve().parents[4]
RELEASED = "libs/contracts/released"


def broken(released: Iterable[Released], current: dict[str, dict[str, Any]]) -> list[str]:
    """Return every promise among the released forms that the current documents do not keep."""
    found = []
    for name, origin, content in released:
        if name not in current:
            found.append(f"{name}: removed, but it was released ({origin})")
            continue
        compare = compatibility.topic_breaks if name == "topics.json" else compatibility.breaks
        found += [f"{name}: {change} (compared with {origin})" for change in compare(content, current[name])]
    return found


def stale(root: Path) -> list[str]:
    """Return the generated files that are missing or differ from what the models say, and files left over."""
    files = render()
    found = [
        f"{path}: stale, run `python -m contracts generate`"
        for path, text in files.items()
        if not (root / path).is_file() or (root / path).read_text("utf-8") != text
    ]
    present = (path.relative_to(root).as_posix() for path in (root / "libs/contracts/schemas").glob("*"))
    return found + [f"{path}: left over, no event has it" for path in present if path not in files]


def promises(root: Path) -> list[str]:
    """Return every broken promise, of the golden copies and of every form they had in the history."""
    folder = root / RELEASED
    history = released_in_history(folder)
    if history is None:
        _say("contracts: no complete git history here, compared with the golden copies only")
    return broken([*released_on_disk(folder), *(history or [])], schemas())


def generate(root: Path) -> int:
    """Write the generated files; writes nothing and returns 1 when a promise would be broken."""
    problems = promises(root)
    if problems:
        return _refuse(problems)
    for path, text in render().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return 0


def check(root: Path) -> int:
    """Return 1, and say why, when a generated file is stale or a promise is broken."""
    problems = promises(root) + stale(root)
    return _refuse(problems) if problems else 0


def release(root: Path) -> int:
    """Make the present schemas golden; refuses when documents are stale or a promise is broken."""
    if check(root):
        return 1
    (root / RELEASED).mkdir(parents=True, exist_ok=True)
    for name, content in schemas().items():
        (root / RELEASED / name).write_text(to_text(content), "utf-8")
    return 0


def _refuse(problems: list[str]) -> int:
    for problem in problems:
        _say(f"contracts: {problem}")
    _say("contracts: only optional additions are allowed; anything else is a new event type (docs/adr).")
    return 1


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m contracts", description=__doc__.splitlines()[0])
    commands = {"generate": generate, "check": check, "release": release}
    parser.add_argument("command", choices=sorted(commands))
    parser.add_argument("--root", type=Path, default=REPOSITORY, help="the repository (default: this one)")
    parsed = parser.parse_args(arguments)
    return commands[parsed.command](parsed.root)


if __name__ == "__main__":
    sys.exit(main())
