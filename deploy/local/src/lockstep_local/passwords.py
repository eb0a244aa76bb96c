"""The passwords of a stack: random, made on first use, each in a file that only its owner may read."""

import secrets
from pathlib import Path

from lockstep_local.files import PRIVATE, private_folder, replace

PASSWORD_BYTES = 32


def password_file(folder: Path, name: str) -> Path:
    """Return the file with the password of `name`. It is made if it is missing."""
    path = private_folder(folder) / name
    if not path.exists():
        replace(path, secrets.token_urlsafe(PASSWORD_BYTES), mode=PRIVATE)
    return path
