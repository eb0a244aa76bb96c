"""Reads what has been released: the copies on disk, and every form that they had in the git history.

The copies protect a checkout that has no history. The history protects the copies: a commit that changes model, schema
and copy together agrees with itself, but not with the copies of earlier commits.

The history counts from the first commit that added the file BASELINE to the folder of the copies, that commit included.
To delete the file and to add it again changes nothing (docs/adr/0015-the-history-of-contracts-begins-once.md).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

GIT_TIMEOUT_SECONDS = 60
BASELINE = "BASELINE"


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
    """Return every form that the released copies had from the baseline's commit up to HEAD.

    Without a BASELINE every commit counts. While a BASELINE is not committed yet, none does. Returns None when there is
    no complete history: no git, no repository, no commit, or a shallow clone.
    """
    git = shutil.which("git")
    if git is None or not folder.is_dir() or _run(git, folder, "rev-parse", "--is-shallow-repository") != "false":
        return None
    added = _run(git, folder, "log", "--diff-filter=A", "--no-renames", "--format=%H", "--", BASELINE)
    if added is None:
        return None
    if added:
        first = added.splitlines()[-1]
        tree = _run(git, folder, "ls-tree", first, "./") or ""
        blobs = [(line.split()[2], line.partition("\t")[2]) for line in tree.splitlines()]
        return list(_forms(git, folder, [*blobs, *_changed(git, folder, f"{first}..HEAD")]))
    return [] if (folder / BASELINE).exists() else list(_forms(git, folder, _changed(git, folder, "HEAD")))


def _changed(git: str, folder: Path, commits: str) -> list[tuple[str, str]]:
    """Return the blob and the path of each file of the folder that one of the commits wrote."""
    log = _run(git, folder, "log", "--raw", "--no-abbrev", "--no-renames", "--format=", "-m", commits, "--", ".")
    lines = [line.partition("\t") for line in (log or "").splitlines()]
    return [(details.split(" ")[3], path) for details, _, path in lines]


def _forms(git: str, folder: Path, blobs: Iterable[tuple[str, str]]) -> Iterator[Released]:
    seen = set()
    for blob, path in blobs:
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
