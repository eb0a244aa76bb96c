"""Resolves Maven artifacts with jgo, and fetches them from the registry that jgo knows, so no host is named here.

A user who needs a mirror names it in jgo's own settings (docs/run.md).
"""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import POM, MavenContext

from lockstep_local.failure import StackError

ATTEMPTS = 3
PAUSE_SECONDS = 1.0
"""A registry that failed has this long to recover, and after a second failure twice as long."""
SILENCE_SECONDS = 60
"""An attempt is given up when the registry sends nothing for this long."""
AT_ONCE = 8


def _registries() -> dict[str, str]:
    return {"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories}


def resolve(pom: Path, scratch: Path) -> list[str]:
    """Return the jars that a program with the dependencies of `pom` needs to run.

    They are sorted, each as group:artifact:version. Raises StackError if one of them is not a plain jar.
    """
    context = MavenContext(repo_cache=scratch, remote_repos=_registries(), timeout=SILENCE_SECONDS)
    _, nodes = context.pom_dependency_list(POM(pom))
    needed = [node.dep for node in nodes if node.dep.scope in {"compile", "runtime"}]
    if special := [str(one) for one in needed if one.classifier or one.type != "jar"]:
        raise StackError(f"{pom} needs files that are not plain jars, which the list cannot name: {', '.join(special)}")
    return sorted(f"{one.groupId}:{one.artifactId}:{one.version}" for one in needed)


def fetch(coordinates: Iterable[str], folder: Path) -> list[Path]:
    """Fetch jars into a folder and return their paths in order. Raises StackError if one cannot be fetched.

    The content is not checked here. The caller compares the files with the hashes that it expects.
    """
    registries = list(_registries().values())
    with httpx.Client(follow_redirects=True, timeout=SILENCE_SECONDS) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: _fetch(client, registries, one, folder), coordinates))


def _fetch(client: httpx.Client, registries: list[str], coordinate: str, folder: Path) -> Path:
    group, artifact, version = coordinate.split(":")
    file = folder / f"{artifact}-{version}.jar"
    failure = ""
    for attempt in range(ATTEMPTS):  # so that nobody repeats a command because of one failure of the registry
        time.sleep(PAUSE_SECONDS * attempt)
        for registry in registries:
            address = f"{registry.rstrip('/')}/{group.replace('.', '/')}/{artifact}/{version}/{file.name}"
            try:
                with client.stream("GET", address) as answer, file.open("wb") as out:
                    answer.raise_for_status()
                    out.writelines(answer.iter_bytes())
                return file
            except httpx.HTTPError as error:
                failure = str(error).partition("\n")[0] or type(error).__name__
    raise StackError(
        f"The jar {coordinate} could not be fetched in {ATTEMPTS} attempts: {failure}. Check that this machine reaches "
        "Maven's registry, or the mirror that jgo's settings name (docs/run.md), and try again."
    )
