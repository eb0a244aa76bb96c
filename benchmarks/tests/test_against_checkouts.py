"""Worktrees for a comparison: the files as they are now, an environment that knows no other checkout, nothing left."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lockstep_bench.against import checkouts
from lockstep_bench.failure import BenchError

SETUP = "setup:\n\tmkdir .venv && echo made > .venv/made\n"


def git(clone: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(clone), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    made = tmp_path / "clone"
    made.mkdir()
    git(made, "init", "--quiet")
    for key, value in (("user.name", "A Person"), ("user.email", "person@example.org")):
        git(made, "config", key, value)
    (made / "Makefile").write_text(SETUP)
    (made / "kept").write_text("as it was")
    (made / ".gitignore").write_text("/ignored\n/.venv/\n")
    git(made, "add", ".")
    git(made, "commit", "--quiet", "-m", "A first change")
    return made


def test_a_clean_clone_is_compared_as_its_head(clone: Path) -> None:
    found = checkouts.here(clone)
    assert found.commit == git(clone, "rev-parse", "HEAD")
    assert found.title.startswith("HEAD (")
    assert found.title.endswith("A first change)")


async def test_changed_files_are_compared_as_they_are_now_and_stay_as_they_are(clone: Path, tmp_path: Path) -> None:
    (clone / "kept").write_text("changed")
    (clone / "added").write_text("new")
    (clone / "ignored").write_text("of this machine")
    before = git(clone, "status", "--porcelain")
    found = checkouts.here(clone)
    assert git(clone, "status", "--porcelain") == before
    assert "2 changed paths" in found.title
    folder = tmp_path / "here"
    await checkouts.make(clone, found, folder, tmp_path / "log")
    assert (folder / "kept").read_text() == "changed"
    assert (folder / "added").read_text() == "new"
    assert not (folder / "ignored").exists()
    assert (folder / ".venv" / "made").exists()


def test_an_unknown_commit_is_refused(clone: Path) -> None:
    with pytest.raises(BenchError, match="--against nowhere: this repository has no such commit"):
        checkouts.find(clone, "nowhere")


async def test_a_set_up_that_fails_is_quoted(clone: Path, tmp_path: Path) -> None:
    (clone / "Makefile").write_text("setup:\n\t@echo no network >&2; exit 1\n")
    with pytest.raises(BenchError, match=r"(?s)make setup of the working tree.* failed:.*no network"):
        await checkouts.make(clone, checkouts.here(clone), tmp_path / "here", tmp_path / "log")


async def test_a_worktree_is_removed_with_what_git_knows_of_it(clone: Path, tmp_path: Path) -> None:
    folder = tmp_path / "base"
    await checkouts.make(clone, checkouts.find(clone, "HEAD"), folder, tmp_path / "log")
    assert str(folder) in git(clone, "worktree", "list")
    checkouts.remove(clone, folder)
    assert not folder.exists()
    assert str(folder) not in git(clone, "worktree", "list")
    checkouts.remove(clone, folder)  # and once more, when there is nothing


def test_what_a_killed_run_left_running_is_ended_and_nothing_else(clone: Path, tmp_path: Path) -> None:
    folder = tmp_path / "base"
    python = folder / checkouts.PYTHON
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    sleeping = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with (
        subprocess.Popen([str(python), *sleeping[1:]], stdin=subprocess.PIPE) as left,
        subprocess.Popen(sleeping, stdin=subprocess.PIPE) as other,
    ):
        left.send_signal(signal.SIGSTOP)
        checkouts.remove(clone, folder)
        assert left.wait(timeout=30) == -signal.SIGKILL
        assert other.poll() is None


def test_nothing_of_this_checkout_or_this_run_reaches_a_worktree(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "LOCKSTEP_PORT", "MAKEFLAGS", "MAKELEVEL", "VIRTUAL_ENV", "PYTHONPATH", "QUICK", "ARGS"):
        monkeypatch.setenv(name, "of another")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = checkouts.environment(Path("/worktree"))
    assert "of another" not in environment.values()
    assert environment["LOCKSTEP_DATA"] == "/worktree/.lockstep"
    assert environment["LANG"] == "C.UTF-8"
