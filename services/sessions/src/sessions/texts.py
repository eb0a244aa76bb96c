"""The limits of texts. They are the same in a request body and in a cell of a file."""

import re

NAME_MAX = 200
SESSION_NAME_MAX = 150
CATEGORY_MAX = 150
DESCRIPTION_MAX = 5_000
RECAP_MAX = 20_000
REASON_MAX = 2_000
NOTE_MAX = 5_000
USERNAME_MAX = 100
CODE_MAX = 40
EMAIL_MAX = 254

USERNAME_PATTERN = r"^[^\s|;,\[\]]+$"
"""Usernames and course codes are written in lists in CSV cells, so they must not contain the characters of lists."""
CLASS_NAME_PATTERN = r"^[^|]+$"
"""Names of classes are written in such lists too, so they must not contain the separator."""
EMAIL_PATTERN = r"^[^\s@]+@[^\s@]+$"

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cs and Cc, without tabs and line breaks. The pattern takes a fiftieth of the time of a loop."""


def text_fault(
    value: str, *, maximum: int, minimum: int = 1, pattern: str | None = None, is_name: bool = False
) -> str | None:
    """Return what is wrong with a text, or None.

    A text must have `minimum` to `maximum` characters and match the pattern. It must not be white space alone, unless
    it may be empty. It must not contain control characters (tabs and line breaks are allowed) or halves of surrogate
    pairs, because PostgreSQL and UTF-8 cannot store them. A name must not have white space at its ends, because nobody
    sees it and cells of files cannot have it.
    """
    if _UNSTORABLE.search(value):
        return "contains control characters"
    if minimum and not value.strip():
        return "is empty"
    if is_name and value != value.strip():
        return "begins or ends with white space; leave that out"
    if len(value) > maximum:
        return f"has {len(value)} characters; at most {maximum} are allowed"
    if pattern is not None and not re.fullmatch(pattern, value):
        return f"{value!r} does not have the right form"
    return None
