"""What CONTRIBUTING, SECURITY, hooks, workflows and the devcontainer name exists, and their versions agree."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob(".github/*.md")]
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
ACTIONS = sorted(ROOT.glob(".github/actions/*/action.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")

LINES_MAX = 300
LONG_ON_PURPOSE = {"examples/verify/verify.py"}  # an auditor copies one file

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
each_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)


@pytest.fixture(scope="module")
def tasks() -> set[str]:
    """The tasks that `make help` lists."""
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30).stdout
    return set(re.findall(r"^  make ([a-z-]+)", listed, flags=re.M))


def code_in(page: str) -> Iterator[str]:
    """Yield every piece of code in a page: spans of a sentence, and lines of a block."""
    for number, part in enumerate(page.split("```")):
        yield from part.splitlines() if number % 2 else re.findall(r"`([^`\n]+)`", part)


def asked_of_make(code: str) -> set[str]:
    """Return the tasks of every `make …` in a piece of code or script. Options and variables are no tasks."""
    asked = set()
    for call in re.findall(r"\bmake ([^#\n)]*)", code):
        for word in call.split():
            if re.fullmatch(r"[a-z][a-z-]*", word):
                asked.add(word)
            elif not word.startswith("-"):
                break
    return asked


def steps_of(path: Path) -> list[dict[str, Any]]:
    """Return the steps of every job of a workflow, or those of an action."""
    document = yaml.safe_load(path.read_text())
    if "runs" in document:
        return list(document["runs"]["steps"])
    return [step for job in document["jobs"].values() for step in job["steps"]]


@each_page
def test_every_task_that_a_page_names_is_listed_by_make_help(page: Path, tasks: set[str]) -> None:
    asked = {task for code in code_in(page.read_text()) for task in asked_of_make(code)}
    assert sorted(asked - tasks) == []


def test_every_task_that_a_workflow_runs_is_listed_by_make_help(tasks: set[str]) -> None:
    scripts = [step.get("run", "") for path in [*WORKFLOWS, *ACTIONS] for step in steps_of(path)]
    asked = {task for script in scripts for task in asked_of_make(script)}
    assert {"check", "test-fast", "test", "test-full"} <= asked
    assert sorted(asked - tasks) == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_every_file_and_program_that_it_names_exists(name: str) -> None:
    text = (ROOT / name).read_text()
    top = {path.name for path in ROOT.iterdir()}
    named = {code for code in code_in(text) if re.fullmatch(r"[\w.-]+(/[\w.*-]+)+", code) and code.split("/")[0] in top}
    named |= set(re.findall(r"\]\(([^)#:]+)\)", text))
    assert [path for path in sorted(named) if not any(ROOT.glob(path))] == []
    programs = set(re.findall(r"\.venv/bin/([\w-]+)", text))
    assert [program for program in programs if not (Path(sys.prefix) / "bin" / program).exists()] == []


def test_hooks_call_programs_of_the_locked_environment_or_nothing_that_is_installed() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [one["repo"] for one in hooks] == ["local"]
    for hook in hooks[0]["hooks"]:
        program = re.match(r"\.venv/bin/([\w-]+) ", hook["entry"])
        if program is not None:
            assert (Path(sys.prefix) / "bin" / program[1]).exists(), hook["id"]
        else:
            assert hook["language"] == "pygrep" or hook["entry"].startswith("sh -c "), hook["id"]


@each_workflow
def test_a_workflow_may_read_only_and_ends_by_itself(workflow: Path) -> None:
    document = yaml.safe_load(workflow.read_text())
    assert document["permissions"] == {"contents": "read"}
    assert document["concurrency"]["group"]
    for name, job in document["jobs"].items():
        assert job["timeout-minutes"] > 0, name
        assert "permissions" not in job, name


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_actions_are_pinned_by_commit_or_our_own(path: Path) -> None:
    for used in (step["uses"] for step in steps_of(path) if "uses" in step):
        assert PINNED.fullmatch(used) or (ROOT / used / "action.yml").is_file(), used


def test_ci_and_the_devcontainer_have_the_oldest_python_that_is_supported() -> None:
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    versions = [step["with"].get("python-version") for path in ACTIONS for step in steps_of(path) if "with" in step]
    assert [version for version in versions if version] == [oldest]
    assert f"FROM python:{oldest}\n" in (ROOT / ".devcontainer/Dockerfile").read_text()


def test_the_devcontainer_is_made_by_a_task_that_exists(tasks: set[str]) -> None:
    devcontainer = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert (ROOT / ".devcontainer" / devcontainer["build"]["dockerfile"]).is_file()
    assert asked_of_make(devcontainer["postCreateCommand"]) & tasks


def test_people_and_ci_check_workflows_with_the_same_version_of_actionlint() -> None:
    found = [
        re.findall(r"actionlint/cmd/actionlint@(v[\d.]+)", (ROOT / path).read_text())
        for path in ("CONTRIBUTING.md", ".github/workflows/check.yml")
    ]
    assert len(found[0]) == 1
    assert found[0] == found[1]


def test_a_task_is_told_from_options_variables_and_comments() -> None:
    assert asked_of_make("make -s token ROLE=admin ORG=x") == {"token"}
    assert asked_of_make("make check test") == {"check", "test"}
    assert asked_of_make("QUICK=1 make bench   # about four minutes") == {"bench"}
    assert asked_of_make('curl "$(make -s url)/v1/sessions"') == {"url"}
    assert asked_of_make("makes nothing") == set()


def test_no_file_is_longer_than_a_reader_takes_in() -> None:
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [file for file in tracked.splitlines() if "/migrations/" not in file and file not in LONG_ON_PURPOSE]
    long = [file for file in files if len((ROOT / file).read_text().splitlines()) > LINES_MAX]
    assert long == [], f"split them by use case: more than {LINES_MAX} lines"
