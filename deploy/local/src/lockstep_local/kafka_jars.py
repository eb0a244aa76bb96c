"""The jars of Apache Kafka: resolved once per user and machine from deploy/local/kafka/pom.xml, then kept."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import platformdirs

from lockstep_local.failure import StackError

DEFINITION = Path(__file__).parents[2] / "kafka"
POM = DEFINITION / "pom.xml"
DOWNLOAD_TIMEOUT_SECONDS = 900
DOWNLOAD_ATTEMPTS = 3


def cache_folder() -> Path:
    """Where downloads are kept between clones: LOCKSTEP_CACHE, else the user's cache folder."""
    return Path(os.environ.get("LOCKSTEP_CACHE") or platformdirs.user_cache_path("lockstep"))


def _folder() -> Path:
    return cache_folder() / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"


def is_downloaded() -> bool:
    """Whether the jars are there, so that nothing has to be fetched."""
    return _folder().exists()


def jars_folder() -> Path:
    """The folder with Kafka's jars, filled on first use (network and Maven needed then, and only then)."""
    folder = _folder()
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two clones that start together download once
        if not folder.exists():
            _download(folder)
    return folder


def _download(folder: Path) -> None:
    """Resolve into a folder beside and rename it: an interrupted download leaves nothing half done."""
    maven = shutil.which("mvn")
    if maven is None:
        raise StackError(
            "Apache Kafka's jars are fetched once with Maven, and there is no `mvn` on the PATH. Install it "
            f"(for example the package maven), or copy {folder} from a machine that has it."
        )
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        jars = scratch / "jars"
        arguments = [
            maven,
            "-q",
            "-B",
            "-f",
            str(POM),
            "dependency:copy-dependencies",
            f"-DoutputDirectory={jars}",
        ]
        for _ in range(DOWNLOAD_ATTEMPTS):  # a registry that hiccups once must not cost a person a second command
            done = subprocess.run(  # noqa: S603
                arguments, capture_output=True, text=True, check=False, timeout=DOWNLOAD_TIMEOUT_SECONDS
            )
            if done.returncode == 0:
                jars.rename(folder)
                return
        raise StackError(f"Maven could not fetch Apache Kafka:\n{done.stdout}{done.stderr}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
