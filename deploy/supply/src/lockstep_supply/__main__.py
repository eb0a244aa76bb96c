"""python -m lockstep_supply sbom | licences write | licences check | audit."""

import sys
from datetime import UTC, datetime

from lockstep_supply import licences
from lockstep_supply.audit import NoSourceError, accepted, advisories, open_ones
from lockstep_supply.licences import LicenceError
from lockstep_supply.locked import jars, packages
from lockstep_supply.sbom import sbom

FOUND = 1
WRONG_ARGUMENTS = 2
NO_SOURCE = 3
"""The exit code if no source of advisories answers. Then nobody knows whether there are any."""


def audit() -> int:
    """Print what is known against the dependencies, and return the exit code."""
    dependencies = [*packages(), *jars()]
    try:
        found = advisories(dependencies)
    except NoSourceError as error:
        sys.stderr.write(f"audit: not done. {error}. Run it again where the source can be reached.\n")
        return NO_SOURCE
    lines = open_ones(found, accepted(datetime.now(UTC).date()))
    if lines:
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        return FOUND
    sys.stdout.write(f"audit: nothing is known against {len(dependencies)} dependencies, except what is accepted\n")
    return 0


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    try:
        match arguments:
            case ["sbom"]:
                sys.stdout.write(sbom())
            case ["licences", "write"]:
                licences.PAGE.write_text(licences.page())
            case ["licences", "check"]:
                licences.check()
            case ["audit"]:
                return audit()
            case _:
                sys.stderr.write(f"usage: {__doc__}\n")
                return WRONG_ARGUMENTS
    except LicenceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
