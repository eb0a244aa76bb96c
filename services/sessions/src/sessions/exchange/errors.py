"""The refusals of the token exchange. Each is a problem, and has the error code of OAuth 2.0 too (RFC 6749, 5.2)."""

from typing import Any, ClassVar
from uuid import UUID

from chassis.errors import Problem


class TokenRefused(Problem):
    """Base of the errors of POST /v1/token."""

    status = 400
    code: ClassVar[str] = "invalid_request"

    def __init__(self, detail: str, **extra: Any) -> None:
        """Take what is wrong and what to do, and extension members."""
        super().__init__(detail, error=self.code, error_description=_plain(detail), **extra)


class InvalidTokenRequest(TokenRefused):
    """The request has not the form of a token exchange."""

    slug, title = "invalid-token-request", "The token request cannot be read"


class SubjectTokenRefused(TokenRefused):
    """The provider's token is not valid. RFC 8693, 2.2.2 gives it the code invalid_request."""

    slug, title = "subject-token-refused", "The provider's token is not valid"


class UnsupportedGrant(TokenRefused):
    """The grant is not a token exchange."""

    slug, title, code = "unsupported-grant", "The grant is not supported", "unsupported_grant_type"


class ScopeNotGiven(TokenRefused):
    """Somebody asked for scopes."""

    slug, title, code = "scope-not-given", "Tokens of people have no scope", "invalid_scope"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Leave scope out. Tokens of people have no scope: their role says what they may do.")


class ExchangeIsOff(TokenRefused):
    """The operator has not switched the exchange on."""

    slug, title, code = "exchange-off", "The token exchange is off", "unsupported_grant_type"

    def __init__(self) -> None:
        """Say what that means."""
        super().__init__("The token exchange is off. Use the token of your provider as it is.")


class NotLinked(TokenRefused):
    """The provider's token is valid, but nobody is linked to its account."""

    slug, title, code = "account-not-linked", "This account is not linked", "invalid_grant"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The account with which you signed in is linked to nobody here. Open your invitation, or ask an admin of "
            "your organisation for one."
        )


class WrongTarget(TokenRefused):
    """The account is not linked in the organisation that the request names."""

    slug, title, code = "wrong-organisation", "This account is not linked in the organisation", "invalid_target"

    def __init__(self) -> None:
        """Say what to do. It does not say whether there is such an organisation."""
        super().__init__(
            "The account with which you signed in is not linked in the organisation that audience names. Leave "
            "audience out, or ask an admin of the organisation for an invitation."
        )


class OrganisationNeeded(TokenRefused):
    """The account is linked in several organisations, and the request names none."""

    slug, title, code = "organisation-needed", "Say which organisation", "invalid_target"

    def __init__(self, organisations: list[tuple[UUID, str | None]]) -> None:
        """Take the organisations, each with its name."""
        super().__init__(
            "This account is linked in several organisations. Send the org_id of one of them as audience.",
            organisations=[{"org_id": org_id, "name": name} for org_id, name in organisations],
        )


def _plain(text: str) -> str:
    """Return a text in the characters that RFC 6749 allows in error_description."""
    allowed = text.replace('"', "'").replace("\\", "/")
    return "".join(one if " " <= one <= "~" else "?" for one in allowed)
