"""The folder of downloads, and of what is made from them, that all clones of a user share."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """Where downloads are kept between clones: LOCKSTEP_CACHE, else the user's cache folder. It may be missing."""
    return Path(os.environ.get("LOCKSTEP_CACHE") or platformdirs.user_cache_path("lockstep"))


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock beside `path`, whose folder is made: two clones that start together do the work once.

    Whoever waited must look again whether `path` is there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
