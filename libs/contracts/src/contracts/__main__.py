"""`python -m contracts generate | check | release`: write the published documents and keep them compatible.

generate   write the documents; refuse when the models break a released schema
check      fail when a document is stale or a released schema is broken; change nothing
release    copy the present schemas to libs/contracts/released: later schemas must stay compatible with them
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
    """Return every incompatible difference between the released forms and the current documents, as a sentence."""
    found = []
    for name, origin, content in released:
        if name not in current:
            found.append(f"{name}: removed, although it was released ({origin})")
            continue
        compare = compatibility.topic_breaks if name == "topics.json" else compatibility.breaks
        found += [f"{name}: {change} (compared with {origin})" for change in compare(content, current[name])]
    return found


def stale(root: Path) -> list[str]:
    """Return a sentence for each generated file that is missing, out of date, or no longer made from any event."""
    files = render()
    found = [
        f"{path}: stale, run `python -m contracts generate`"
        for path, text in files.items()
        if not (root / path).is_file() or (root / path).read_text("utf-8") != text
    ]
    present = (path.relative_to(root).as_posix() for path in (root / "libs/contracts/schemas").glob("*"))
    return found + [f"{path}: left over, no event needs it; delete it" for path in present if path not in files]


def promises(root: Path) -> list[str]:
    """Return what breaks the released copies, or any form that they had in the git history."""
    folder = root / RELEASED
    history = released_in_history(folder)
    if history is None:
        _say("contracts: no complete git history here; compared with the released copies only")
    return broken([*released_on_disk(folder), *(history or [])], schemas())


def generate(root: Path) -> int:
    """Write the generated files. When a released schema would be broken, write nothing and return 1."""
    if problems := promises(root):
        return _refuse(problems)
    for path, text in render().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return 0


def check(root: Path) -> int:
    """Return 1 and print why when a generated file is stale or a released schema is broken."""
    incompatible, outdated = promises(root), stale(root)
    return _refuse(incompatible, outdated) if incompatible or outdated else 0


def release(root: Path) -> int:
    """Make the present schemas the released ones. Refuse when `check` fails."""
    if check(root):
        return 1
    (root / RELEASED).mkdir(parents=True, exist_ok=True)
    for name, content in schemas().items():
        (root / RELEASED / name).write_text(to_text(content), "utf-8")
    return 0


def _refuse(incompatible: list[str], outdated: Iterable[str] = ()) -> int:
    for problem in (*incompatible, *outdated):
        _say(f"contracts: {problem}")
    if incompatible:
        _say(
            "contracts: a released schema may gain optional fields and nothing else. "
            "For any other change add a new event type (docs/adr/0004-contract-compatibility.md)."
        )
    return 1


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit status of the process."""
    parser = argparse.ArgumentParser(prog="python -m contracts", description=__doc__.splitlines()[0])
    commands = {"generate": generate, "check": check, "release": release}
    parser.add_argument("command", choices=sorted(commands))
    parser.add_argument("--root", type=Path, default=REPOSITORY, help="root of the repository (default: this one)")
    parsed = parser.parse_args(arguments)
    return commands[parsed.command](parsed.root)


if __name__ == "__main__":
    sys.exit(main())
