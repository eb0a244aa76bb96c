"""The errors of accounts."""

from uuid import UUID

from chassis.errors import Conflict, FieldError, NotFound, Unprocessable

_OFF = (
    "The token exchange is off: your token provider puts person, organisation and roles into its tokens, so nobody "
    "needs an invitation. An operator switches the exchange on by its settings (SESSIONS_EXCHANGE_ISSUER)."
)


class ExchangeOff(Conflict):
    """The operator has not switched the token exchange on."""

    slug, title = "exchange-off", "The token exchange is off"

    def __init__(self) -> None:
        """Say what that means."""
        super().__init__(_OFF)


class NoTokenKeys(NotFound):
    """There are no keys of the platform's own tokens, because the token exchange is off."""

    slug, title = "exchange-off", "The token exchange is off"

    def __init__(self) -> None:
        """Say what that means."""
        super().__init__(_OFF)


class InvitationRefused(NotFound):
    """The secret is unknown, or its invitation was used, replaced or withdrawn, or has expired."""

    slug, title = "invitation-refused", "The invitation is not valid"

    def __init__(self) -> None:
        """Say what to do. Every secret that does not work gets this text, so nobody learns which ones exist."""
        super().__init__(
            "This invitation is not valid: it was used already, has expired, or was replaced by a newer one. Nothing "
            "was changed. Ask an admin of your organisation for a new invitation."
        )


class AccountInUse(Conflict):
    """The account of the provider is linked to another person of the organisation."""

    slug, title = "account-in-use", "This account is linked already"

    def __init__(self) -> None:
        """Say what to do. The other person is not named."""
        super().__init__(
            "The account with which you signed in is linked to another person of this organisation. Nothing was "
            "changed, and the invitation is still valid. Sign in with another account, or ask an admin to unlink it."
        )


class AccountNotFound(NotFound):
    """The person has no linked account."""

    slug, title = "account-not-found", "There is no linked account"

    def __init__(self, person_id: UUID) -> None:
        """Take the person."""
        super().__init__(f"{person_id} has no linked account. GET /v1/accounts/{person_id} shows what there was.")


class InvitationNotFound(NotFound):
    """The person has no open invitation."""

    slug, title = "invitation-not-found", "There is no open invitation"

    def __init__(self, person_id: UUID) -> None:
        """Take the person."""
        super().__init__(
            f"{person_id} has no invitation that waits. GET /v1/accounts/{person_id} shows what there was."
        )


class TooManyInvited(Unprocessable):
    """The request would invite more people than one request may."""

    slug, title = "too-many-invited", "Too many people for one request"

    def __init__(self, pointer: str, *, found: int, maximum: int) -> None:
        """Take the field that names them, how many there are, and how many there may be."""
        super().__init__(
            f"These are {found:,} people, and one request invites at most {maximum:,}. Nobody was invited. Invite them "
            "by class, or send their ids in several requests.",
            errors=[FieldError(pointer, f"at most {maximum:,} people")],
        )


class ImportRowsNotKept(Unprocessable):
    """The import was answered at once, or is not finished, so the rows that name its people are not stored."""

    slug, title = "import-rows-missing", "The import does not say whom it imported"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "This import has no stored rows of people: it was answered at once, was a dry run, is of another kind, or "
            "is not finished. Nobody was invited. Send the ids of its answer (results) as person_ids.",
            errors=[FieldError("/import_id", "an import of people with stored rows")],
        )
