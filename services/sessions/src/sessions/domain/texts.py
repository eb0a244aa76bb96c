"""What a text may be, in a request body as in a cell of a file."""

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
"""Usernames and course codes stand in lists inside CSV cells, so they hold none of the characters that lists use."""
CLASS_NAME_PATTERN = r"^[^|]+$"
"""Names of classes stand in such lists too, and may hold anything but what separates them."""
EMAIL_PATTERN = r"^[^\s@]+@[^\s@]+$"

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cc, without tabs and line breaks, and Cs; a search by pattern costs a fiftieth of a loop."""


def text_fault(
    value: str, *, maximum: int, minimum: int = 1, pattern: str | None = None, is_name: bool = False
) -> str | None:
    """Return what is wrong with a text, or None.

    It has `minimum` to `maximum` characters, is not white space alone unless it may be empty, matches the pattern, and
    holds neither control characters other than tabs and line breaks nor halves of surrogate pairs, which PostgreSQL
    and UTF-8 cannot keep. A name has no white space at its ends, which nobody sees and cells of files cannot have.
    """
    if _UNSTORABLE.search(value):
        return "contains control characters"
    if minimum and not value.strip():
        return "is empty"
    if is_name and value != value.strip():
        return "begins or ends with white space; leave it out"
    if len(value) > maximum:
        return f"has {len(value)} characters, at most {maximum} are allowed"
    if pattern is not None and not re.fullmatch(pattern, value):
        return f"{value!r} does not have the right form"
    return None
