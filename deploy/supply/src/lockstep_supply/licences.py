"""The licences of all dependencies, and which ones are allowed. Nothing here needs a network."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final, NamedTuple

from license_expression import OR, BaseSymbol, ExpressionError, LicenseExpression, Licensing, get_spdx_licensing

from lockstep_supply.locked import REPOSITORY, Dependency, jars, packages

RULES: Final = REPOSITORY / "deploy" / "supply" / "licences.toml"
PAGE: Final = REPOSITORY / "docs" / "licences.md"
WRITE: Final = ".venv/bin/python -m lockstep_supply licences write"

_OF_CLASSIFIERS: Final = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_HEADING: Final = f"""\
# Licences of all dependencies

`{WRITE}` makes this page from `requirements.lock`,
`deploy/local/kafka/jars.lock` and `deploy/supply/licences.toml`. `make check` fails if the page is old, or if a
dependency has a licence that `deploy/supply/licences.toml` does not allow. Lockstep itself has the licence Apache-2.0.

Services and gateway are in the images. Kafka's jars run in the stack without Docker. Tools are for development.

The page of the console contains npm packages. Its build writes their notices to `/licences.md`, which the gateway
serves beside it, and a test compares their licences with the allowed ones. `console/package-lock.json` names all.

| dependency | version | licence | used by |
|---|---|---|---|
"""


class LicenceError(Exception):
    """A licence is unknown or not allowed, or the page is old. The message says what to do."""


class Licensed(NamedTuple):
    """A dependency and the SPDX expression of its licence."""

    dependency: Dependency
    licence: str


class Rules:
    """The rules of deploy/supply/licences.toml."""

    def __init__(self, path: Path = RULES) -> None:
        """Read the file."""
        read = tomllib.loads(path.read_text())
        self._allowed: set[str] = set(read["allowed"])
        self._for_tools: set[str] = self._allowed | set(read["allowed_for_tools"])
        self._packages: dict[str, str] = read["packages"]
        self._jars: dict[str, str] = read["jars"]
        self.bundled: dict[str, Any] = read["bundled"]

    def licence_of(self, dependency: Dependency) -> str | None:
        """Return the SPDX expression of a licence, or None if nothing says it."""
        if dependency.group:
            return self._jars.get(dependency.coordinate, self._jars.get(dependency.group))
        return self._packages.get(dependency.name) or _declared(dependency.name)

    def allows(self, licence: str, dependency: Dependency) -> bool:
        """Return whether a dependency may have this licence. Of alternatives, one is enough."""
        allowed = self._allowed if dependency.use in ("services", "gateway") else self._for_tools
        if licence in allowed:  # also a name of our own, LicenseRef-…, which SPDX does not know
            return True
        try:
            return bool(licence) and _holds(_licensing().parse(licence, validate=True), allowed)
        except ExpressionError:
            return False

    def unused(self, dependencies: Iterable[Dependency]) -> Iterator[str]:
        """Yield the entries that no dependency needs."""
        names = {one.name for one in dependencies if not one.group}
        groups = {one.group for one in dependencies} | {one.coordinate for one in dependencies}
        yield from sorted((self._packages.keys() | self.bundled.keys()) - names)
        yield from sorted(self._jars.keys() - groups)


def licensed(dependencies: list[Dependency], rules: Rules) -> list[Licensed]:
    """Return the dependencies with their licences. Raises LicenceError, which names each one that is wrong."""
    found, wrong = [], []
    for one in dependencies:
        licence = rules.licence_of(one)
        if licence is None:
            wrong.append(
                f"{one.coordinate} {one.version}: its metadata has no licence. Look it up in its source, and add it to "
                f"{RULES.relative_to(REPOSITORY)}."
            )
        elif not rules.allows(licence, one):
            wrong.append(
                f"{one.coordinate} {one.version}: the licence {licence} is not allowed for {one.use}. Use another "
                f"package, or let a maintainer add it to {RULES.relative_to(REPOSITORY)}."
            )
        else:
            found.append(Licensed(one, licence))
    wrong += [
        f"{name}: nothing needs this entry of {RULES.name} any more. Remove it." for name in rules.unused(dependencies)
    ]
    if wrong:
        raise LicenceError("\n".join(wrong))
    return found


def page() -> str:
    """Return the page of all licences. Raises LicenceError."""
    rows = licensed([*packages(), *jars()], Rules())
    return _HEADING + "".join(
        f"| {one.coordinate} | {one.version} | {licence} | {one.use} |\n" for one, licence in rows
    )


def check() -> None:
    """Raise LicenceError unless all licences are allowed and the page is fresh."""
    if page() != PAGE.read_text():
        raise LicenceError(f"{PAGE.relative_to(REPOSITORY)} is older than the lock files. Make it anew: {WRITE}")


@cache
def _licensing() -> Licensing:
    """Return the names of SPDX. Reading them takes a tenth of a second."""
    return get_spdx_licensing()


def _declared(name: str) -> str | None:
    """Return the licence that an installed package declares, if it is an SPDX expression or one clear classifier."""
    try:
        of = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return None
    for field in ("license_expression", "license"):
        if (declared := of.get(field)) and _is_spdx(str(declared)):
            return str(declared)
    classes = {_OF_CLASSIFIERS.get(one) for one in of.get("classifier", []) if one.startswith("License ::")}
    return classes.pop() if len(classes) == 1 else None


def _is_spdx(text: str) -> bool:
    try:
        return "\n" not in text and _licensing().parse(text, validate=True, strict=True) is not None
    except ExpressionError:
        return False


def _holds(node: LicenseExpression, allowed: set[str]) -> bool:
    """Return whether a licence expression can be fulfilled by allowed licences."""
    if isinstance(node, BaseSymbol):
        return node.render() in allowed
    parts = [_holds(part, allowed) for part in node.args]
    return any(parts) if isinstance(node, OR) else all(parts)
