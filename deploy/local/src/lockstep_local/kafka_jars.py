"""The jars of Apache Kafka. deploy/local/kafka/jars.lock pins them by hash. They are fetched once per user and machine.

They are compared with their hashes when they are fetched, and again by each process that starts Kafka (this takes a
tenth of a second for 43 MB). So a folder that was copied from another place, or was damaged, is refused too.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lockstep_local.cache import cache_folder, one_at_a_time
from lockstep_local.failure import StackError

DEFINITION = Path(__file__).parents[2] / "kafka"
LOCK = DEFINITION / "jars.lock"


@dataclass(frozen=True)
class Jar:
    """A jar as the list names it: group:artifact:version, and the SHA-256 of its bytes in hexadecimal digits."""

    coordinate: str
    sha256: str

    @property
    def file(self) -> str:
        """The name of its file."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def read_lock(lock: Path = LOCK) -> tuple[Jar, ...]:
    """Return the jars that a list names, in its order. Lines that begin with # are comments."""
    lines = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
    return tuple(Jar(coordinate, sha256) for coordinate, sha256 in map(str.split, lines))


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _folder(jars: Sequence[Jar]) -> Path:
    """Return the folder of these jars. Its name is a hash of the list, so clones with the same list share a folder."""
    content = "".join(f"{jar.coordinate} {jar.sha256}\n" for jar in jars)
    return cache_folder() / f"kafka-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def is_downloaded() -> bool:
    """Return whether the jars are there, so that nothing has to be fetched."""
    return _folder(read_lock()).exists()


def jars_folder(lock: Path = LOCK) -> Path:
    """Return the folder with the jars of a list. It is filled on first use, and only this needs the network.

    Raises StackError if a jar cannot be fetched or is not the one that the list pins.
    """
    jars = read_lock(lock)
    folder = _folder(jars)
    if not folder.exists():
        with one_at_a_time(folder):
            if not folder.exists():
                _download(jars, folder)
    _verify(folder, jars)
    return folder


def class_path(lock: Path = LOCK) -> str:
    """Return the jars of a list as Java's class path. Other files of the folder are not on it."""
    folder = jars_folder(lock)
    return ":".join(sorted(str(folder / jar.file) for jar in read_lock(lock)))


@cache
def _verify(folder: Path, jars: tuple[Jar, ...]) -> None:
    if changed := _changed(folder, jars):
        raise StackError(
            f"{folder} does not hold the jars that {LOCK.name} pins:\n{changed}\n"
            "Remove the folder. The next start fetches the jars again."
        )


def _changed(folder: Path, jars: Sequence[Jar]) -> str:
    """Return a line for each jar that is missing or has a hash that is not in the list. Empty: all are right."""
    lines = []
    for jar in jars:
        file = folder / jar.file
        found = sha256_of(file) if file.is_file() else None
        if found != jar.sha256:
            what = f"has the SHA-256 {found}, but {jar.sha256} is pinned" if found else "is missing"
            lines.append(f"  {jar.file} ({jar.coordinate}) {what}")
    return "\n".join(lines)


def _download(jars: Sequence[Jar], folder: Path) -> None:
    """Fetch the jars into a folder of its own, compare them, then rename it, so that no half-filled folder is used."""
    from lockstep_local import maven  # noqa: PLC0415 - a second of imports, for a step that is taken once per machine

    scratch = folder.with_name(f".{folder.name}")
    shutil.rmtree(scratch, ignore_errors=True)  # a process that was killed left it: only this one holds the lock
    try:
        scratch.mkdir()
        maven.fetch([jar.coordinate for jar in jars], scratch)
        if changed := _changed(scratch, jars):
            raise StackError(
                f"Apache Kafka was not fetched. The files differ from what {LOCK.name} pins, so none was kept:\n"
                f"{changed}\nTry again. If this repeats, a jar is changed on its way: check the mirror in jgo's "
                "settings, if there is one."
            )
        scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
