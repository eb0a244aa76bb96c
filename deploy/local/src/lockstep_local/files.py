"""Files that are written whole or not at all, and never readable by more than they should be."""

import os
from pathlib import Path

PRIVATE = 0o600


def replace(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file in place of the one that is there. It is never readable by more than `mode` allows."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    scratch.replace(path)


def private_folder(path: Path) -> Path:
    """Return a folder that only its owner can enter. It is made if it is missing, and closed if it was open."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path
