"""One version holds for everything: pyproject.toml, CHANGELOG.md, the images, and RELEASES once the release is made."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", flags=re.M)
LINE = re.compile(r"(\d+\.\d+\.\d+) (\d{4}-\d{2}-\d{2}) ([0-9a-f]{40})")


class Release(NamedTuple):
    """One line of RELEASES."""

    version: str
    date: str
    commit: str


def version_in(pyproject: str) -> str:
    return str(tomllib.loads(pyproject)["project"]["version"])


def changelog() -> list[tuple[str, str]]:
    """Return version and date of every release in CHANGELOG.md, the newest first."""
    return HEADING.findall((ROOT / "CHANGELOG.md").read_text())


def releases() -> list[Release]:
    """Return the lines of RELEASES, the oldest first. Every line that is no comment must have the form of a release."""
    lines = [line for line in (ROOT / "RELEASES").read_text().splitlines() if not line.startswith("#")]
    found = [LINE.fullmatch(line) for line in lines]
    assert [line for line, match in zip(lines, found, strict=True) if match is None] == []
    return [Release(*match.groups()) for match in found if match is not None]


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def has_whole_history() -> bool:
    """Return False in an archive and in a shallow clone, because they lack the commits of releases. CI clones fully."""
    return git("rev-parse", "--is-shallow-repository").stdout.strip() == "false"


@pytest.fixture(scope="module")
def version() -> str:
    return version_in((ROOT / "pyproject.toml").read_text())


def test_the_newest_version_of_the_changelog_is_that_of_the_project(version: str) -> None:
    assert changelog()[0][0] == version


def test_images_and_their_tags_have_the_version_of_the_project(version: str) -> None:
    dockerfile = (ROOT / "deploy/image/Dockerfile").read_text()
    assert re.findall(r"^ARG VERSION=(.*)$", dockerfile, flags=re.M) == [version]
    for target in ("services", "gateway"):
        stage = dockerfile.split(f" AS {target}\n")[1].split("\nFROM ")[0]
        assert 'org.opencontainers.image.version="${VERSION}"' in stage.split("\nARG VERSION\n")[1]
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].values()
    ours = {one["image"] for one in services if one["image"].startswith("lockstep-")}
    assert ours == {f"lockstep-services:{version}", f"lockstep-gateway:{version}"}


def test_releases_are_those_of_the_changelog_but_for_one_that_is_being_made() -> None:
    made = [(release.version, release.date) for release in releases()]
    written = changelog()[::-1]
    assert made in (written, written[:-1])


def test_the_commit_of_a_release_is_in_the_history_and_has_its_version() -> None:
    for release in releases() if has_whole_history() else []:
        assert git("merge-base", "--is-ancestor", release.commit, "HEAD").returncode == 0, release
        assert version_in(git("show", f"{release.commit}:pyproject.toml").stdout) == release.version
