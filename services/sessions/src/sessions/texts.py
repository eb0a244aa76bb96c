"""The limits of texts, and the form of names. They are the same in a request body and in a cell of a file."""

import re
import unicodedata

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
_UNSEEN_IN_A_NAME = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""Controls, white space other than spaces, and what Unicode says to ignore (Default_Ignorable_Code_Point).

The two joiners and variation selectors are not among them: names in Persian and in languages of India, some Japanese
names, and emoji consist of them.
"""
_IGNORED = re.compile("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""The joiners and variation selectors. Names are compared without them, so a name needs other characters too."""


def to_name(value: str) -> str:
    """Return a name in its composed form (NFC), so that the same letters are always the same characters."""
    return unicodedata.normalize("NFC", value)


def text_fault(
    value: str, *, maximum: int, minimum: int = 1, pattern: str | None = None, is_name: bool = False
) -> str | None:
    """Return what is wrong with a text, or None.

    A text must have `minimum` to `maximum` characters and match the pattern. It must not be white space alone, unless
    it may be empty. It must not contain control characters (tabs and line breaks are allowed) or halves of surrogate
    pairs, because PostgreSQL and UTF-8 cannot store them. A name must not have white space at its ends or characters
    that nobody sees, because two different names would look the same. Usernames and codes are names too.
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


def _name_fault(value: str) -> str | None:
    if value.strip() not in ("", value):
        return "begins or ends with white space; leave that out"
    if unseen := _UNSEEN_IN_A_NAME.search(value):
        return f"contains the invisible character U+{ord(unseen[0]):04X} at place {unseen.start() + 1}; leave it out"
    if value and not _IGNORED.sub("", value).strip():
        return "is empty"
    return None
