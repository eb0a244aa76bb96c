"""This service's business errors. 409: the current state does not allow it. 422: the request itself breaks a rule."""

from sessions.errors.catalogue import (
    InUse,
    NameTaken,
)
from sessions.errors.scheduling import (
    InvalidSchedule,
    UnknownReference,
)

__all__ = [
    "InUse",
    "InvalidSchedule",
    "NameTaken",
    "UnknownReference",
]
