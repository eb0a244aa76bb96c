"""The wheel and the image have the libraries and the services, and nothing of tests or tools."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest

ROOT: Final = Path(__file__).parents[2]
DEPLOYED: Final = {
    path.parent for folder in ("libs", "services") for path in ROOT.glob(f"{folder}/*/src/*/__init__.py")
}
"""The folders of the packages that are deployed: every library and every service."""


@pytest.fixture(scope="module")
def build() -> dict[str, Any]:
    """What pyproject.toml says about building."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    return found


@pytest.fixture(scope="module")
def image() -> str:
    """The stage of the Dockerfile that becomes the image of the services."""
    return (ROOT / "deploy/image/Dockerfile").read_text().split(" AS services\n")[1].split("\nFROM ")[0]


def test_pyproject_names_every_library_and_service_for_the_wheel(build: dict[str, Any]) -> None:
    assert {ROOT / path for path in build["targets"]["wheel"]["packages"]} == DEPLOYED


def test_the_built_wheel_has_exactly_these_packages(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert {name for name in folders if not name.endswith(".dist-info")} == {path.name for path in DEPLOYED}


def test_the_image_has_the_packages_of_the_wheel_and_the_issuer_of_development_tokens(image: str) -> None:
    copied = {ROOT / folder for folder in re.findall(r"^COPY (?!--from)(\S+) \1$", image, flags=re.M)}
    (path,) = re.findall(r"^ENV PYTHONPATH=(\S+)$", image, flags=re.M)
    imported = {ROOT / folder.removeprefix("/app/") for folder in path.split(":")}
    assert imported == {package.parent for package in DEPLOYED} | {ROOT / "deploy/local/src"}
    assert [folder for folder in imported if copied.isdisjoint({folder, *folder.parents})] == []
    ignored = (ROOT / "deploy/image/Dockerfile.dockerignore").read_text().splitlines()
    sent = {ROOT / line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert [folder for folder in copied if sent.isdisjoint({folder, *folder.parents})] == []
