"""A worktree for each commit that is compared, with an environment that its own `make setup` makes."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import psutil
from lockstep_local.failure import tail

from lockstep_bench.failure import BenchError
from lockstep_bench.own_stack import FOLDER as OWN_DATA

SETUP_SECONDS_MAX: Final = 600
CLEAN_SECONDS_MAX: Final = 120
PYTHON: Final = Path(".venv", "bin", "python")
DATA: Final = Path(".lockstep")
ABBREVIATED: Final = 12
NOT_INHERITED: Final = (
    "GIT_",
    "LOCKSTEP_",
    "MAKE",
    "MFLAGS",
    "PYTHONPATH",
    "PYTHONHOME",
    "VIRTUAL_ENV",
    "ARGS",
    "QUICK",
)
"""How variables begin that speak of this checkout, this stack or this run, and of no other."""

COMMITTER: Final = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "lockstep bench"), ("EMAIL", "bench@localhost"))
}


class Checkout(NamedTuple):
    """A commit to be compared: its hash, and how a person is to read it."""

    commit: str
    title: str


def find(clone: Path, revision: str) -> Checkout:
    """Return the commit of a clone that a person named. Raises BenchError where there is none."""
    try:
        commit = _git(clone, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except BenchError:
        raise BenchError(f"--against {revision}: this repository has no such commit") from None
    return Checkout(commit, f"{revision} ({_subject(clone, commit)})")


def here(clone: Path) -> Checkout:
    """Return a clone's HEAD; where files differ from it, a commit that nobody refers to, of the files as they are now.

    So files that change while the comparison runs do not change what is compared. Ignored files are left out.
    """
    head = find(clone, "HEAD")
    changed = _git(clone, "status", "--porcelain").splitlines()
    if not changed:
        return head
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        _git(clone, "read-tree", "HEAD", environment=index)
        _git(clone, "add", "--all", ":/", environment=index)
        tree = _git(clone, "write-tree", environment=index)
    message = "The working tree as it is"
    commit = _git(clone, "commit-tree", tree, "-p", head.commit, "-m", message, environment=COMMITTER)
    return Checkout(commit, f"the working tree with {len(changed)} changed paths, on {_subject(clone, head.commit)}")


def _subject(clone: Path, commit: str) -> str:
    return _git(clone, "show", "--no-patch", f"--abbrev={ABBREVIATED}", "--format=%h %s", commit)


async def make(clone: Path, checkout: Checkout, folder: Path, log: Path) -> None:
    """Make the worktree and its environment. Raises BenchError."""
    _git(clone, "worktree", "add", "--force", "--detach", str(folder), checkout.commit)
    with log.open("ab") as output:
        setup = await asyncio.create_subprocess_exec(
            *("make", "setup"),
            cwd=folder,
            env=environment(folder),
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        status = await asyncio.wait_for(setup.wait(), SETUP_SECONDS_MAX)
    except TimeoutError:
        raise BenchError(f"make setup of {checkout.title} did not end within {SETUP_SECONDS_MAX} s") from None
    finally:
        with suppress(ProcessLookupError):  # what it left, if it was interrupted
            os.killpg(setup.pid, signal.SIGKILL)
        await setup.wait()
    if status != 0:
        raise BenchError(f"make setup of {checkout.title} failed:\n{tail(log)}")


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of everything that runs in a worktree: nothing in it speaks of another checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    return {**kept, "LOCKSTEP_DATA": str(folder / DATA)}


def remove(clone: Path, folder: Path) -> None:
    """Remove a worktree if it is there, and first what runs in it, which only a run that was killed has left."""
    if not folder.exists():
        return
    python, data = folder / PYTHON, folder / DATA / OWN_DATA
    if python.exists() and data.exists():
        command = [str(python), "-m", "lockstep_local", "--data", str(data), "clean"]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, env=environment(folder), check=False, timeout=CLEAN_SECONDS_MAX)  # noqa: S603
    for process in _run_by(python):  # a floor that is frozen does not see that its parent is gone
        with suppress(psutil.NoSuchProcess):
            process.kill()
    with suppress(BenchError):
        _git(clone, "worktree", "remove", "--force", "--force", str(folder))
    shutil.rmtree(folder, ignore_errors=True)


def _run_by(python: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cmdline()[:1] == [str(python)]:
                yield process


def _git(clone: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Return what git prints about a clone, without the last line's end. Raises BenchError where it fails."""
    git = shutil.which("git")
    if git is None:
        raise BenchError("commits cannot be compared without git: install it")
    command: Sequence[str] = [git, "-C", str(clone), *arguments]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, env={**clean, **(environment or {})}
    )
    if done.returncode != 0:
        raise BenchError(f"git {arguments[0]} failed: {done.stderr.strip()[:500]}")
    return done.stdout.rstrip("\n")
