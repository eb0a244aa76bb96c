"""Where servers of tests keep their data, which nobody needs afterwards: in memory, if there is enough of it.

A disk that is busy makes a database in a third of a second, and memory in a fiftieth of one. Tests make thousands.
"""

import shutil
from pathlib import Path
from typing import Final

import psutil

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - every folder in it is made with a name of its own, for its owner alone
FREE_BYTES_MIN: Final = 8 * 2**30
"""Several times what the servers of a test run were seen to need together."""


def scratch_folder() -> Path | None:
    """Return the folder in memory, or None for the usual folder of temporary files."""
    if not MEMORY.is_dir():
        return None
    free = min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available)
    return MEMORY if free >= FREE_BYTES_MIN else None
