"""What a request for a token asks for, whom a token of the provider names, and what a token of ours says. No I/O."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl
from uuid import UUID

from chassis.ids import to_id

from sessions.accounts.domain import Subject
from sessions.exchange.errors import InvalidTokenRequest, ScopeNotGiven, SubjectTokenRefused, UnsupportedGrant

GRANT: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a type
ID_TOKEN: Final = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - the name of a type
FORM: Final = "application/x-www-form-urlencoded"
FIELDS_MAX: Final = 50
SUBJECT_CHARACTERS_MAX: Final = 255
"""OpenID Connect Core 1.0, section 2: what a `sub` has at most."""
EXPIRY_MAX: Final = 7_258_118_400
"""2200-01-01. Nothing in the platform is later."""
ACCESS_TOKEN_TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})


class TokenRequest(NamedTuple):
    """A request for a token: the provider's token and its type, and the organisation, if it names one."""

    subject_token: str
    subject_token_type: str
    org_id: UUID | None


class Provided(NamedTuple):
    """What a verified token of the provider says: the account, its verified e-mail address, and its end."""

    subject: Subject
    verified_email: str | None
    expires_at: int
    """In epoch seconds."""


def read_request(body: bytes, *, content_type: str, has_query: bool) -> TokenRequest:
    """Return what a form asks for. Raises TokenRefused.

    Unknown fields are ignored, an empty one counts as left out, and none may come twice (RFC 6749, 3.2).
    """
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise InvalidTokenRequest(f"Send the request as a form: Content-Type: {FORM}.")
    if has_query:
        raise InvalidTokenRequest("Send all parameters in the body, and none in the query: addresses get into logs.")
    try:
        pairs = parse_qsl(body.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError as error:  # also of characters beyond ASCII or UTF-8
        raise InvalidTokenRequest("The body is no form. Encode it as name=value&name=value, in UTF-8.") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise InvalidTokenRequest("A parameter is sent twice. Send each once.")
    if form.get("grant_type", GRANT) != GRANT:
        raise UnsupportedGrant(f"grant_type must be {GRANT}. There is no other grant here.")
    if missing := [name for name in ("grant_type", "subject_token", "subject_token_type") if not form.get(name)]:
        raise InvalidTokenRequest(f"{missing[0]} is missing.")
    if form["subject_token_type"] not in (ACCESS_TOKEN, ID_TOKEN):
        raise InvalidTokenRequest(f"subject_token_type must be {ACCESS_TOKEN} or {ID_TOKEN}.")
    if form.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise InvalidTokenRequest(f"requested_token_type must be {ACCESS_TOKEN}, or left out.")
    if "actor_token" in form or "actor_token_type" in form:
        raise InvalidTokenRequest("Leave actor_token out. Nobody acts for somebody else here.")
    if "resource" in form:
        raise InvalidTokenRequest("Leave resource out. audience names the organisation.")
    if "scope" in form:
        raise ScopeNotGiven
    return TokenRequest(form["subject_token"], form["subject_token_type"], _organisation(form.get("audience")))


def _organisation(audience: str | None) -> UUID | None:
    try:
        return None if audience is None else to_id(audience)
    except ValueError as error:
        raise InvalidTokenRequest("audience must be the org_id of an organisation, a UUID, or left out.") from error


def provided_by(claims: Mapping[str, Any], *, typ: str, token_type: str, client: str, now: datetime) -> Provided:
    """Return what a verified token of the provider says. Raises SubjectTokenRefused.

    `client` is the audience that was verified. A token that had an end within the leeway of the clocks has no time left
    that a token of ours could have, so it is refused.
    """
    if token_type == ID_TOKEN and typ in ACCESS_TOKEN_TYPES:
        raise SubjectTokenRefused("The token is an access token, and subject_token_type says that it is an ID token.")
    subject = claims["sub"]
    if not subject or len(subject) > SUBJECT_CHARACTERS_MAX or not subject.isprintable():
        raise SubjectTokenRefused(f"The sub of the token must have 1 to {SUBJECT_CHARACTERS_MAX} printable characters.")
    audiences = claims["aud"]
    is_of_several = isinstance(audiences, list) and len(audiences) > 1
    if token_type == ID_TOKEN and (is_of_several or "azp" in claims) and claims.get("azp") != client:
        # OpenID Connect Core 1.0, section 3.1.3.7
        raise SubjectTokenRefused("The ID token was made for another client: its azp is not the expected one.")
    expires_at = claims["exp"]
    if isinstance(expires_at, bool) or not isinstance(expires_at, int | float) or expires_at > EXPIRY_MAX:
        raise SubjectTokenRefused("The exp of the token must be a number before the year 2200.")
    if expires_at <= now.timestamp():
        raise SubjectTokenRefused("The token has expired. Sign in again.")
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(email, str) and email.isprintable()
    return Provided(Subject(claims["iss"], subject), email if is_verified else None, int(expires_at))


def claims_of(
    *,
    issuer: str,
    audience: str,
    person_id: UUID,
    org_id: UUID,
    role: str,
    token_id: UUID,
    issued_at: int,
    expires_at: int,
) -> dict[str, Any]:
    """Return the claims of a token of ours (RFC 9068)."""
    return {
        "iss": issuer,
        "aud": audience,
        "sub": str(person_id),
        "org_id": str(org_id),
        "roles": [role],
        "jti": str(token_id),
        "iat": issued_at,
        "nbf": issued_at,
        "exp": expires_at,
    }
