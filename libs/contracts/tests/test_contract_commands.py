"""`python -m contracts`: generated documents are up to date, and a released contract keeps its promises."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from contracts.__main__ import REPOSITORY, main
from contracts.generate import event_schema, render, schemas, to_text
from contracts.sessions import SessionCompleted


def _write_released(root: Path, *, promise_a_field: bool = False) -> Path:
    """Write golden copies and return the one of SessionCompleted. It can have a field that today's event lacks."""
    folder = root / "libs/contracts/released"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in schemas().items():
        (folder / name).write_text(to_text(content), "utf-8")
    path = folder / "SessionCompleted.v1.json"
    if promise_a_field:
        schema = event_schema(SessionCompleted)
        schema["properties"]["promised"] = {"type": "string", "default": ""}
        path.write_text(to_text(schema), "utf-8")
    return path


def test_generate_then_check_then_release_succeed_and_are_repeatable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("generate", "check", "release", "generate", "check", "release"):
        assert main([command, "--root", str(tmp_path)]) == 0, capsys.readouterr().err
    assert {path.name for path in (tmp_path / "libs/contracts/released").iterdir()} == set(schemas())


def test_generate_refuses_to_overwrite_when_a_released_schema_would_break(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_released(tmp_path, promise_a_field=True)
    assert main(["generate", "--root", str(tmp_path)]) == 1
    assert not (tmp_path / "libs/contracts/schemas").exists()
    assert "promised: removed field" in capsys.readouterr().err


def test_check_and_release_refuse_a_broken_promise(tmp_path: Path) -> None:
    assert main(["generate", "--root", str(tmp_path)]) == 0
    released = _write_released(tmp_path, promise_a_field=True)
    before = released.read_text("utf-8")
    assert main(["check", "--root", str(tmp_path)]) == 1
    assert main(["release", "--root", str(tmp_path)]) == 1
    assert released.read_text("utf-8") == before


def test_check_refuses_an_event_that_was_released_and_is_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "--root", str(tmp_path)]) == 0
    folder = _write_released(tmp_path).parent
    (folder / "SessionPostponed.v1.json").write_text(to_text(event_schema(SessionCompleted)), "utf-8")
    assert main(["check", "--root", str(tmp_path)]) == 1
    assert "SessionPostponed.v1.json: removed" in capsys.readouterr().err


def test_check_explains_the_rule_for_released_schemas_only_when_one_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = "a released schema may gain optional fields and nothing else"
    assert main(["check", "--root", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "stale" in said
    assert rule not in said
    _write_released(tmp_path, promise_a_field=True)
    assert main(["check", "--root", str(tmp_path)]) == 1
    assert rule in capsys.readouterr().err


@pytest.mark.parametrize("path", sorted(render()))
def test_check_refuses_each_stale_or_missing_document(path: str, tmp_path: Path) -> None:
    assert main(["generate", "--root", str(tmp_path)]) == 0
    (tmp_path / path).write_text("{}", "utf-8")
    assert main(["check", "--root", str(tmp_path)]) == 1
    (tmp_path / path).unlink()
    assert main(["check", "--root", str(tmp_path)]) == 1


def test_check_refuses_a_schema_that_no_event_has(tmp_path: Path) -> None:
    assert main(["generate", "--root", str(tmp_path)]) == 0
    (tmp_path / "libs/contracts/schemas/SessionPostponed.v1.json").write_text("{}", "utf-8")
    assert main(["check", "--root", str(tmp_path)]) == 1


def _git(root: Path, *arguments: str) -> None:
    settings = {
        "user.name": "t",
        "user.email": "t@example.org",
        "commit.gpgsign": "false",
        "core.hooksPath": "/dev/null",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}  # as in a hook
    subprocess.run(["git", "-C", str(root), *options, *arguments], check=True, capture_output=True, env=environment)


@pytest.mark.parametrize("depth", ["full", "shallow"])
def test_a_break_is_seen_when_model_schema_and_golden_copy_change_in_one_commit(
    depth: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    _git(origin, "init", "-q")
    assert main(["generate", "--root", str(origin)]) == 0
    _write_released(origin, promise_a_field=True)
    _git(origin, "add", "-A")
    _git(origin, "commit", "-q", "-m", "released with a promised field")
    _write_released(origin)  # the golden copy is rewritten so that it agrees with the models
    _git(origin, "commit", "-q", "-a", "-m", "broken, and hidden")
    shallow = ["--depth", "1"] if depth == "shallow" else []
    _git(tmp_path, "clone", "-q", *shallow, origin.as_uri(), str(clone))
    capsys.readouterr()
    status = main(["check", "--root", str(clone)])
    said = capsys.readouterr().err
    if depth == "full":
        assert status == 1
        assert "promised: removed field" in said
    else:  # nothing to compare with, and the command says so
        assert status == 0
        assert "no complete git history" in said


def _say_and_check(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    status = main(["check", "--root", str(root)])
    return status, capsys.readouterr().err


def test_the_history_counts_from_the_first_commit_that_added_the_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _git(tmp_path, "init", "-q")
    assert main(["generate", "--root", str(tmp_path)]) == 0
    _write_released(tmp_path, promise_a_field=True)
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "before the baseline")
    baseline = _write_released(tmp_path).parent / "BASELINE"
    assert _say_and_check(tmp_path, capsys)[0] == 1
    baseline.write_text("from here on\n", "utf-8")
    assert _say_and_check(tmp_path, capsys) == (0, "")  # not committed yet: the next commit is the first that counts
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "the baseline")
    assert _say_and_check(tmp_path, capsys) == (0, "")
    _write_released(tmp_path, promise_a_field=True)
    _git(tmp_path, "commit", "-q", "-a", "-m", "a promise after the baseline")
    _write_released(tmp_path)
    baseline.unlink()
    _git(tmp_path, "commit", "-q", "-a", "-m", "broken, and hidden")
    baseline.write_text("once more\n", "utf-8")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "a second baseline changes nothing")
    status, said = _say_and_check(tmp_path, capsys)
    assert status == 1
    assert "promised: removed field" in said


def test_what_the_commit_of_the_baseline_left_unchanged_is_a_promise_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _git(tmp_path, "init", "-q")
    assert main(["generate", "--root", str(tmp_path)]) == 0
    released = _write_released(tmp_path, promise_a_field=True)
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "released with a promised field")
    (released.parent / "BASELINE").write_text("from here on\n", "utf-8")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "the baseline")
    _write_released(tmp_path)
    _git(tmp_path, "commit", "-q", "-a", "-m", "broken, and hidden")
    status, said = _say_and_check(tmp_path, capsys)
    assert status == 1
    assert "promised: removed field" in said


def test_the_committed_documents_are_fresh_and_keep_every_promise(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(REPOSITORY)]) == 0, capsys.readouterr().err


def test_the_golden_copies_cover_every_event() -> None:
    for name in schemas():
        assert json.loads((REPOSITORY / "libs/contracts/released" / name).read_text("utf-8"))
