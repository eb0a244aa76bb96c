"""Finding a Java runtime that can run Kafka."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from lockstep_local.failure import StackError

OLDEST_JAVA = 17  # Kafka 4 brokers are compiled for it


def _major(java: str) -> int | None:
    """The feature release of a java command (17 for 17.0.15), None when it does not run."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    found = re.search(r'version "(\d+)', answer.stderr)
    return int(found[1]) if answer.returncode == 0 and found else None


@cache
def find_java() -> tuple[str, int]:
    """The java command, from JAVA_HOME or else the PATH, and its feature release; StackError without one."""
    home = os.environ.get("JAVA_HOME")
    candidates = [str(Path(home) / "bin" / "java")] if home else []
    if on_path := shutil.which("java"):
        candidates.append(on_path)
    found = [(java, major) for java in candidates if (major := _major(java)) is not None]
    for java, major in found:
        if major >= OLDEST_JAVA:
            return java, major
    seen = ", ".join(f"{java} is Java {major}" for java, major in found) or "there is none"
    raise StackError(
        f"Apache Kafka needs a Java runtime of version {OLDEST_JAVA} or later, and {seen}. Install one (for "
        "example the package default-jre-headless or openjdk-17-jre-headless) or let JAVA_HOME point to it."
    )
