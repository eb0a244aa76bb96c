"""What is wrong with the parts of a request: a pointer to what was sent, and what it must be.

Pydantic says it in the words of a programmer, with the names of its own types and functions, also in the places.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.errors import FieldError
from chassis.ids import ID_FORM
from chassis.wording import counted

OTHERWISE: Final = "has a value that is not allowed here; the documentation of this address has an example"
_WHOLE: Final = "must be a whole number"
_OBJECT: Final = "must be an object, in curly brackets"
_DATE: Final = "must be a date like 2026-11-02"

_WORDS: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this object; check its spelling, or leave it out",
    "string_type": "must be a text",
    "string_unicode": "has half of a surrogate pair, which is no character; leave it out",
    "string_pattern_mismatch": "does not have the form that it must have; the documentation of this address shows it",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "set_type": "must be a list",
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "uuid_type": ID_FORM,
    "uuid_parsing": ID_FORM,
    "date_type": _DATE,
    "date_parsing": "is not a date of the calendar",
    "date_from_datetime_parsing": _DATE,
    "datetime_type": "must be a date and time",
    "datetime_parsing": "is not a date and time of the calendar",
    "datetime_from_date_parsing": "is not a date and time of the calendar",
    "timezone_naive": "must have no offset",
    "none_required": "must be null",
}
_WITH_LIMITS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "literal_error": lambda limits: f"must be {limits['expected']}",
    "enum": lambda limits: f"must be {limits['expected']}",
    "greater_than_equal": lambda limits: f"must be at least {limits['ge']}",
    "greater_than": lambda limits: f"must be more than {limits['gt']}",
    "less_than_equal": lambda limits: f"must be at most {limits['le']}",
    "less_than": lambda limits: f"must be less than {limits['lt']}",
    "string_too_short": lambda limits: f"must have at least {counted(limits['min_length'], 'character')}",
    "string_too_long": lambda limits: f"must have at most {counted(limits['max_length'], 'character')}",
    "too_short": lambda limits: f"must have at least {counted(limits['min_length'], 'item')}",
    "too_long": lambda limits: f"must have at most {counted(limits['max_length'], 'item')}",
    "union_tag_invalid": lambda limits: f"must have one of {limits['expected_tags']} in {limits['discriminator']}",
    "union_tag_not_found": lambda limits: f"must have {limits['discriminator']}",
}


def faults_of(found: Iterable[Mapping[str, Any]], body: object) -> list[FieldError]:
    """Return the faults that pydantic found in a request with this body, one for each place.

    A value that may be of several types has a fault for each of them. They become one sentence.
    """
    words_of: dict[str, list[str]] = {}
    for item in found:
        words = words_of.setdefault(pointer_of(item["loc"], body, is_missing=item["type"] == "missing"), [])
        if (text := _words(item)) not in words:
            words.append(text)
    return [FieldError(pointer, "; or ".join(words)) for pointer, words in words_of.items()]


def pointer_of(location: Sequence[object], body: object, *, is_missing: bool = False) -> str:
    """Return the JSON pointer of a place in the body, or the name of a parameter.

    Between the fields of the body, pydantic names the types that it tried. A part that was not sent is such a name, but
    for the last one if that is what is missing.
    """
    place, *path = location
    if place != "body":
        return str(path[0]) if path else ""
    parts: list[str] = []
    value: Any = body
    for number, part in enumerate(path, start=1):
        is_field = isinstance(value, dict) and part in value
        is_item = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if is_field or is_item:
            value = value[part]
        elif not (is_missing and number == len(path)):
            continue
        parts.append(str(part))
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _words(item: Mapping[str, Any]) -> str:
    kind, limits = item["type"], item.get("ctx", {})
    if kind == "value_error":  # a validator of ours, whose text is for people
        return str(limits.get("error", OTHERWISE))
    if kind in ("too_short", "too_long") and isinstance(item.get("input"), str):
        kind = f"string_{kind}"
    if kind in _WITH_LIMITS:
        return _WITH_LIMITS[kind](limits)
    return _WORDS.get(kind, OTHERWISE)
