"""The Java command that runs Kafka, and the class data archives that halve its time to start."""

import subprocess
from pathlib import Path

from lockstep_local.cache import cache_folder
from lockstep_local.java import find_java
from lockstep_local.kafka_jars import DEFINITION, class_path, jars_folder

HEAP = "512m"
COLLECTOR = "-XX:+UseSerialGC"


def java_command(*, archive_option: str | None = None) -> list[str]:
    """Return the java command with everything but the main class. The class data archive halves the time to start."""
    return [
        find_java().command,
        f"-Xmx{HEAP}",
        COLLECTOR,
        archive_option or f"-XX:SharedArchiveFile={base_archive()}:{class_archive()}",
        f"-Dlog4j2.configurationFile={(DEFINITION / 'log4j2.properties').as_uri()}",
        "-cp",
        class_path(),
    ]


def base_archive() -> Path:
    """Return the archive of Java's own classes. We make one, because some runtimes have none, as that of the wheel.

    Its name has the mark of the build. Another build of the same version refuses it, warns in its log, and is slow.
    """
    java = find_java()
    return cache_folder() / f"java{java.major}-{java.build}.jsa"


def class_archive() -> Path:
    """Return the archive of Kafka's classes for this Java and these jars. Without it Kafka is only slower.

    It has the classes that a node with TLS needs.
    """
    return cache_folder() / f"{jars_folder().name}-tls-{base_archive().name}"


def make_base_archive(scratch: Path) -> bool:
    """Make the archive of Java's own classes unless it exists: other clones use it. False if this Java cannot."""
    archive, made = base_archive(), scratch / "java.jsa"
    if not archive.exists():
        arguments = [find_java().command, "-Xshare:dump", f"-XX:SharedArchiveFile={made}", COLLECTOR]
        if subprocess.run(arguments, capture_output=True, check=False).returncode != 0 or not made.exists():  # noqa: S603
            return False
        made.rename(archive)
    return True
