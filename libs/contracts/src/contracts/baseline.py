"""Reads what has been released: the copies on disk, and every form that they had in the git history.

The copies protect a checkout that has no history. The history protects the copies: a commit that changes model, schema
and copy together agrees with itself, but not with the copies of earlier commits.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

GIT_TIMEOUT_SECONDS = 60


class Released(NamedTuple):
    """One released form of one file."""

    name: str
    origin: str
    content: dict[str, Any]


def released_on_disk(folder: Path) -> list[Released]:
    """Return the released copies in a folder."""
    return [
        Released(path.name, "libs/contracts/released", json.loads(path.read_text("utf-8")))
        for path in sorted(folder.glob("*.json"))
    ]


def released_in_history(folder: Path) -> list[Released] | None:
    """Return every form that the released copies had in the commits up to HEAD.

    Returns None when there is no complete history: no git, no repository, no commit, or a shallow clone.
    """
    git = shutil.which("git")
    if git is None or not folder.is_dir() or _run(git, folder, "rev-parse", "--is-shallow-repository") != "false":
        return None
    log = _run(git, folder, "log", "--raw", "--no-abbrev", "--no-renames", "--format=", "-m", "--", ".")
    return None if log is None else list(_forms(git, folder, log))


def _forms(git: str, folder: Path, log: str) -> Iterator[Released]:
    seen = set()
    for line in log.splitlines():
        details, _, path = line.partition("\t")
        blob = details.split(" ")[3]
        name = Path(path).name
        if set(blob) == {"0"} or (name, blob) in seen or not name.endswith(".json"):  # zeros: the file was deleted
            continue
        seen.add((name, blob))
        text = _run(git, folder, "cat-file", "blob", blob)
        if text is not None:
            yield Released(name, f"the history (blob {blob[:12]})", json.loads(text))


def _run(git: str, folder: Path, *arguments: str) -> str | None:
    # Inside a git hook these variables name a repository. Only the folder may decide which one is read.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    answer = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        [git, "-C", str(folder), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=GIT_TIMEOUT_SECONDS,
    )
    return answer.stdout.strip() if answer.returncode == 0 else None
