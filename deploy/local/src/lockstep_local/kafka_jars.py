"""The jars of Apache Kafka: those that deploy/local/kafka/jars.lock pins by hash, fetched once per user and machine.

They are compared with their hashes when they come and again by each process that starts Kafka (a tenth of a second
for 43 MB): a folder that was copied from elsewhere, or damaged since, is refused too.
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
        """Its file name."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def read_lock(lock: Path = LOCK) -> tuple[Jar, ...]:
    """The jars that a list names, in its order; lines that begin with # are comments."""
    lines = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
    return tuple(Jar(coordinate, sha256) for coordinate, sha256 in map(str.split, lines))


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _folder(jars: Sequence[Jar]) -> Path:
    """Named by what is in it: another list is another folder, and clones with the same list share one."""
    content = "".join(f"{jar.coordinate} {jar.sha256}\n" for jar in jars)
    return cache_folder() / f"kafka-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def is_downloaded() -> bool:
    """Whether the jars are there, so that nothing has to be fetched."""
    return _folder(read_lock()).exists()


def jars_folder(lock: Path = LOCK) -> Path:
    """The folder with the jars of a list, filled on first use (network needed then, and only then).

    StackError when a jar cannot be fetched or is not the one that the list pins.
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
    """The jars of a list as Java's class path: nothing else that lies beside them is on it."""
    folder = jars_folder(lock)
    return ":".join(sorted(str(folder / jar.file) for jar in read_lock(lock)))


@cache
def _verify(folder: Path, jars: tuple[Jar, ...]) -> None:
    if changed := _changed(folder, jars):
        raise StackError(
            f"{folder} does not hold the jars that {LOCK.name} pins:\n{changed}\n"
            "Remove the folder; the next start fetches the jars again."
        )


def _changed(folder: Path, jars: Sequence[Jar]) -> str:
    """A line for each jar that is missing or has another hash than the list says; nothing when all are right."""
    lines = []
    for jar in jars:
        file = folder / jar.file
        found = sha256_of(file) if file.is_file() else None
        if found != jar.sha256:
            what = f"has the SHA-256 {found}, pinned is {jar.sha256}" if found else "is missing"
            lines.append(f"  {jar.file} ({jar.coordinate}) {what}")
    return "\n".join(lines)


def _download(jars: Sequence[Jar], folder: Path) -> None:
    """Fetch into a folder beside, compare, then rename: what is interrupted or refused leaves nothing half done."""
    from lockstep_local import maven  # noqa: PLC0415 - a second of imports, for a step that is taken once per machine

    scratch = folder.with_name(f".{folder.name}")
    shutil.rmtree(scratch, ignore_errors=True)  # of a process that was killed: this one holds the lock
    try:
        scratch.mkdir()
        maven.fetch([jar.coordinate for jar in jars], scratch)
        if changed := _changed(scratch, jars):
            raise StackError(
                f"Apache Kafka was not fetched: what came is not what {LOCK.name} pins, and nothing of it was kept.\n"
                f"{changed}\nTry again. If it stays so, a jar was changed on its way: look at the mirror in jgo's "
                "settings, if there is one."
            )
        scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
