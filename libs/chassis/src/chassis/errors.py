"""Errors that clients see: a stable type, what is wrong and what to do, and the wrong fields.

They know nothing of HTTP except their status. `chassis.http.error_answers` answers them as RFC 9457 problem documents.
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One wrong part of the request: its JSON pointer or parameter name, and what is wrong with it."""

    pointer: str
    detail: str


class Problem(Exception):  # noqa: N818 - RFC 9457 calls an error that a client sees a problem
    """Base of all errors that a client sees. Subclasses set status, slug and title."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
        **extra: object,
    ) -> None:
        """Take the detail (what is wrong and what to do), the wrong fields, response headers and extension members."""
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.extra = extra


class BadRequest(Problem):
    """The request cannot be read."""

    status, slug, title = 400, "bad-request", "The request cannot be read"


class Unauthenticated(Problem):
    """There is no token, or it is not valid."""

    status, slug, title = 401, "unauthenticated", "A valid access token is needed"

    def __init__(self, detail: str) -> None:
        """Take what is wrong with the token."""
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    """The caller is known, but may not do this."""

    status, slug, title = 403, "forbidden", "You may not do this"


class ScopeMissing(Forbidden):
    """The token of a service is not for this. RFC 6750 calls it an insufficient scope."""

    slug, title = "insufficient-scope", "The token is not for this"

    def __init__(self, scope: str) -> None:
        """Take the scope that is needed."""
        super().__init__(
            f"The token of a service needs the scope {scope} for this. Ask the operator for a token that has it.",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
        )


class NotFound(Problem):
    """It does not exist, or the caller may not see it."""

    status, slug, title = 404, "not-found", "There is nothing at this address"


class Conflict(Problem):
    """The current state does not allow it."""

    status, slug, title = 409, "conflict", "The current state does not allow this"


class Gone(Problem):
    """It existed once and was destroyed."""

    status, slug, title = 410, "gone", "It no longer exists"


class StaleVersion(Problem):
    """If-Match has another version than the current one."""

    status, slug, title = 412, "stale-version", "It has changed since you read it"


class TooLarge(Problem):
    """The body is larger than the limit."""

    status, slug, title = 413, "too-large", "The request is too large"


class UnsupportedMediaType(Problem):
    """The body is of a type, or has an encoding, that this address does not take."""

    status, slug, title = 415, "unsupported-media-type", "The media type is not supported"


class Unprocessable(Problem):
    """The request has the wrong shape or breaks a rule."""

    status, slug, title = 422, "unprocessable", "The request breaks a rule"


class TooManyRequests(Problem):
    """The caller's organisation takes as much as one organisation may."""

    status, slug, title = 429, "too-many-requests", "Too many requests"

    def __init__(self, detail: str, *, retry_after_seconds: int) -> None:
        """Take the limit and when to come back, in words and in seconds."""
        super().__init__(detail, headers={"Retry-After": str(retry_after_seconds)})


class Unavailable(Problem):
    """Something that this service needs does not answer. Trying again later may succeed."""

    status, slug, title = 503, "unavailable", "The service cannot answer right now"

    def __init__(self, detail: str, *, retry_after_seconds: int = 1) -> None:
        """Take what does not answer, and what to do."""
        super().__init__(detail, headers={"Retry-After": str(retry_after_seconds)})
