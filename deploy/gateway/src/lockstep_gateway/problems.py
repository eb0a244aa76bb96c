"""Problem documents (RFC 9457) for Envoy's own errors, with the services' types and titles."""

from typing import Final, NamedTuple

TYPE_PREFIX: Final = "urn:lockstep:problem:"
CONTENT_TYPE: Final = "application/problem+json"
REFUSED_BECAUSE: Final = "x-limit"
UNAUTHENTICATED: Final = 401
FORBIDDEN: Final = 403


class GatewayProblem(NamedTuple):
    """One status, the stable type and title that the services use for it, and a detail that says what to do."""

    status: int
    slug: str
    title: str
    detail: str


PROBLEMS: Final = (
    GatewayProblem(
        400,
        "bad-request",
        "The request cannot be read",
        "The request is not valid HTTP, or its path has an encoded slash. Correct the request.",
    ),
    GatewayProblem(
        401,
        "unauthenticated",
        "A valid access token is needed",
        "Send a current access token of this platform as Authorization: Bearer <token>. %LOCAL_REPLY_BODY%.",
    ),
    GatewayProblem(
        404,
        "not-found",
        "There is nothing at this address",
        "Check the path. The page /docs lists all paths of the API.",
    ),
    GatewayProblem(
        408,
        "timeout",
        "The request took too long",
        "The gateway stopped waiting for the rest of the request. Send it again without pauses.",
    ),
    GatewayProblem(
        413,
        "too-large",
        "The request is too large",
        "A request body has at most 1 MiB (1,048,576 bytes). Send a smaller one.",
    ),
    GatewayProblem(
        429,
        "too-many-requests",
        "Too many requests",
        f"%RESP({REFUSED_BECAUSE})% Wait one second, then send the request again. Send fewer requests per second.",
    ),
    GatewayProblem(431, "headers-too-large", "The request headers are too large", "Send fewer or shorter headers."),
    GatewayProblem(
        502,
        "bad-gateway",
        "The service gave no valid answer",
        "Try again. Repeat a POST only with the same Idempotency-Key.",
    ),
    GatewayProblem(
        503,
        "unavailable",
        "The service cannot answer right now",
        "Try again in a moment. Repeat a POST only with the same Idempotency-Key.",
    ),
    GatewayProblem(
        504,
        "timeout",
        "The request took too long",
        "The service may still execute the request. Repeat a POST only with the same Idempotency-Key.",
    ),
)


NO_CONSOLE: Final = GatewayProblem(
    404,
    "not-found",
    "This gateway has no console",
    "No console was built, or LOCKSTEP_CONSOLE_FOLDER does not name its folder. make up builds it. The page /docs "
    "describes the API.",
)
"""The answer at / where there is no console."""


def response_mappers(*, has_console: bool) -> list[dict[str, object]]:
    """Return Envoy's `local_reply_config.mappers`: one per status, and a last one for every other error.

    Without a console, the start page has an answer of its own.
    """
    mappers = [_mapper(problem, comparison="EQ") for problem in PROBLEMS]
    # Envoy answers 403 to a token for another audience. For a client, that is a bad token like any other.
    unauthenticated = next(problem for problem in PROBLEMS if problem.status == UNAUTHENTICATED)
    wrong_audience = _mapper(unauthenticated._replace(status=FORBIDDEN), comparison="EQ")
    mappers.append({**wrong_audience, "status_code": UNAUTHENTICATED})
    other = GatewayProblem(
        400,
        "gateway",
        "The gateway refused the request",
        "Check the method, the path and the headers of the request.",
    )
    return [*([] if has_console else [_at_start(NO_CONSOLE)]), *mappers, _mapper(other, comparison="GE")]


def _at_start(problem: GatewayProblem) -> dict[str, object]:
    """Return the mapper of a problem that counts at the path / alone."""
    mapper = _mapper(problem, comparison="EQ")
    path = {"header_filter": {"header": {"name": ":path", "string_match": {"exact": "/"}}}}
    return {**mapper, "filter": {"and_filter": {"filters": [mapper["filter"], path]}}}


def _mapper(problem: GatewayProblem, *, comparison: str) -> dict[str, object]:
    value = {"default_value": problem.status, "runtime_key": f"problem.{problem.slug}.{problem.status}"}
    return {
        "filter": {"status_code_filter": {"comparison": {"op": comparison, "value": value}}},
        "body_format_override": {
            "content_type": CONTENT_TYPE,
            "json_format": {
                "type": TYPE_PREFIX + problem.slug,
                "title": problem.title,
                "status": "%RESPONSE_CODE%",
                "detail": problem.detail,
            },
        },
    }
