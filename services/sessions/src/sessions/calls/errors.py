"""The errors of a call provider's hook."""

from datetime import timedelta
from uuid import UUID

from chassis.errors import NotFound, Unauthenticated

from sessions.session.errors import NotAParticipant


class CallHookNotFound(NotFound):
    """No organisation has a call provider's hook with this key."""

    slug, title = "call-hook-not-found", "There is no such hook"

    def __init__(self) -> None:
        """Say what to do. Every wrong key gets the same text, so that nobody learns which keys exist."""
        super().__init__(
            "There is no hook at this address, or it was replaced or revoked. Ask an admin for the new address."
        )


class SignatureRefused(Unauthenticated):
    """The call provider's delivery is not signed with the hook's secret, or its timestamp is too far off."""

    slug, title = "signature-refused", "The signature was refused"


class Unsigned(SignatureRefused):
    """The delivery lacks a header that is signed or has the signature."""

    def __init__(self) -> None:
        """Name the headers."""
        super().__init__("Send the headers webhook-id, webhook-timestamp (seconds since 1970) and webhook-signature.")


class WronglySigned(SignatureRefused):
    """No signature of the delivery is made with the hook's secret."""

    def __init__(self) -> None:
        """Say what to sign."""
        super().__init__(
            "The signature does not match. Sign webhook-id, webhook-timestamp and the body with the hook's secret."
        )


class TimestampOff(SignatureRefused):
    """The delivery was signed too long ago, or is dated too far ahead."""

    def __init__(self, *, tolerance: timedelta) -> None:
        """Take how far a timestamp may be off."""
        super().__init__(
            f"The webhook-timestamp is more than {tolerance.seconds // 60} minutes off. Sign each attempt anew, and "
            "check the clock."
        )


class NoPartInCall(NotAParticipant):
    """The person of whom the provider reports has no part in the session."""

    def __init__(self, person_id: UUID) -> None:
        """Take the person."""
        super().__init__(
            f"{person_id} is neither a coach of this session nor a learner on its roster. Add the person to it first."
        )
