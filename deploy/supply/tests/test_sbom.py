"""The list of what the platform consists of is complete, valid, and the same on every machine."""

import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from lockstep_supply.__main__ import main
from lockstep_supply.locked import REPOSITORY, jars, packages
from lockstep_supply.sbom import sbom


@pytest.fixture(scope="module")
def document() -> str:
    return sbom()


def test_every_locked_package_and_jar_is_listed_with_its_version_hashes_and_licence(document: str) -> None:
    listed = {one["purl"]: one for one in json.loads(document)["components"]}
    pinned = [*packages(), *jars()]
    assert len(pinned) > 150
    assert listed.keys() == {one.purl for one in pinned}
    for one in pinned:
        assert {each["content"] for each in listed[one.purl]["hashes"]} == set(one.hashes)
        assert listed[one.purl]["licenses"][0]["expression"]
    pins = re.findall(r"^[a-z0-9][\w.-]*==", (REPOSITORY / "requirements.lock").read_text(), re.MULTILINE)
    assert len(pins) == len(packages()), "no line of the lock is skipped"


def test_the_programs_inside_of_packages_are_listed_by_the_names_that_advisories_use(document: str) -> None:
    inside = {part["cpe"] for one in json.loads(document)["components"] for part in one.get("components", [])}
    assert any(cpe.startswith("cpe:2.3:a:envoyproxy:envoy:1.") for cpe in inside)
    assert any(cpe.startswith("cpe:2.3:a:postgresql:postgresql:18.") for cpe in inside)


def test_it_is_valid_and_the_same_whenever_and_wherever_it_is_made(
    document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(document) is None
    assert main(["sbom"]) == 0
    assert capsys.readouterr().out == document
    assert "timestamp" not in document
    assert str(REPOSITORY) not in document
    assert set(re.findall(r"https?://[^\"]+", document)) == {"http://cyclonedx.org/schema/bom-1.6.schema.json"}
