"""How every error of an API is answered: as a problem document (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from chassis import idempotency
from chassis.db import UNSTORABLE_TEXT_SQLSTATES, is_transient
from chassis.errors import BadRequest, FieldError, Problem, TooLarge, Unavailable, Unprocessable, problem_document

_log = structlog.stdlib.get_logger("chassis.http")


class ProblemField(BaseModel):
    """One offending part of a request."""

    pointer: str = Field(description="JSON pointer into the body, or the parameter's name.", examples=["/minutes"])
    detail: str = Field(description="What is wrong with it.", examples=["at most 90 minutes"])


class ProblemDocument(BaseModel):
    """An RFC 9457 problem document: how every error is answered."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Stable identifier.", examples=["urn:lockstep:problem:minutes-too-many"])
    title: str = Field(description="What kind of error it is.", examples=["Too many minutes"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What happened and what to do.", examples=["Log at most 90 minutes."])
    errors: list[ProblemField] = Field(default_factory=list, description="The offending parts, where known.")


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"model": ProblemDocument, "description": "What was wrong with the request, and what to do."},
    "5XX": {"model": ProblemDocument, "description": "The service cannot answer; trying again may help."},
}
"""What the OpenAPI document says of every endpoint's errors."""


def answer_errors(app: FastAPI) -> None:
    """Let an app answer everything that can be raised in it."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(idempotency.Replay, _on_replay)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(SQLAlchemyError, _on_database_error)
    app.add_exception_handler(OSError, _on_database_error)
    app.add_exception_handler(Exception, _on_unexpected)


async def _on_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response()


async def _on_replay(_: Request, error: Exception) -> Response:
    assert isinstance(error, idempotency.Replay)
    return error.response


async def _on_validation_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return BadRequest("The body is not valid JSON.").response()
    fields = [FieldError(_pointer(item["loc"]), str(item["msg"])) for item in found]
    first = fields[0]
    return Unprocessable(f"{first.pointer or 'The body'}: {first.detail}.", errors=fields).response()


def _pointer(location: Sequence[object]) -> str:
    """Return a JSON pointer for places in the body, the bare name for parameters."""
    place, *path = map(str, location)
    if place != "body":
        return ".".join(path)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == TooLarge.status:
        return TooLarge(str(error.detail)).response()
    slugs = {
        400: "bad-request",
        404: "no-such-path",
        405: "method-not-allowed",
        415: "unsupported-media-type",
    }
    slug, title = slugs.get(error.status_code, "http-error"), HTTPStatus(error.status_code).phrase
    return problem_document(error.status_code, slug, title, str(error.detail), headers=error.headers)


async def _on_database_error(request: Request, error: Exception) -> Response:
    if is_transient(error):
        _log.warning("database away", path=request.url.path, error=repr(error)[:500])
        return Unavailable("The database does not answer. Nothing was changed unless you read otherwise.").response()
    if getattr(getattr(error, "orig", None), "sqlstate", None) in UNSTORABLE_TEXT_SQLSTATES:
        return Unprocessable("A text contains the character U+0000, which cannot be stored.").response()
    return await _on_unexpected(request, error)


async def _on_unexpected(request: Request, error: Exception) -> Response:
    _log.error("unexpected error", path=request.url.path, exc_info=error)
    return Problem("This is a defect. It was logged; nothing was changed.").response()
