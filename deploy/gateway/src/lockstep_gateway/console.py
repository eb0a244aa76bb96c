"""The routes that serve the console: each of its built files is part of Envoy's configuration.

Envoy answers itself, so no program and no file system is behind these addresses.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from lockstep_gateway.errors import SettingError

DEFAULTS: Final = {
    "LOCKSTEP_CONSOLE_FOLDER": "",
    "LOCKSTEP_CONSOLE_AUTHORITY": "/issuer",
    "LOCKSTEP_CONSOLE_CLIENT_ID": "lockstep-console",
    "LOCKSTEP_CONSOLE_PERSON_CLAIM": "sub",
}
FILE_BYTES_MAX: Final = 1_048_576
"""As large as `max_direct_response_body_size_bytes` in envoy.yaml."""

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_HASHED: Final = "public, max-age=31536000, immutable"
_ASKED_EACH_TIME: Final = "no-cache"
_READS: Final = [{"name": ":method", "string_match": {"safe_regex": {"regex": "GET|HEAD"}}}]
_PAGES: Final = "/([A-Za-z0-9_~-]+/?)*"
"""Addresses of pages. The last part of a file's address has a dot, and an unknown file is no page."""
_NO_PAGES: Final = ("/v1", "/docs", "/issuer", "/assets", "/healthz", "/readyz", "/console.json")


def is_built(settings: Mapping[str, object]) -> bool:
    """Return whether there is a console to serve."""
    return bool(settings["LOCKSTEP_CONSOLE_FOLDER"]) and _index(settings).is_file()


def _index(settings: Mapping[str, object]) -> Path:
    return Path(str(settings["LOCKSTEP_CONSOLE_FOLDER"])) / "index.html"


def routes(settings: Mapping[str, object]) -> list[dict[str, object]]:
    """Return Envoy's routes of the console, none if there is no console. Errors: SettingError."""
    policy = _policy(str(settings["LOCKSTEP_CONSOLE_AUTHORITY"]))
    if not is_built(settings):
        return []
    index = _index(settings)
    for_browser = {
        name: str(settings[f"LOCKSTEP_CONSOLE_{name.upper()}"]) for name in ("authority", "client_id", "person_claim")
    }
    return [
        *_files(index.parent),
        _answer(
            {"path": "/console.json"},
            {"inline_string": json.dumps(for_browser)},
            _TYPES[".json"],
            _ASKED_EACH_TIME,
        ),
        *({"match": {"path_separated_prefix": path}, "direct_response": {"status": 404}} for path in _NO_PAGES),
        _answer(
            {"safe_regex": {"regex": _PAGES}},
            {"filename": str(index)},
            _TYPES[".html"],
            _ASKED_EACH_TIME,
            {"content-security-policy": policy, "cross-origin-opener-policy": "same-origin"},
        ),
    ]


def _files(folder: Path) -> Iterator[dict[str, object]]:
    """Yield a route for each built file, except for the page itself and for files whose name begins with a dot."""
    for path in sorted(folder.rglob("*")):
        address = path.relative_to(folder).as_posix()
        if not path.is_file() or address == "index.html" or any(part.startswith(".") for part in address.split("/")):
            continue
        if path.suffix not in _TYPES:
            raise SettingError(f"LOCKSTEP_CONSOLE_FOLDER: {path} has no known type. Build the console again.")
        if path.stat().st_size > FILE_BYTES_MAX:
            raise SettingError(
                f"LOCKSTEP_CONSOLE_FOLDER: {path} has more than {FILE_BYTES_MAX:,} bytes. Make it smaller."
            )
        keeping = _HASHED if address.startswith("assets/") else _ASKED_EACH_TIME
        yield _answer({"path": f"/{address}"}, {"filename": str(path)}, _TYPES[path.suffix], keeping)


def _answer(
    match: dict[str, object], body: dict[str, str], type_: str, keeping: str, headers: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Return a route that answers reads of an address. Other methods get the answer of an unknown address."""
    values = {"content-type": type_, "cache-control": keeping, **(headers or {})}
    return {
        "match": {**match, "headers": _READS},
        "direct_response": {"status": 200, "body": body},
        "response_headers_to_add": [
            {"header": {"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
            for name, value in values.items()
        ],
    }


def _policy(authority: str) -> str:
    """Return the Content-Security-Policy: scripts, styles and answers of this origin, and the provider's answers."""
    parts = urlsplit(authority)
    if authority.startswith("/") and not parts.netloc:
        provider = ""
    elif parts.scheme in {"http", "https"} and parts.hostname and parts.netloc.isascii() and " " not in authority:
        provider = f" {parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    else:
        raise SettingError(
            f"LOCKSTEP_CONSOLE_AUTHORITY: {authority!r} is no address of an OpenID provider. "
            "Write https://host/path, or a path of this gateway."
        )
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self'{provider}",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
