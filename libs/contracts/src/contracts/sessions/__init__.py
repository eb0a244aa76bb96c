"""The events of the sessions service. This page names all of them; their modules are beside it."""

from contracts.sessions.completions import (
    SessionAmended,
    SessionCompleted,
    SessionVoided,
)
from contracts.sessions.directory import (
    GuardianLinked,
    GuardianUnlinked,
    OrganisationChanged,
)
from contracts.sessions.lifecycle import (
    PresenceChanged,
    RosterChanged,
    SessionCancelled,
    SessionChanged,
    SessionFoundUnlogged,
    SessionScheduled,
    SessionStarted,
)
from contracts.sessions.log import (
    LogCheckpointed,
)
from contracts.sessions.parts import (
    Acceptance,
    AmendedField,
    Approver,
    Audience,
    CoachShare,
    CorrectableValues,
    CourseCoaches,
    Mode,
    Participant,
    Period,
    PolicyValues,
    Presence,
    PresenceAction,
    PresenceSource,
    SessionState,
    State,
    TextKind,
    Visibility,
)
from contracts.sessions.state import (
    CompletionState,
    SessionStateChanged,
)
from contracts.sessions.texts import (
    PersonErased,
    TextErased,
    TextWritten,
)

__all__ = [
    "Acceptance",
    "AmendedField",
    "Approver",
    "Audience",
    "CoachShare",
    "CompletionState",
    "CorrectableValues",
    "CourseCoaches",
    "GuardianLinked",
    "GuardianUnlinked",
    "LogCheckpointed",
    "Mode",
    "OrganisationChanged",
    "Participant",
    "Period",
    "PersonErased",
    "PolicyValues",
    "Presence",
    "PresenceAction",
    "PresenceChanged",
    "PresenceSource",
    "RosterChanged",
    "SessionAmended",
    "SessionCancelled",
    "SessionChanged",
    "SessionCompleted",
    "SessionFoundUnlogged",
    "SessionScheduled",
    "SessionStarted",
    "SessionState",
    "SessionStateChanged",
    "SessionVoided",
    "State",
    "TextErased",
    "TextKind",
    "TextWritten",
    "Visibility",
]
