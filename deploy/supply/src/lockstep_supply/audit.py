"""Asks a source of advisories what is known against the pinned dependencies."""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx

from lockstep_supply.locked import REPOSITORY, Dependency

SOURCE: Final = "https://api.osv.dev"
ACCEPTED: Final = REPOSITORY / "deploy" / "supply" / "advisories.toml"
TIMEOUT_SECONDS: Final = 30
QUERIES_MAX: Final = 1_000
"""The most that the source takes in one request."""


class NoSourceError(Exception):
    """The source of advisories did not answer, so nothing is known. The message says why."""


class Advisory(NamedTuple):
    """Something that is known against a dependency."""

    id: str
    dependency: Dependency


def advisories(dependencies: list[Dependency], *, source: str = SOURCE) -> list[Advisory]:
    """Return what is known against the dependencies. Raises NoSourceError."""
    found = []
    for start in range(0, len(dependencies), QUERIES_MAX):
        asked = dependencies[start : start + QUERIES_MAX]
        queries = [{"package": {"purl": one.purl}} for one in asked]
        try:
            answer = httpx.post(f"{source}/v1/querybatch", json={"queries": queries}, timeout=TIMEOUT_SECONDS)
            results: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
            for one, result in zip(asked, results, strict=True):
                found += [Advisory(str(known["id"]), one) for known in result.get("vulns", [])]
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoSourceError(f"{source} gave no answer that can be read: {error!r}") from error
    return found


def accepted(today: date, path: Path = ACCEPTED) -> set[tuple[str, str]]:
    """Return the advisories that were accepted, as pairs of id and coordinate. Each one counts until its date."""
    read = tomllib.loads(path.read_text()).get("accepted", [])
    return {(one["id"], one["dependency"]) for one in read if one["reason"] and one["until"] >= today}


def open_ones(found: Iterable[Advisory], known: set[tuple[str, str]]) -> list[str]:
    """Return a line for each advisory that nobody has accepted."""
    return [
        f"{one.dependency.coordinate} {one.dependency.version}: {one.id}. Read it at https://osv.dev/{one.id}. Upgrade "
        f"the package, or accept the advisory in {ACCEPTED.relative_to(REPOSITORY)} with a reason and a date."
        for one in found
        if (one.id, one.dependency.coordinate) not in known
    ]
