"""The errors of a call provider's hook."""

from chassis.errors import NotFound, Unauthenticated


class CallHookNotFound(NotFound):
    """No organisation has a call provider's hook with this key."""

    slug, title = "call-hook-not-found", "There is no such hook"

    def __init__(self) -> None:
        """Say what to do. It is the same for every key that leads to no hook, whatever the reason."""
        super().__init__(
            "There is no hook at this address, or it was replaced or revoked. Ask an admin for the new address."
        )


class SignatureRefused(Unauthenticated):
    """The call provider's delivery is not signed with the hook's secret, or its timestamp is too far off."""

    slug, title = "signature-refused", "The signature was refused"
