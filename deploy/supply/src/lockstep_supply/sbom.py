"""The list of what the platform consists of (SBOM), in the form CycloneDX 1.6.

It follows from the lock files alone and has no time and no address of a machine. So everybody who has a release can
make the same bytes again, and it is not committed.
"""

import tomllib
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from lockstep_supply.licences import Licensed, Rules, licensed
from lockstep_supply.locked import PROJECT, jars, packages

USED_BY: Final = "lockstep:used-by"


class SbomError(Exception):
    """The list is not valid CycloneDX, which is a defect of this module."""


def sbom() -> str:
    """Return the list as a JSON document. Raises LicenceError, and SbomError."""
    rules = Rules()
    project = tomllib.loads(PROJECT.read_text())["project"]
    platform = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseExpression(project["license"])],
    )
    components = [_component(one, rules) for one in licensed([*packages(), *jars()], rules)]
    bom = Bom(components=components, metadata=BomMetaData(component=platform))
    bom.register_dependency(platform, components)
    # its serial number is a hash of what it lists
    bom.serial_number = uuid5(NAMESPACE_URL, "\n".join(sorted(f"{one.purl} {one.hashes}" for one in components)))
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the form allows it, the library's type does not
    document = str(make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2))
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(document):
        raise SbomError(f"The list is not valid CycloneDX 1.6: {str(error)[:500]}")
    return document + "\n"


def _component(one: Licensed, rules: Rules) -> Component:
    dependency, licence = one
    inside = rules.bundled.get(dependency.name)
    bundled = (
        [
            Component(
                name=inside["name"],
                version=dependency.version,
                bom_ref=f"{dependency.purl}#{inside['name']}",
                type=ComponentType.APPLICATION,
                cpe=inside["cpe"].format(version=dependency.version),
                licenses=[LicenseExpression(inside["licence"])],
            )
        ]
        if inside
        else []
    )
    return Component(
        group=dependency.group or None,
        name=dependency.name,
        version=dependency.version,
        bom_ref=dependency.purl,
        purl=PackageURL.from_string(dependency.purl),
        licenses=[LicenseExpression(licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in dependency.hashes],
        properties=[Property(name=USED_BY, value=dependency.use)],
        components=bundled,
    )
