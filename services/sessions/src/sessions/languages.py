"""Language tags (BCP 47), as browsers and people write them: `de`, `pt-BR`, `zh-Hant-TW`."""

import re
from typing import Final

_TAG: Final = re.compile(
    r"""
    (?P<language>[a-z]{2,3})
    (?:-(?P<script>[a-z]{4}))?
    (?:-(?P<region>[a-z]{2}|[0-9]{3}))?
    (?P<rest>
        (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
        (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*
        (?:-x(?:-[a-z0-9]{1,8})+)?
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""The tags that RFC 5646 calls langtags, without the extended languages, which have shorter tags of their own."""
_ISO_639_1: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_OF_TWO_LETTERS: Final = frozenset(_ISO_639_1.split())
"""The languages of two letters. People write countries there: `cz` for `cs`, `gr` for `el`."""
_RENAMED: Final = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Older tags, which some programs still send, each with the one that replaces it."""


def to_language(tag: str) -> str | None:
    """Return a language tag in its usual case, such as `zh-Hant-TW`, or None if it is no tag of a language.

    Languages of three letters, scripts, regions and variants are not looked up. Only their form is checked.
    """
    found = _TAG.fullmatch(tag)
    if found is None:
        return None
    language = found["language"].lower()
    language = _RENAMED.get(language, language)
    if len(language) == 2 and language not in _OF_TWO_LETTERS:  # noqa: PLR2004 - see the table
        return None
    script, region, rest = found["script"] or "", found["region"] or "", found["rest"].lower()
    before_private = rest.partition("-x-")[0].split("-")[1:]
    if any(before_private.count(part) > 1 for part in before_private if len(part) != 2):  # noqa: PLR2004
        return None
    return "-".join(part for part in (language, script.title(), region.upper()) if part) + rest
