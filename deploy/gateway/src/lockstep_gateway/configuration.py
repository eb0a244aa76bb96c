"""Render envoy.yaml: settings from the environment fill a parsed document, so no value can change its structure."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

import yaml

from lockstep_gateway import console
from lockstep_gateway.errors import SettingError
from lockstep_gateway.problems import REFUSED_BECAUSE, response_mappers

FOLDER: Final = Path(__file__).parents[2]
TEMPLATE: Final = FOLDER / "envoy.yaml"
PLACEHOLDER: Final = re.compile(r"\$\{([A-Z_]+)\}")
HTTPS_PORT: Final = 443
LOCAL_ISSUER: Final = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?/issuer")
"""The names of issuers of development. No production has such a name, because clients would look for it at home."""

DEFAULTS: Final = {
    "LOCKSTEP_GATEWAY_HOST": "0.0.0.0",  # noqa: S104 - the gateway is public
    # Requests per second, and how many may come at once: of one caller, of one organisation, of all together.
    "LOCKSTEP_CALLER_PER_SECOND": "100",
    "LOCKSTEP_CALLER_BURST": "200",
    "LOCKSTEP_ORGANISATION_PER_SECOND": "500",
    "LOCKSTEP_ORGANISATION_BURST": "1000",
    "LOCKSTEP_RATE_LIMIT_PER_SECOND": "5000",
    "LOCKSTEP_RATE_LIMIT_BURST": "10000",
    "LOCKSTEP_CORS_ORIGINS": "",
    "LOCKSTEP_HSTS_SECONDS": "0",
    "LOCKSTEP_JWKS_REFRESH_SECONDS": "60",
    "LOCKSTEP_LOCAL_ISSUER_ADDRESS": "",
    **console.DEFAULTS,
}
JWKS_REFRESH_SECONDS_MAX: Final = 300
REFETCH_EARLIER_SECONDS: Final = 5
"""Envoy reads keys again this long before the end of `cache_duration`."""

# Headers by which proxies tell services who calls, or from where. Envoy itself sets x-forwarded-for and -proto.
IDENTITY_HEADERS: Final = (
    "x-org-id",
    "x-person-id",
    "x-roles",
    "x-real-ip",
    "x-remote-user",
    "remote-user",
    "forwarded",
    "x-forwarded-host",
    "x-forwarded-prefix",
)
IDENTITY_HEADER_PREFIXES: Final = (
    *("x-forwarded-user", "x-forwarded-email", "x-forwarded-groups", "x-forwarded-preferred-", "x-forwarded-access-"),
    *("x-envoy-", "x-auth-", "x-user", "x-jwt-", "x-lockstep-", "x-goog-", "x-amzn-"),
)


class Limit(NamedTuple):
    """A limit of requests per second, of which every answer that it refuses says the numbers."""

    placeholder: str
    settings: str
    sentence: str


LIMITS: Final = (
    Limit("CALLER", "LOCKSTEP_CALLER", "You may send"),
    Limit("ORGANISATION", "LOCKSTEP_ORGANISATION", "All people of your organisation together may send"),
    Limit("ALL", "LOCKSTEP_RATE_LIMIT", "All organisations together may send"),
)
WHOLE_MAX: Final = 1_000_000


def render(environment: Mapping[str, str], template: str | None = None) -> dict[str, object]:
    """Return Envoy's configuration for the settings LOCKSTEP_… in `environment`. Errors: SettingError."""
    settings: dict[str, object] = {
        **DEFAULTS,
        **{name: value for name, value in environment.items() if name.startswith("LOCKSTEP_")},
    }
    missing: set[str] = set()
    document = yaml.safe_load(template if template is not None else TEMPLATE.read_text())
    settings.update(_computed(settings))
    rendered = _fill(document, settings, missing)
    if missing:
        raise SettingError(f"settings are missing: {', '.join(sorted(missing))}. Set them as environment variables.")
    if not isinstance(rendered, dict):
        raise SettingError("envoy.yaml is not a mapping. Restore the file.")
    return rendered


def _computed(settings: Mapping[str, object]) -> dict[str, object]:
    """Return the values that are more than text."""
    values: dict[str, object] = {
        "PROBLEMS": response_mappers(has_console=console.is_built(settings)),
        **{f"{limit.placeholder}_REFUSAL": _refusal(limit, settings) for limit in LIMITS},
        "REQUEST_MUTATIONS": _request_mutations(),
        "RESPONSE_HEADERS": _response_headers(str(settings["LOCKSTEP_HSTS_SECONDS"])),
        "CORS_ORIGINS": _origins(str(settings["LOCKSTEP_CORS_ORIGINS"])),
        "DOCS_PAGE": str(FOLDER / "docs.html"),
        "CONSOLE_ROUTES": console.routes(settings),
    }
    if "LOCKSTEP_JWKS_URL" in settings:
        local, remote, cluster = _jwks(
            str(settings["LOCKSTEP_JWKS_URL"]), str(settings["LOCKSTEP_JWKS_REFRESH_SECONDS"])
        )
        values |= {"JWKS_LOCAL": local, "JWKS_REMOTE": remote, "ISSUER_CLUSTER": cluster}
    else:
        # The check is here, because the names of the three values made of it would not help the operator.
        raise SettingError("the setting LOCKSTEP_JWKS_URL is missing. Set it as an environment variable.")
    route, cluster = _local_issuer(
        str(settings["LOCKSTEP_LOCAL_ISSUER_ADDRESS"]), str(settings.get("LOCKSTEP_JWT_ISSUER", ""))
    )
    return values | {"LOCAL_ISSUER_ROUTE": route, "LOCAL_ISSUER_CLUSTER": cluster}


def _refusal(limit: Limit, settings: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the headers of a refusal: after a second, at least one request passes. The problem shows the sentence."""
    numbers = []
    for name in (f"{limit.settings}_PER_SECOND", f"{limit.settings}_BURST"):
        text = str(settings[name])
        if not (text.isdecimal() and 1 <= int(text) <= WHOLE_MAX):
            raise SettingError(f"{name}: {text!r} is no number of requests from 1 to {WHOLE_MAX:,}.")
        numbers.append(int(text))
    rate, burst = numbers
    requests = "request" if rate == 1 else "requests"
    sentence = f"{limit.sentence} {rate:,} {requests} per second, and {burst:,} at once after a pause."
    return [
        {"header": {"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        for name, value in {"retry-after": "1", REFUSED_BECAUSE: sentence}.items()
    ]


def _request_mutations() -> list[dict[str, object]]:
    """Return the mutations of requests: no identity but the token's, and the gateway's own id of the request.

    Clients cannot send the header with this id, because its prefix is among those that are removed.
    """
    exact: list[dict[str, object]] = [{"remove": name} for name in IDENTITY_HEADERS]
    patterns: list[dict[str, object]] = [
        {"remove_on_match": {"key_matcher": {"prefix": prefix}}} for prefix in IDENTITY_HEADER_PREFIXES
    ]
    own: dict[str, object] = {"append": {"header": {"key": "x-lockstep-request-id", "value": "%REQ(X-REQUEST-ID)%"}}}
    return [*exact, *patterns, own]


def _response_headers(hsts_seconds: str) -> list[dict[str, object]]:
    """Return the headers of every answer. Answers are about people, so nobody keeps them, unless a service says so.

    Strict-Transport-Security is for a gateway behind HTTPS: browsers then use nothing else for this number of seconds.
    """
    if not hsts_seconds.isdecimal():
        raise SettingError(f"LOCKSTEP_HSTS_SECONDS: {hsts_seconds!r} is no number of seconds. 0 leaves the header out.")
    always = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
    if int(hsts_seconds):
        always["strict-transport-security"] = f"max-age={hsts_seconds}; includeSubDomains"
    headers: list[dict[str, object]] = [
        {"header": {"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        for name, value in always.items()
    ]
    return [
        *headers,
        {"header": {"key": "cache-control", "value": "no-store"}, "append_action": "ADD_IF_ABSENT"},
    ]


def _origins(text: str) -> list[dict[str, str]]:
    """Return matchers of the browser origins in `text`: comma separated, as browsers send them, or * for any."""
    origins = [origin.strip() for origin in text.split(",") if origin.strip()]
    if origins == ["*"]:
        return [{"prefix": "http"}]
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            raise SettingError(f"LOCKSTEP_CORS_ORIGINS: {origin!r} is no origin. An example is https://app.example.org")
    return [{"exact": origin} for origin in origins]


def _jwks(url: str, refresh_seconds: str) -> tuple[object, object, object]:
    """Return the issuer's keys as (local source, remote source, cluster to reach it), None where unused.

    Envoy reads remote keys in the background, so no request waits for them and none makes it ask the issuer. Without an
    answer it keeps the last keys and asks again every second. The services then refuse keys that are too old.
    """
    if not refresh_seconds.isdecimal() or not 1 <= int(refresh_seconds) <= JWKS_REFRESH_SECONDS_MAX:
        raise SettingError(
            f"LOCKSTEP_JWKS_REFRESH_SECONDS: {refresh_seconds!r} is no number of seconds from 1 to "
            f"{JWKS_REFRESH_SECONDS_MAX}. A withdrawn key ends after this time."
        )
    parts = urlsplit(url)
    if parts.scheme == "file":
        # Envoy 1.40 reads the file once, also with `watched_directory`. This is for stacks whose key never changes.
        return {"filename": unquote(parts.path)}, None, None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError("LOCKSTEP_JWKS_URL is no address of keys. Write file:///path or https://host/path")
    remote = {
        "http_uri": {"uri": url, "cluster": "issuer", "timeout": "5s"},
        "cache_duration": f"{int(refresh_seconds) + REFETCH_EARLIER_SECONDS}s",
        "async_fetch": {"fast_listener": False, "failed_refetch_duration": "1s"},
        "retry_policy": {"num_retries": 5},
    }
    secure = parts.scheme == "https"
    port = parts.port or (HTTPS_PORT if secure else 80)
    cluster = _plain_cluster("issuer", parts.hostname, port, connect_timeout="2s")
    if secure:
        cluster["transport_socket"] = _verified_tls(parts.hostname)
    return None, remote, cluster


def _local_issuer(address: str, name: str) -> tuple[object, object]:
    """Return the route to the sign-in of development and its cluster, None without an address.

    That sign-in asks for no password. So there is a route only where the tokens of production are not accepted.
    """
    if not address:
        return None, None
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise SettingError(f"LOCKSTEP_LOCAL_ISSUER_ADDRESS: {address!r} is no host:port. An example is 127.0.0.1:8000")
    if not LOCAL_ISSUER.fullmatch(name):
        raise SettingError(
            f"LOCKSTEP_LOCAL_ISSUER_ADDRESS: the sign-in of development asks for no password. LOCKSTEP_JWT_ISSUER is "
            f"{name!r}, and not an address of this machine such as http://127.0.0.1:8080/issuer. Remove the setting."
        )
    prefix = "type.googleapis.com/envoy.extensions.filters.http"
    # These answers have tokens, so they are sent as they are, like other answers with a secret.
    uncompressed = {"@type": f"{prefix}.compressor.v3.CompressorPerRoute", "disabled": True}
    # Pages of other origins may call the API with a token. Here they could get one.
    no_other_origin = {"@type": f"{prefix}.cors.v3.CorsPolicy", "filter_enabled": {"default_value": {"numerator": 0}}}
    route = {
        "match": {"path_separated_prefix": "/issuer"},
        "route": {"cluster": "local-issuer", "timeout": "30s"},
        "typed_per_filter_config": {
            "brotli": uncompressed,
            "gzip": uncompressed,
            "envoy.filters.http.cors": no_other_origin,
        },
    }
    return route, _plain_cluster("local-issuer", host, int(port), connect_timeout="1s")


def _plain_cluster(name: str, host: str, port: int, *, connect_timeout: str) -> dict[str, object]:
    address = {"address": host, "port_value": port}
    return {
        "name": name,
        "type": "STRICT_DNS",
        "dns_lookup_family": "V4_PREFERRED",
        "connect_timeout": connect_timeout,
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"socket_address": address}}}]}],
        },
    }


def _verified_tls(host: str) -> dict[str, object]:
    """Return TLS that checks the issuer's certificate, because a false issuer could name anybody as the caller."""
    authorities = "/etc/ssl/certs/ca-certificates.crt"
    prefix = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3"
    return {
        "name": "envoy.transport_sockets.tls",
        "typed_config": {
            "@type": f"{prefix}.UpstreamTlsContext",
            "sni": host,
            "common_tls_context": {
                "validation_context": {
                    "trusted_ca": {"filename": authorities},
                    "match_typed_subject_alt_names": [{"san_type": "DNS", "matcher": {"exact": host}}],
                }
            },
        },
    }


def _fill(node: object, settings: Mapping[str, object], missing: set[str]) -> object:
    """Return the node with its placeholders replaced. Entries that become null are left out.

    Where an entry of a list is a placeholder of a list, its values take its place.
    """
    if isinstance(node, dict):
        filled = {key: _fill(value, settings, missing) for key, value in node.items()}
        return {key: value for key, value in filled.items() if value is not None}
    if isinstance(node, list):
        filled_items: list[object] = []
        for item in node:
            value = _fill(item, settings, missing)
            filled_items += value if isinstance(item, str) and isinstance(value, list) else [value]
        return [value for value in filled_items if value is not None]
    if not isinstance(node, str):
        return node
    if whole := PLACEHOLDER.fullmatch(node):
        if whole[1] not in settings:
            missing.add(whole[1])
        return settings.get(whole[1])
    if PLACEHOLDER.search(node):
        raise SettingError(f"a placeholder in envoy.yaml must be a whole value: {node!r}. Change the value.")
    return node
