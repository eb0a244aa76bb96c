"""Files that are written whole or not at all, and never readable by more than they should be."""

import os
import stat
from pathlib import Path

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
PRIVATE_UMASK = 0o077


def replace(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file in place of the one that is there. It is never readable by more than `mode` allows."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    scratch.replace(path)


def private_folder(path: Path) -> Path:
    """Return a folder that only its owner can enter. It is made if it is missing, and closed if it was open.

    One that is closed is left alone, because it may be in an image, whose file system takes no change.
    """
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) != PRIVATE_FOLDER:
        path.chmod(PRIVATE_FOLDER)
    return path
