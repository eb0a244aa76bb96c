"""This service's business errors. 409: the current state does not allow it. 422: the request itself breaks a rule."""

from sessions.errors.catalogue import (
    InUse,
    NameTaken,
)
from sessions.errors.records import (
    AlreadyVoided,
    AmendmentDecided,
    AmendmentNotFound,
    AmendmentOpen,
    AmendmentOutdated,
    NotAnApprover,
    NotCompleted,
    NothingChanges,
    SecondPersonNeeded,
    TooManyAmendments,
    VoidNotAllowed,
)
from sessions.errors.scheduling import (
    CalendarNotFound,
    InvalidSchedule,
    UnknownReference,
)

__all__ = [
    "AlreadyVoided",
    "AmendmentDecided",
    "AmendmentNotFound",
    "AmendmentOpen",
    "AmendmentOutdated",
    "CalendarNotFound",
    "InUse",
    "InvalidSchedule",
    "NameTaken",
    "NotAnApprover",
    "NotCompleted",
    "NothingChanges",
    "SecondPersonNeeded",
    "TooManyAmendments",
    "UnknownReference",
    "VoidNotAllowed",
]
