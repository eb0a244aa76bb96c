"""Problem documents (RFC 9457) for the errors that Envoy itself answers with, in the services' own vocabulary."""

from typing import Final, NamedTuple

TYPE_PREFIX: Final = "urn:lockstep:problem:"
CONTENT_TYPE: Final = "application/problem+json"
UNAUTHENTICATED: Final = 401
FORBIDDEN: Final = 403


class GatewayProblem(NamedTuple):
    """One status, the stable type and title that the services use for it, and a text that says what to do."""

    status: int
    slug: str
    title: str
    detail: str


PROBLEMS: Final = (
    GatewayProblem(400, "bad-request", "The request cannot be read", "The request is not valid HTTP."),
    GatewayProblem(
        401,
        "unauthenticated",
        "A valid access token is needed",
        "Send a current access token of this platform as Authorization: Bearer <token>. %LOCAL_REPLY_BODY%.",
    ),
    GatewayProblem(404, "not-found", "There is no such thing here", "No part of the API has this address; see /docs."),
    GatewayProblem(408, "timeout", "The request took too long to arrive", "Send the whole request at once."),
    GatewayProblem(413, "too-large", "The request is too large", "A request body has at most 1 MiB (1,048,576 bytes)."),
    GatewayProblem(429, "too-many-requests", "Too many requests", "Wait as Retry-After says, then go on slower."),
    GatewayProblem(431, "headers-too-large", "The request headers are too large", "Send fewer or shorter headers."),
    GatewayProblem(502, "bad-gateway", "The service gave no valid answer", "Try again; nothing is known to be lost."),
    GatewayProblem(
        503,
        "unavailable",
        "The service cannot answer right now",
        "Try again in a moment, a POST with the same Idempotency-Key.",
    ),
    GatewayProblem(
        504,
        "timeout",
        "The service took too long to answer",
        "It may still have done it: repeat a POST with the same Idempotency-Key only.",
    ),
)


def response_mappers() -> list[dict[str, object]]:
    """Envoy's `local_reply_config.mappers`: one per status, and a last one for every other error."""
    mappers = [_mapper(problem, comparison="EQ") for problem in PROBLEMS]
    # Envoy answers 403 to a token for another audience; to a client that is no different from any other bad token
    unauthenticated = next(problem for problem in PROBLEMS if problem.status == UNAUTHENTICATED)
    wrong_audience = _mapper(unauthenticated._replace(status=FORBIDDEN), comparison="EQ")
    mappers.append({**wrong_audience, "status_code": UNAUTHENTICATED})
    other = GatewayProblem(400, "gateway", "The gateway refused the request", "The request was refused by the gateway.")
    return [*mappers, _mapper(other, comparison="GE")]


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
