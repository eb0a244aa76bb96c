"""Compares two JSON Schemas and finds the changes that break a reader. No I/O.

Messages are kept without limit, and readers are deployed independently of writers. So both directions count: an old
reader reads new messages, and a new reader reads old ones. Two changes are safe in both directions: a new optional
field, and a new value of a growing word. Every other change is reported, including changes of keywords that this module
does not know. Where the direction is clear the report names it, because the author of the change has to understand it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.envelope import KNOWN_VALUES

Schema = Mapping[str, Any]

NOTES = frozenset({"title", "description", "examples", "$comment", "$schema", "$defs", "deprecated"})
"""Keywords on which the behaviour of no reader depends."""

UPPER_LIMITS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
LOWER_LIMITS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
OWN_RULES = frozenset(
    {"type", "$ref", "properties", "required", "enum", "const", "items", "anyOf", "additionalProperties"}
)
"""Keywords that have their own comparison below."""

Seen = frozenset[tuple[str, str]]


class _Document:
    """One of the two documents: resolves references into its `$defs`."""

    def __init__(self, root: Schema) -> None:
        self.definitions: Schema = root.get("$defs", {})

    def resolve(self, schema: Schema) -> tuple[Schema, str]:
        """Return the schema that a reference leads to, and its name (empty when there is no reference)."""
        if "$ref" not in schema:
            return schema, ""
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**self.definitions[name], **beside}, name


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return every change from `old` to `new` that breaks a reader, each as `path: what changed`."""
    return _compare(old, new, (_Document(old), _Document(new)), "", frozenset())


def _compare(old: Schema, new: Schema, documents: tuple[_Document, _Document], path: str, seen: Seen) -> list[str]:
    before, after = documents
    (old, old_name), (new, new_name) = before.resolve(old), after.resolve(new)
    if old_name and (old_name, new_name) in seen:  # a recursive model, which a caller above is already comparing
        return []
    seen = seen | {(old_name, new_name)}
    where = path or "(event)"

    def deeper(old_part: Schema, new_part: Schema, part_path: str) -> list[str]:
        return _compare(old_part, new_part, documents, part_path, seen)

    if _types(old, before) != _types(new, after):
        return [f"{where}: changed type, {_types(old, before)} became {_types(new, after)}"]
    found = _compare_keywords(old, new, where)
    found += _compare_values(old, new, where)
    found += _compare_properties(old, new, path, deeper)
    found += _compare_branches(old, new, where, path, deeper)
    for keyword, suffix in (("items", "[]"), ("additionalProperties", "{}")):
        found += _compare_subschema(old, new, keyword, path + suffix, deeper)
    return found


def _types(schema: Schema, side: _Document) -> str:
    """Return a schema's type in words, for example `string or null`. References are resolved."""
    schema, _ = side.resolve(schema)
    if "anyOf" in schema:
        return " or ".join(sorted({_types(branch, side) for branch in schema["anyOf"]}))
    kind = schema.get("type", "any")
    return kind if isinstance(kind, str) else " or ".join(sorted(kind))


def _compare_keywords(old: Schema, new: Schema, where: str) -> list[str]:
    found = []
    for keyword in sorted((set(old) | set(new)) - NOTES - OWN_RULES):
        if keyword in old and keyword in new and old[keyword] == new[keyword]:
            continue
        if keyword in UPPER_LIMITS | LOWER_LIMITS:
            found.append(f"{where}: {_limit_change(old, new, keyword)}")
        elif keyword == KNOWN_VALUES and keyword in old and keyword in new:
            if gone := [value for value in old[keyword] if value not in new[keyword]]:
                found.append(f"{where}: lost known values, {gone} removed (old messages contain them)")
        else:
            found.append(f"{where}: changed {keyword}, {_shown(old, keyword)} became {_shown(new, keyword)}")
    return found


def _limit_change(old: Schema, new: Schema, keyword: str) -> str:
    unlimited = float("inf") if keyword in UPPER_LIMITS else float("-inf")
    was, now = old.get(keyword, unlimited), new.get(keyword, unlimited)
    tightened = now < was if keyword in UPPER_LIMITS else now > was
    word = "tightened" if tightened else "loosened"
    return f"{word} limit, {keyword} {_shown(old, keyword)} became {_shown(new, keyword)}"


def _shown(schema: Schema, keyword: str) -> str:
    return repr(schema[keyword]) if keyword in schema else "none"


def _values(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _compare_values(old: Schema, new: Schema, where: str) -> list[str]:
    was, now = _values(old), _values(new)
    if was is None or now is None:
        if was is now:
            return []
        return [f"{where}: {'narrowed' if was is None else 'widened'} enum, {was or 'any'} became {now or 'any'}"]
    found = []
    if gone := [value for value in was if value not in now]:
        found.append(f"{where}: narrowed enum, {gone} removed (old messages contain it)")
    if added := [value for value in now if value not in was]:
        found.append(f"{where}: widened enum, {added} added (deployed readers refuse it)")
    return found


def _compare_properties(
    old: Schema, new: Schema, path: str, deeper: Callable[[Schema, Schema, str], list[str]]
) -> list[str]:
    was, now = old.get("properties", {}), new.get("properties", {})
    required_before, required_now = set(old.get("required", ())), set(new.get("required", ()))
    found = []
    for name in [*was, *(name for name in now if name not in was)]:
        at = f"{path}.{name}".lstrip(".")
        if name not in now:
            found.append(f"{at}: removed field")
        elif name not in was:
            if name in required_now:
                found.append(f"{at}: new required field (old messages lack it)")
        else:
            if name in required_now - required_before:
                found.append(f"{at}: field became required (old messages may lack it)")
            if name in required_before - required_now:
                found.append(f"{at}: field became optional (deployed readers require it)")
            found += deeper(was[name], now[name], at)
    return found


def _compare_branches(
    old: Schema, new: Schema, where: str, path: str, deeper: Callable[[Schema, Schema, str], list[str]]
) -> list[str]:
    was, now = old.get("anyOf", []), new.get("anyOf", [])
    if len(was) != len(now):
        return [f"{where}: changed alternatives, {len(was)} became {len(now)}"]
    return [found for branch, other in zip(was, now, strict=True) for found in deeper(branch, other, path)]


def _compare_subschema(
    old: Schema, new: Schema, keyword: str, path: str, deeper: Callable[[Schema, Schema, str], list[str]]
) -> list[str]:
    was, now = old.get(keyword), new.get(keyword)
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        return deeper(was, now, path)
    return [] if was == now else [f"{path}: changed {keyword}, {was!r} became {now!r}"]


def topic_breaks(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """Return every change of the list of topics (see `generate.topics_document`) that breaks a consumer."""
    found = []
    for name, was in old.items():
        now = new.get(name)
        if now is None:
            found.append(f"{name}: removed topic")
            continue
        for field in ("producer", "key", "partitions", "compacted"):
            if was[field] != now[field]:
                found.append(f"{name}: changed {field}, {was[field]!r} became {now[field]!r}")
        if was["audience"] == "downstream" != now["audience"]:
            found.append(f"{name}: narrowed audience, {was['audience']!r} became {now['audience']!r}")
        for event in was["events"]:
            if event not in now["events"]:
                found.append(f"{name}: {event} is no longer published on this topic")
        days_before, days_now = was["retention_days"], now["retention_days"]
        if days_now is not None and (days_before is None or days_now < days_before):
            found.append(f"{name}: shortened retention, {days_before or 'unlimited'} became {days_now} days")
    return found
