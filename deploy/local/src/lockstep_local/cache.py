"""The cache: a folder for downloads, and for what is made from them. All clones of a user share it."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """Return the folder of the cache: LOCKSTEP_CACHE, else a folder in the user's cache. It may not exist yet."""
    return Path(os.environ.get("LOCKSTEP_CACHE") or platformdirs.user_cache_path("lockstep"))


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock file beside `path`, so that two clones that start together do the work once.

    The folder of `path` is made. A caller that had to wait must check again whether `path` exists.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
