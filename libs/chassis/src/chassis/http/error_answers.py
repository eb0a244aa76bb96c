"""Answers every error of an API with a problem document (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.database.engine import UNSTORABLE_TEXT_SQLSTATES, is_transient
from chassis.errors import BadRequest, FieldError, Problem, TooLarge, Unavailable, Unprocessable, UnsupportedMediaType
from chassis.http import idempotency
from chassis.http.faults import faults_of

PROBLEM_TYPE_PREFIX: Final = "urn:lockstep:problem:"
PROBLEM_MEDIA_TYPE: Final = "application/problem+json"

_log = structlog.stdlib.get_logger("chassis.http.requests")


class ProblemField(BaseModel):
    """One wrong part of a request."""

    pointer: str = Field(
        description="The JSON pointer of a part of the body, or the name of a parameter.", examples=["/minutes"]
    )
    detail: str = Field(description="What is wrong with it.", examples=["at most 90 minutes"])


class ProblemDocument(BaseModel):
    """An RFC 9457 problem document. Every error is answered with one."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(
        description="The kind of error. It never changes, so programs can compare it.",
        examples=["urn:lockstep:problem:minutes-too-many"],
    )
    title: str = Field(description="The kind of error, for people.", examples=["Too many minutes"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What is wrong and what to do.", examples=["Log at most 90 minutes."])
    errors: list[ProblemField] = Field(default_factory=list, description="The wrong parts of the request, if known.")


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"model": ProblemDocument, "description": "The request is wrong. The detail says why and what to do."},
    "5XX": {"model": ProblemDocument, "description": "The service cannot answer. Trying again may help."},
}
"""The errors of every endpoint, for the OpenAPI document."""

_HTTP_ERRORS: Final = {
    400: ("bad-request", "The request cannot be read", "Check the request and send it again."),
    404: (
        "no-such-path",
        "There is no page at this address",
        "Check the path. /docs of the gateway lists all paths.",
    ),
    405: ("method-not-allowed", "This address does not support the method", "Check the method and the path."),
}
"""Slug, title and detail of errors that FastAPI raises itself, by status."""


def problem_document(
    status: int,
    slug: str,
    title: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, object] | None = None,
) -> Response:
    """Return a response with a problem document."""
    body: dict[str, object] = {
        "type": PROBLEM_TYPE_PREFIX + slug,
        "title": title,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = [error._asdict() for error in errors]
    body.update(extra or {})
    # default=str: asyncpg returns a subclass of UUID, which orjson does not know
    return Response(orjson.dumps(body, default=str), status, headers, PROBLEM_MEDIA_TYPE)


def respond(problem: Problem) -> Response:
    """Return the problem document of an error."""
    return problem_document(
        problem.status,
        problem.slug,
        problem.title,
        problem.detail,
        errors=problem.errors,
        headers=problem.headers,
        extra=problem.extra,
    )


def answer_errors(app: FastAPI) -> None:
    """Let an app answer all exceptions that its code can raise. Call it after other middleware is added."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(idempotency.Replay, _on_replay)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(SQLAlchemyError, _on_database_error)
    app.add_exception_handler(OSError, _on_database_error)
    app.add_middleware(LastResort)


class LastResort:
    """ASGI middleware that answers an unexpected error with 500, and keeps the connection for the next request.

    Starlette's own handler answers too, but then raises the error again. The server closes the connection for it, even
    if the gateway has sent somebody else's request on it meanwhile. That request got 503.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer if nobody else does."""
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if began or scope["type"] != "http":  # only a closed connection tells that an answer is not complete
                raise
            await _unexpected(scope["path"], error)(scope, receive, send)


async def _on_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return respond(error)


async def _on_replay(_: Request, error: Exception) -> Response:
    assert isinstance(error, idempotency.Replay)
    return error.response


async def _on_validation_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, bytes):  # FastAPI left it as it is, because its type is not that of JSON
        return respond(UnsupportedMediaType("Send the body as JSON, with the header Content-Type: application/json."))
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return respond(BadRequest("The body is not valid JSON. Correct it and send it again."))
    fields = faults_of(found, error.body)
    first = fields[0]
    return respond(Unprocessable(f"{first.pointer or 'The body'}: {first.detail}.", errors=fields))


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == TooLarge.status:
        return respond(TooLarge(str(error.detail)))
    if error.status_code == BadRequest.status:  # FastAPI raises it for a body that Python's reader cannot take
        return respond(
            BadRequest(
                "The body is not JSON in UTF-8, is nested too deeply, or has a number with thousands of digits. "
                "Correct it and send it again."
            )
        )
    phrase = HTTPStatus(error.status_code).phrase
    slug, title, detail = _HTTP_ERRORS.get(error.status_code, ("http-error", phrase, phrase))
    if error.detail != phrase:  # the phrase is the default and says nothing
        detail = str(error.detail)
    return problem_document(error.status_code, slug, title, detail, headers=error.headers)


async def _on_database_error(request: Request, error: Exception) -> Response:
    if is_transient(error):
        _log.warning("database does not answer", path=request.url.path, error=repr(error)[:500])
        # the fault may have come during the commit: then nobody knows here whether the change was made
        return respond(
            Unavailable(
                "The database does not answer. Try again in a moment. Send a POST again with the same Idempotency-Key, "
                "because the change may have been made."
            )
        )
    if getattr(getattr(error, "orig", None), "sqlstate", None) in UNSTORABLE_TEXT_SQLSTATES:
        return respond(
            Unprocessable(
                "A text contains the character U+0000, which cannot be stored. Remove it and send the request again."
            )
        )
    return _unexpected(request.url.path, error)


def _unexpected(path: str, error: Exception) -> Response:
    _log.error("unexpected error", path=path, exc_info=error)
    return respond(
        Problem(
            "This is a defect of the service. It was logged, and nothing was changed. If it happens again, report it "
            "with the time of your request."
        )
    )
