"""The words that sessions writes in its fields and its events. The contracts list the same ones, and may list more."""

from typing import Literal

Acceptance = Literal["invited", "accepted", "declined"]
"""A learner's answer to an invitation."""
AnsweredBy = Literal["answer", "series", "enrolment", "admin", "attending", "policy"]
"""How a learner's answer came about. answer: they or a guardian gave it for this session; series: for its series or
course run; enrolment: they were enrolled by class, file or course run, which counts as accepted; admin: an admin wrote
it; attending: nobody answered, but they were there; policy: the policy does not wait for answers."""
Mode = Literal["online", "in_person"]
"""Where a session takes place."""
PresenceSource = Literal["client", "call_provider"]
"""Who reported that somebody joined or left the call."""
AmendedField = Literal["minutes", "recap", "coach_shares"]
"""The value that an amendment replaces."""
