"""The limits of texts, and the form of names. They are the same in a request body and in a cell of a file."""

import re
import unicodedata
from typing import Final

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
EXTERNAL_ID_MAX = 200
LANGUAGE_MAX = 64

USERNAME_PATTERN = r"^[^\s|;,\[\]]+$"
"""Usernames and course codes are written in lists in CSV cells, so they must not contain the characters of lists."""
CLASS_NAME_PATTERN = r"^[^|]+$"
"""Names of classes are written in such lists too, so they must not contain the separator."""
EMAIL_PATTERN = r"^[^\s@]+@[^\s@]+$"

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cs and Cc, without tabs and line breaks. The pattern takes a fiftieth of the time of a loop."""
_LINE_BREAK: Final = re.compile("[\n\x0b\x0c\r\x85\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
"""Controls, and marks that turn the direction of the texts beside a name, or annotate them."""
_UNSEEN: Final = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What Unicode says to ignore (Default_Ignorable_Code_Point), the blank of braille, and a note without a head.

Names may have them: those in Persian and in languages of India, some Japanese names, and emoji do. They are compared
without them (docs/adr/0019), so a name needs other characters too.
"""


def to_name(value: str) -> str:
    """Return a name in its composed form (NFC), so that the same letters are always the same characters."""
    return unicodedata.normalize("NFC", value)


def text_fault(
    value: str, *, maximum: int, minimum: int = 1, pattern: str | None = None, is_name: bool = False
) -> str | None:
    """Return what is wrong with a text, or None.

    A text must have `minimum` to `maximum` characters and match the pattern. It must not be white space alone, unless
    it may be empty. It must not contain control characters (tabs and line breaks are allowed) or halves of surrogate
    pairs, because PostgreSQL and UTF-8 cannot store them. A name has one line and no white space at its ends, and
    at least one character that people see. Usernames and codes are names too.
    """
    if is_name and (fault := _name_fault(value)):
        return fault
    if _UNSTORABLE.search(value):
        return "contains control characters"
    if minimum and not value.strip():
        return "is empty"
    if len(value) > maximum:
        return f"has {len(value)} characters; at most {maximum} are allowed"
    if pattern is not None and not re.fullmatch(pattern, value):
        return f"{value!r} does not have the right form"
    return None


def unseen_fault(value: str) -> str | None:
    """Return that a text has a character that nobody sees, or None. It is for texts that are compared exactly."""
    if unseen := _UNSEEN.search(value):
        return f"contains the invisible character U+{ord(unseen[0]):04X} at place {unseen.start() + 1}; leave it out"
    return None


def _name_fault(value: str) -> str | None:
    if value.strip() not in ("", value):
        return "begins or ends with white space; leave that out"
    if found := _LINE_BREAK.search(value):
        return f"contains a line break at place {found.start() + 1}; write it in one line"
    if found := _CONTROL.search(value):
        return f"contains the control character U+{ord(found[0]):04X} at place {found.start() + 1}; leave it out"
    if _UNSEEN.search(value) and not _UNSEEN.sub("", value).strip():
        return "is empty: nobody sees any of its characters; write a name that people can see"
    return None
