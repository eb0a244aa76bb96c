"""Named places between two durable steps, at which a test can end the process as a power cut would."""

import os

VARIABLE = "LOCKSTEP_CRASH_AT"
EXIT_STATUS = 86

_crash_at = os.environ.get(VARIABLE)


def reached(name: str) -> None:
    """End the process at once and without clean-up if LOCKSTEP_CRASH_AT names this place."""
    if _crash_at is not None and name == _crash_at:
        os._exit(EXIT_STATUS)
