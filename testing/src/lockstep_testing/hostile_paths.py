"""One table of hostile paths, methods and headers. Each has its right answers, at the gateway and at a service.

They aim at one route, which only the finance staff may call. The gateway makes one form of a path before it looks at
it, so some of them are this route under another spelling. A service compares the path as it is.
"""

from typing import Final, NamedTuple

ROUTE: Final = b"/v1/payouts/rates"
REFUSED: Final = 403
"""The answer to somebody who may not call the route. It means that the request reached the route."""


class HostilePath(NamedTuple):
    """A request line, and the status that somebody gets who may not call the route."""

    target: bytes
    at_gateway: int
    at_service: int
    method: str = "GET"


_SPELLED_OTHERWISE: Final = [
    *(
        b"//v1/payouts/rates",
        b"/v1//payouts/rates",
        b"/v1/payouts//rates",
        b"/v1/./payouts/rates",
        b"/../v1/payouts/rates",
    ),
    *(b"/v1/x/../payouts/rates", b"/docs/../v1/payouts/rates", b"/v1/payouts/../payouts/rates"),
    *(b"/v1/me/calendar.ics/../../payouts/rates", b"/v1/call-events/../payouts/rates"),
    *(
        b"/v1/call-events/%2e%2e/payouts/rates",
        b"/v1/call-events/.%2e/payouts/rates",
        b"/v1/call-events/..;/payouts/rates",
    ),
    *(b"/v1/payouts\\rates", b"/v1\\payouts\\rates"),
]
_ENCODED_SLASHES: Final = [b"/v1%2fpayouts%2frates", b"/v1/payouts%2frates", b"/v1/payouts%2Frates"]
_UNREADABLE: Final = [
    *(b"/v1/payouts/rates\0", b"/v1/payouts/\xc0\xaf", b"/v1/payouts/rat\xc3\xa9s", b"v1/payouts/rates", b"", b"?"),
]
_NOWHERE: Final = [
    *(
        b"/v1/payouts/rates/",
        b"/v1/payouts/rates//",
        b"/V1/PAYOUTS/RATES",
        b"/v1/Payouts/rates",
        b"/v1/payouts/rates.json",
    ),
    *(b"/v1/payouts/rates;x=1", b"/v1/payouts;x=1/rates", b"/v1;/payouts/rates", b"/v1/payouts/rates%20"),
    *(
        b"/v1/payouts/rates%0d%0aX-Roles:%20admin",
        b"/v1/payouts/rates%23",
        b"/v1/payouts/rates%3f",
        b"/v1/payouts/rates%",
    ),
    *(b"/v1/payouts/rates%zz", b"/v1/payouts/rates%u002f", b"/v1/%c0%af/payouts/rates", b"/v1/payouts%c0%afrates"),
    *(b"/v1/%c0%ae%c0%ae/payouts/rates", b"//evil.example.org/v1/payouts/rates", b"/", b"/.", b"/..", b"/v1", b"/v1/"),
    *(b"/v1/payouts", b"/v1/payouts/", b"/v1/payouts/rates" + b"/x" * 3_000, b"/v1/payouts/" + b"a" * 20_000),
    *(b"/v1/payouts/metrics", b"/v1/payouts/openapi.json", b"/v1/payouts/../metrics", b"/v1/payouts/../../metrics"),
    *(b"/docs/payouts/../metrics", b"/docs/payouts/openapi.json/../metrics", b"/docs/payouts/metrics", b"/redoc"),
    *(b"/config_dump", b"/stats", b"/favicon.ico", b"/.env", b"/.git/config"),
]

HOSTILE_PATHS: Final = [
    HostilePath(ROUTE, REFUSED, REFUSED),
    *(HostilePath(target, REFUSED, 404) for target in _SPELLED_OTHERWISE),
    *(HostilePath(target, 400, REFUSED) for target in _ENCODED_SLASHES),
    *(HostilePath(target, 400, 400) for target in _UNREADABLE),
    *(HostilePath(target, 404, 404) for target in _NOWHERE),
    HostilePath(b"/v1/payouts%5crates", 400, 404),
    HostilePath(b"/v1/payouts/..%2fmetrics", 400, 404),
    HostilePath(b"/v1/payouts/rates%00", 400, 404),
    HostilePath(b"*", 400, 404),
    HostilePath(b"/v1/payouts/%72ates", REFUSED, REFUSED),
    HostilePath(b"/%76%31/payouts/rates", REFUSED, REFUSED),
    HostilePath(b"/v1/payouts/rates%0a", REFUSED, REFUSED),  # Starlette takes a line feed at the end
    HostilePath(b"/v1/payouts/rates#x", 400, REFUSED),
    HostilePath(b"/v1/payouts/rates?a=b?c", REFUSED, REFUSED),
    HostilePath(b"/v1/payouts/rates?" + b"a=1&" * 3_000, REFUSED, REFUSED),
    HostilePath(b"http://evil.example.org/v1/payouts/rates", REFUSED, REFUSED),
    HostilePath(b"ftp://evil.example.org/v1/payouts/rates", 400, REFUSED),
    # what only the operator's own network reads: the gateway has no route to it
    HostilePath(b"/metrics", 404, 200),
    HostilePath(b"/openapi.json", 404, 200),
    HostilePath(b"/metrics", 404, 200, "HEAD"),
    HostilePath(b"/metrics", 404, 405, "POST"),
    *(
        HostilePath(ROUTE, 405, 405, method)
        for method in ("OPTIONS", "TRACE", "PROPFIND", "PUT", "PATCH", "DELETE", "PURGE")
    ),
    *(HostilePath(ROUTE, 400, 400, method) for method in ("get", "GETT", "TRACK", "DEBUG", "G" * 300)),
    *(HostilePath(ROUTE, 400, 405, method) for method in ("CONNECT", "M-SEARCH")),
    HostilePath(b"payouts:443", 401, 400, "CONNECT"),
    HostilePath(b"*", 404, 404, "OPTIONS"),
]

_METHODS: Final = ("x-http-method-override", "x-http-method", "x-method-override")
_PATHS: Final = ("x-original-url", "x-rewrite-url", "x-original-uri", "x-envoy-original-path", "x-forwarded-prefix")
_OTHERS: Final = [
    *(
        ("x-lockstep-org", "1"),
        ("x-envoy-internal", "true"),
        ("x-envoy-retry-on", "5xx"),
        ("x-envoy-max-retries", "99"),
    ),
    *(("x-envoy-upstream-rq-timeout-ms", "1"), ("x-envoy-force-trace", "1"), ("x-forwarded-for", "127.0.0.1")),
    *(("x-forwarded-proto", "gopher"), ("x-forwarded-host", "evil.example.org"), ("x-forwarded-client-cert", "By=x")),
    *(("forwarded", "for=127.0.0.1;host=evil.example.org"), ("x-real-ip", "127.0.0.1"), ("via", "1.1 x")),
    *(("host", "evil.example.org"), ("expect", "nonsense"), ("upgrade", "h2c"), ("te", "gzip"), ("range", "bytes=0-1")),
    *(("content-encoding", "gzip"), ("if-match", "*"), ("cookie", "a" * 4_000), ("origin", "null")),
    *(("proxy-connection", "keep-alive"), ("trailer", "authorization"), ("x_forwarded_for", "1"), ("accept", "no/*")),
]
HARMLESS_HEADERS: Final = [
    *((name, "DELETE") for name in _METHODS),
    *((name, "/metrics") for name in _PATHS),
    *_OTHERS,
]
"""Headers that change nothing: the answer is that of the request without them."""


class HostileHead(NamedTuple):
    """Lines of a request's head that are wrong, and the status of the gateway. A service answers 400 or the same."""

    name: str
    lines: bytes
    at_gateway: int


HOSTILE_HEADS: Final = [
    HostileHead("two equal lengths", b"content-length: 2\r\ncontent-length: 2\r\n", 400),
    HostileHead("two lengths", b"content-length: 2\r\ncontent-length: 3\r\n", 400),
    HostileHead("a length and chunks", b"content-length: 2\r\ntransfer-encoding: chunked\r\n", 400),
    HostileHead("a negative length", b"content-length: -1\r\n", 400),
    HostileHead("a length with a sign", b"content-length: +2\r\n", 400),
    HostileHead("a length of 23 digits", b"content-length: 99999999999999999999999\r\n", 400),
    HostileHead("chunks behind a vertical tab", b"transfer-encoding:\x0bchunked\r\n", 400),
    # RFC 9112, section 6.1: the answer to a transfer coding that a server does not know
    HostileHead("two transfer codings", b"transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n", 501),
    HostileHead("another transfer coding", b"transfer-encoding: xchunked\r\n", 501),
    HostileHead("a blank before the colon", b"x-a : b\r\n", 400),
    HostileHead("no name", b": b\r\n", 400),
    HostileHead("a name with brackets", b"x(y): b\r\n", 400),
    HostileHead("a name beyond ASCII", "x\u00e9: b\r\n".encode(), 400),
    HostileHead("U+0000 in a value", b"x-a: b\0c\r\n", 400),
    HostileHead("a header folded over two lines", b"x-a: b\r\n x-roles: admin\r\n", REFUSED),
    HostileHead("a line feed alone", b"x-a: b\nx-roles: admin\r\n", REFUSED),
    HostileHead("a carriage return alone", b"x-a: b\rx-roles: admin\r\n", REFUSED),
    HostileHead("values beyond ASCII", b"if-match: \xff\r\nidempotency-key: \xff\r\ntraceparent: \xff\r\n", REFUSED),
    HostileHead("Authorization as a header of the connection", b"connection: close, authorization\r\n", 401),
    HostileHead("two hundred headers", b"".join(b"x-%d: 1\r\n" % number for number in range(200)), 431),
    HostileHead("forty kilobytes", b"x-a: %s\r\n" % (b"a" * 40_000), 431),
]
