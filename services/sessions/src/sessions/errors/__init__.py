"""This service's business errors. 409: the current state does not allow it. 422: the request itself breaks a rule."""

from sessions.errors.catalogue import (
    InUse,
    NameTaken,
)
from sessions.errors.ending import (
    CallHookNotFound,
    CallNotEmpty,
    LoggingWindowClosed,
    MinutesOffStep,
    MinutesTooFew,
    MinutesTooMany,
    NoParticipants,
    NotAllAccepted,
    ReasonMissing,
    RecapSectionsNeeded,
    RecapTooShort,
    SignatureRefused,
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
    "CallHookNotFound",
    "CallNotEmpty",
    "InUse",
    "InvalidSchedule",
    "LoggingWindowClosed",
    "MinutesOffStep",
    "MinutesTooFew",
    "MinutesTooMany",
    "NameTaken",
    "NoParticipants",
    "NotAllAccepted",
    "NotAnApprover",
    "NotCompleted",
    "NothingChanges",
    "ReasonMissing",
    "RecapSectionsNeeded",
    "RecapTooShort",
    "SecondPersonNeeded",
    "SignatureRefused",
    "TooManyAmendments",
    "UnknownReference",
    "VoidNotAllowed",
]
