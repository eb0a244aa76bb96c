"""Requests with hostile values: each value in each place where a route takes one, as its OpenAPI document says."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode
from uuid import uuid4

HOSTILE: Final[list[Any]] = [
    *(None, True, False, 0, -1, -0.0, 1.5, 1e308, 2**53 + 1, 2**31, 2**63, 10**400),
    *(
        "",
        " ",
        "x",
        "\0",
        "\ud800",
        "\u200b",
        "\u2060a",
        "a\nb",
        "=1+1",
        "\uff1d1+1",
        "Fran\u00e7ais",
        "Franc\u0327ais",
    ),
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z", "2026-11-26T23:59:60Z"),
    *("2026-11-26T12:00:00", "2026-11-26", "9999-12-31", "-infinity", "1790000000000", 1790000000),
    "{00000000-0000-0000-0000-000000000000}",
    *([], {}, [None], [[[[[[[[[[]]]]]]]]]]),
]
"""Values that broke programs: limits of numbers and dates, texts that cannot be stored or seen, other shapes."""
_TEXT_VALUES: Final = [value for value in HOSTILE if isinstance(value, str)]
_OF_OTHER_KINDS: Final[list[Any]] = [None, True, 1.5, -1, 2**31, 2**63, 10**400, "", "1", "\0", "\ud800", [], {}]
"""The values for places that take no free text. Each of them refuses what is not of its kind in the same way."""
_NESTED: Final = 5_000
"""How deep a body is that is more than its reader takes."""
_UNREADABLE: Final = [
    b"[" * _NESTED,
    b"[" * _NESTED + b"]" * _NESTED,
    b'{"name":' * _NESTED + b"1" + b"}" * _NESTED,
    b'{"name":' + b"9" * 5_000 + b"}",
    b'{"name":"\xff"}',
    b'{"name":NaN}',
    b"\xef\xbb\xbf",
    b"\0",
]
"""Bodies that no reader of JSON takes, or that are beyond what it takes."""
_IN_PATHS: Final = ["x", " ", "\0", "\ud800", "null", str(10**400)]
_NEVER: Final[Mapping[str, list[Any]]] = {
    "integer": [True, "1", 1.5],
    "boolean": [1, "true"],
    "uuid": ["{00000000-0000-0000-0000-000000000000}", "urn:uuid:00000000-0000-0000-0000-000000000000", "0" * 32],
    "date-time": [1790000000, "1790000000000", True, "2026-11-26T23:59:60Z", "0001-01-01T00:00:00+14:00"],
    "date": [1790000000, "1790000000000", True],
}
"""The values that a field of a type or format never takes, although Python's readers would."""


class Attempt(NamedTuple):
    """A request with one hostile value."""

    method: str
    url: str
    content: bytes | None
    media_type: str
    is_refused: bool
    """Whether the value must be refused. Others may be good."""

    def __str__(self) -> str:
        """Return it in a few words, for a message."""
        return f"{self.method.upper()} {self.url} {(self.content or b'')[:300]!r}"


class Requests:
    """Makes the requests for one OpenAPI document. `known` has values that exist, by the name of their field."""

    def __init__(self, document: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        """Take the document and the values."""
        self._paths = document["paths"]
        self._schemas = document.get("components", {}).get("schemas", {})
        self._known = known
        self._made = 0

    def attempts(self) -> Iterator[Attempt]:
        """Return all requests. Those that end or delete something come last."""
        operations = [(path, method, what) for path, methods in self._paths.items() for method, what in methods.items()]
        operations.sort(
            key=lambda one: (one[1] == "delete", one[0].endswith(("/complete", "/void", "/cancel", "/end")))
        )
        for path, method, what in operations:
            yield from self._in_parameters(path, method, what)
            for media_type, content in what.get("requestBody", {}).get("content", {}).items():
                if media_type == "application/json":
                    yield from self._in_json(path, method, content["schema"])
                elif "example" in content:  # a workbook has none
                    yield from self._in_cells(path, method, media_type, content["example"])

    def good(self) -> Iterator[tuple[str, Attempt]]:
        """Return one request for each route, with the route's name in `contracts.permissions`. It has what it needs."""
        for path, methods in self._paths.items():
            for method, what in methods.items():
                content, media_type = None, "application/json"
                for media_type, wanted in what.get("requestBody", {}).get("content", {}).items():
                    is_json = media_type == "application/json"
                    if not is_json and "example" not in wanted:
                        continue
                    content = json.dumps(self._body(wanted["schema"])) if is_json else wanted["example"]
                needed = {
                    one["name"]: _as_text((one["schema"].get("examples") or [1])[0])
                    for one in what.get("parameters", [])
                    if one["in"] == "query" and one.get("required")
                }
                url = f"{self._url(path)}{'?' if needed else ''}{urlencode(needed)}"
                body = None if content is None else content.encode()
                yield f"{method.upper()} {path}", Attempt(method, url, body, media_type, is_refused=False)

    def _url(self, path: str) -> str:
        """Return the address. An id that nobody knows is a new one."""
        for name, value in self._known.items():
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
        return re.sub(r"\{\w+\}", lambda _: str(uuid4()), path)

    def _in_parameters(self, path: str, method: str, what: Mapping[str, Any]) -> Iterator[Attempt]:
        for parameter in what.get("parameters", []):
            name, schema = parameter["name"], self._plain(parameter["schema"])
            never = [
                value for value in _NEVER.get(_kind(schema), []) if isinstance(value, str) and value not in "1true"
            ]
            if parameter["in"] == "path":
                values = [*never, *_IN_PATHS]
            else:
                values = [*never, *map(_as_text, HOSTILE if _kind(schema) == "string" else _OF_OTHER_KINDS)]
            if name == "cursor":
                values += [_cursor(value, length) for value in HOSTILE for length in (1, 2, 3)]
            for value in values:
                encoded = quote(value.encode("utf-8", "surrogatepass"), safe="")
                if parameter["in"] == "path":
                    url = self._url(path.replace("{" + name + "}", encoded))
                elif parameter["in"] == "query":
                    url = f"{self._url(path)}?{name}={encoded}"
                else:
                    continue
                yield Attempt(method, url, None, "application/json", is_refused=value in never)

    def _in_json(self, path: str, method: str, schema: Mapping[str, Any]) -> Iterator[Attempt]:
        url = self._url(path)
        for value in HOSTILE:
            yield Attempt(method, url, json.dumps(value).encode(), "application/json", is_refused=value != {})
        for content in _UNREADABLE:
            yield Attempt(method, url, content, "application/json", is_refused=True)
        for place in self._places(schema):
            kind = _kind(self._at(schema, place))
            never = _NEVER.get(kind, [])
            for number, value in enumerate(
                [*never, *(HOSTILE if kind in ("string", "date-time") else _OF_OTHER_KINDS)]
            ):
                body = self._body(schema, place)
                _put(body, place, value)
                content = json.dumps(body).encode()
                yield Attempt(method, url, content, "application/json", is_refused=number < len(never))

    def _in_cells(self, path: str, method: str, media_type: str, example: str) -> Iterator[Attempt]:
        header, line = example.splitlines()[:2]
        cells = line.split(";")
        for column in range(len(cells)):
            for value in _TEXT_VALUES:
                changed = ";".join([*cells[:column], value, *cells[column + 1 :]])
                content = f"{header}\n{changed}\n".encode("utf-8", "surrogatepass")
                yield Attempt(method, self._url(path), content, media_type, is_refused=False)

    def _plain(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema without references; of alternatives the first one."""
        while "$ref" in schema or "anyOf" in schema:
            schema = schema["anyOf"][0] if "anyOf" in schema else self._schemas[schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def _places(self, schema: Mapping[str, Any], under: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
        """Return the paths of all fields, and of the first element of each list."""
        plain = self._plain(schema)
        if under:
            yield under
        for name, field in plain.get("properties", {}).items():
            yield from self._places(field, (*under, name))
        if "items" in plain:
            yield from self._places(plain["items"], (*under, 0))

    def _at(self, schema: Mapping[str, Any], place: tuple[str | int, ...]) -> Mapping[str, Any]:
        plain = self._plain(schema)
        for step in place:
            plain = self._plain(plain["items"] if isinstance(step, int) else plain["properties"][step])
        return plain

    def _body(self, schema: Mapping[str, Any], place: tuple[str | int, ...] = (), name: str = "") -> Any:
        """Return a good value with the fields that it needs, and with those on the way to a place."""
        plain = self._plain(schema)
        step, rest = (place[0], place[1:]) if place else (None, ())
        if "properties" in plain:
            wanted = {*plain.get("required", ()), *([step] if isinstance(step, str) else ())}
            wanted |= {"starts_at", "ends_at"} & wanted and {"starts_at", "ends_at"} & plain["properties"].keys()
            return {
                field: self._body(plain["properties"][field], rest if field == step else (), field)
                for field in sorted(wanted)
            }
        if "items" in plain:
            return [self._body(plain["items"], rest, name.removesuffix("s"))]
        if name in self._known:
            return self._known[name]
        if name in ("name", "title", "code", "username"):  # they are unique
            self._made += 1
            return f"{name}-{self._made}"
        return deepcopy((schema.get("examples") or plain.get("examples") or plain.get("enum") or ["x"])[0])


def _kind(schema: Mapping[str, Any]) -> str:
    return str(schema.get("format") or ("word" if "enum" in schema else schema.get("type", "string")))


def _put(body: Any, place: tuple[str | int, ...], value: Any) -> None:
    *way, last = place
    for step in way:
        body = body[step]
    body[last] = value


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _cursor(value: Any, length: int) -> str:
    """Return a cursor in the form of those of the chassis, whose sort values are hostile."""
    return base64.urlsafe_b64encode(json.dumps([value] * length).encode()).decode().rstrip("=")
