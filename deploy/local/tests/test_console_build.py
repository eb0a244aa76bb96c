"""The console: its own tests, what a browser loads of it, and that its built files depend on its sources alone."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lockstep_local import console
from lockstep_local.failure import StackError

FIRST_SCREEN_BYTES_MAX = 170_000
OTHER_ROUTE_BYTES_MAX = 40_000
STYLES_BYTES_MAX = 15_000


@pytest.fixture(scope="module")
def built() -> Path:
    """The folder of the built files."""
    console.build()
    return console.BUILT


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, by its path in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sizes(built: Path) -> Any:
    """Return what tools/sizes.js says about built files."""
    command = console.node_command(["tools/sizes.js", str(built)])
    return json.loads(subprocess.run(command, cwd=console.FOLDER, capture_output=True, check=True).stdout)


def test_the_tests_of_the_console_pass() -> None:
    console.install()
    console.node(["node_modules/vitest/vitest.mjs", "run"])


def test_two_builds_are_equal(built: Path, tmp_path: Path) -> None:
    console.build_into(tmp_path / "again")
    assert files(tmp_path / "again") == files(built)


def test_a_browser_loads_little(built: Path) -> None:
    found = sizes(built)
    assert 50_000 < found["first"] <= FIRST_SCREEN_BYTES_MAX
    assert {Path(name).parts[2] for name in found["routes"]} == {"sessions", "my-sessions"}
    assert max(found["routes"].values()) <= OTHER_ROUTE_BYTES_MAX
    assert 1_000 < found["styles"] <= STYLES_BYTES_MAX


def test_the_built_files_have_the_notices_of_every_package_in_them_and_all_are_allowed(built: Path) -> None:
    notices = (built / "licences.md").read_text()
    licences = dict(re.findall(r"^## (\S+) - \S+ \((.*)\)$", notices, flags=re.M))
    wanted = json.loads((console.FOLDER / "package.json").read_text())["dependencies"]
    assert set(wanted) <= set(licences)
    allowed = tomllib.loads((console.CLONE / "deploy/supply/licences.toml").read_text())["allowed"]
    assert {name: licence for name, licence in licences.items() if licence not in allowed} == {}


def test_nothing_in_the_page_runs_or_styles_inline(built: Path) -> None:
    page = (built / "index.html").read_text()
    assert not re.search(r"<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"""(src|href)=["'](?!/assets/)""", page)


def test_the_lock_names_exact_versions_and_no_hosts() -> None:
    package = json.loads((console.FOLDER / "package.json").read_text())
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert re.fullmatch(r"(npm:\w+@)?\d+\.\d+\.\d+", version), name
    locked = json.loads((console.FOLDER / "package-lock.json").read_text())["packages"]
    assert [name for name, one in locked.items() if "resolved" in one] == []
    assert [name for name, one in locked.items() if name and "integrity" not in one] == []


def test_a_step_that_fails_is_shown_with_its_output() -> None:
    with pytest.raises(StackError, match=r"failed:\n(?s:.*)Error: this is wrong"):
        console.node(["-e", "throw new Error('this is wrong')"])


def test_a_build_that_fails_is_said_and_the_platform_starts_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise StackError("the registry does not answer")

    monkeypatch.setattr(console, "is_fresh", lambda: False)
    monkeypatch.setattr(console, "build", fail)
    said: list[str] = []
    assert console.build_if_stale(said.append) is False
    assert said[-1].endswith("there is none or an older one. the registry does not answer")
