"""Writes and checks the list of Kafka's jars: python -m lockstep_local.kafka_lock write | check.

Run `write` after a change of its definition, pom.xml.
"""

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from lockstep_local import maven
from lockstep_local.failure import StackError
from lockstep_local.kafka_jars import DEFINITION, LOCK, sha256_of

POM = DEFINITION / "pom.xml"
HEADER = """\
# The jars of one Apache Kafka node with their SHA-256, resolved from pom.xml. After a change there, make it anew:
#   .venv/bin/python -m lockstep_local.kafka_lock write
# definition {digest}
"""


def _digest(pom: Path) -> str:
    """Return the SHA-256 of a definition. Its comments and layout do not count, because they change no jar."""
    return hashlib.sha256(ElementTree.canonicalize(from_file=str(pom), strip_text=True).encode()).hexdigest()


def write(pom: Path = POM, lock: Path = LOCK) -> int:
    """Resolve the definition, fetch every jar, and write the list with their hashes. Return the number of jars."""
    with tempfile.TemporaryDirectory() as scratch:
        coordinates = maven.resolve(pom, Path(scratch))
        files = maven.fetch(coordinates, Path(scratch))
        lines = [f"{coordinate} {sha256_of(file)}\n" for coordinate, file in zip(coordinates, files, strict=True)]
    lock.write_text(HEADER.format(digest=_digest(pom)) + "".join(lines))
    return len(lines)


def check(pom: Path = POM, lock: Path = LOCK) -> None:
    """Raise StackError unless the list was made from the definition as it is now. This needs no network."""
    if not lock.read_text().startswith(HEADER.format(digest=_digest(pom))):
        raise StackError(
            f"{pom.name} has changed since {lock.name} was made from it. "
            "Make the list anew: .venv/bin/python -m lockstep_local.kafka_lock write"
        )


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(prog="lockstep_local.kafka_lock", description=__doc__)
    parser.add_argument("command", choices=("write", "check"))
    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            check()
        else:
            sys.stdout.write(f"{LOCK.name}: {write()} jars\n")
    except StackError as error:
        sys.stderr.write(f"lockstep: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
