"""The words that sessions writes in its fields and its events. The contracts list the same ones, and may list more."""

from typing import Final, Literal

Acceptance = Literal["invited", "accepted", "declined"]
"""A learner's answer to an invitation."""
Mode = Literal["online", "in_person"]
"""Where a session takes place."""
PresenceSource = Literal["client", "call_provider"]
"""Who reported that somebody joined or left the call."""
AmendedField = Literal["minutes", "recap", "coach_shares"]
"""The value that an amendment replaces."""

ERASED_NAME: Final = "Erased person"
"""The name of everybody who was erased."""
