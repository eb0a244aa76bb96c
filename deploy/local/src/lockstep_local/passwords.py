"""The passwords of a stack: random, made on first use, each in a file that only its owner may read.

Each user and each database role has a folder, so that a process can be given its own and no other.
"""

import secrets
from pathlib import Path

from lockstep_local.files import PRIVATE, private_folder, replace

PASSWORD_BYTES = 32
FILE = "password"


def database_passwords(folder: Path) -> Path:
    """Return the folder with the passwords of the database roles, inside the one with those of Kafka's users."""
    return folder / "database"


def password_file(folder: Path, name: str) -> Path:
    """Return the file with the password of `name`. It is made if it is missing."""
    path = private_folder(private_folder(folder) / name) / FILE
    if not path.exists():
        replace(path, secrets.token_urlsafe(PASSWORD_BYTES), mode=PRIVATE)
    return path
