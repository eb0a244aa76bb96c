"""Bodies of the token exchange, what it needs of the operator, and the form of its requests."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from chassis.http.error_answers import ProblemDocument
from chassis.http.fields import EXAMPLE_ID, Body, Id, PersonId
from chassis.http.signed_tokens import SignedTokens
from pydantic import Field

from sessions.exchange.domain import ACCESS_TOKEN, FORM, GRANT, ID_TOKEN
from sessions.exchange.signing import TokenSigner

TOKEN_EXAMPLE: Final = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI…"  # noqa: S105 - the beginning of a token without a secret
SECRET_CHARACTERS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the exchange works with: the provider's tokens, and what tokens of ours say and are signed with."""

    provider: SignedTokens
    client: str
    """The audience that the provider's tokens must have."""
    signer: TokenSigner
    issuer: str
    audience: str
    lifetime_seconds: int
    links_by_email: bool


class OpenIn(Body):
    """The secret of an invitation, and the provider's token of the person who opens it."""

    secret: Annotated[
        str, Field(max_length=SECRET_CHARACTERS_MAX, description="The secret of the link.", examples=["AZOypAAAcAA…"])
    ]
    subject_token: Annotated[str, Field(description="The provider's token.", examples=[TOKEN_EXAMPLE])]
    subject_token_type: Annotated[
        Literal["urn:ietf:params:oauth:token-type:access_token", "urn:ietf:params:oauth:token-type:id_token"],
        Field(description="Whether it is an access token or an ID token.", examples=[ID_TOKEN]),
    ]


class LinkedPersonOut(Body):
    """The person to whom the account is linked now."""

    org_id: Annotated[Id, Field(description="The organisation, for audience of POST /v1/token.", examples=[EXAMPLE_ID])]
    person_id: PersonId


class TokenOut(Body):
    """A token of the platform (RFC 8693, 2.2.1)."""

    access_token: Annotated[
        str, Field(description="The token, for the header Authorization: Bearer.", examples=[TOKEN_EXAMPLE])
    ]
    issued_token_type: Annotated[str, Field(description="What it is.", examples=[ACCESS_TOKEN])]
    token_type: Annotated[str, Field(description="How it is sent.", examples=["Bearer"])]
    expires_in: Annotated[int, Field(description="How many seconds it is valid.", examples=[600])]


class TokenErrorOut(ProblemDocument):
    """An error of OAuth 2.0 (RFC 6749, 5.2), which is a problem document at the same time."""

    error: str = Field(description="The error code of OAuth 2.0.", examples=["invalid_grant"])
    error_description: str = Field(description="The detail, in ASCII.", examples=["Open your invitation."])


class TokenKeyOut(Body):
    """A public key of ES256."""

    kty: Annotated[str, Field(description="The type of the key.", examples=["EC"])]
    crv: Annotated[str, Field(description="Its curve.", examples=["P-256"])]
    x: Annotated[
        str, Field(description="Its first coordinate.", examples=["f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"])
    ]
    y: Annotated[str, Field(description="Its second one.", examples=["x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"])]
    kid: Annotated[
        str, Field(description="Its id (RFC 7638).", examples=["NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"])
    ]
    use: Annotated[str, Field(description="It verifies signatures.", examples=["sig"])]
    alg: Annotated[str, Field(description="Their algorithm.", examples=["ES256"])]


class TokenKeysOut(Body):
    """The public keys of the platform's own tokens (RFC 7517)."""

    keys: Annotated[list[TokenKeyOut], Field(description="The keys.")]


def _field(description: str, example: str) -> dict[str, Any]:
    return {"type": "string", "description": description, "examples": [example]}


TOKEN_REQUEST: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": ["grant_type", "subject_token", "subject_token_type"],
                "properties": {
                    "grant_type": _field("Always the token exchange.", GRANT),
                    "subject_token": _field("The provider's token.", TOKEN_EXAMPLE),
                    "subject_token_type": _field("What it is: an access token or an ID token.", ID_TOKEN),
                    "audience": _field("The org_id, if the account is linked in several organisations.", EXAMPLE_ID),
                    "requested_token_type": _field("Always an access token. Leave it out.", ACCESS_TOKEN),
                },
            }
        }
    },
}
"""The form of a request for a token, for the OpenAPI document. The route reads it by the rules of OAuth 2.0."""
