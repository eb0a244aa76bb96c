"""Which texts are valid, and how their characters are counted, compared with the definitions in full."""

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from sessions.ending.domain import count_characters
from sessions.texts import text_fault, to_name, unseen_fault


def test_just_controls_other_than_tabs_and_line_breaks_and_halves_of_pairs_are_refused() -> None:
    refused = {c for c in map(chr, range(sys.maxunicode + 1)) if text_fault(f"a{c}", maximum=2) is not None}

    assert refused == {
        c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n\r"
    }


def test_a_name_of_characters_that_nobody_sees_is_empty() -> None:
    for name in ("\u200d", "\u200c\ufe0f", "\U000e0101", "\u180b\u180f", "\u200b \u2060", "\u2800", "\u3164", "\xad"):
        said = "is empty: nobody sees any of its characters; write a name that people can see"
        assert text_fault(name, maximum=9, is_name=True) == said
        assert text_fault(name, maximum=9, minimum=0, is_name=True) == said
        assert text_fault(f"a{name}", maximum=9, is_name=True) is None
    assert text_fault("", maximum=9, minimum=0, is_name=True) is None


def is_seen(character: str) -> bool:
    """Say whether a character can be seen."""
    name = unicodedata.name(character, "")
    is_ignorable = (
        ("HANGUL" in name and name.endswith("FILLER")) or "VARIATION SELECTOR" in name or name in OTHERS_UNSEEN
    )
    return character.isspace() or not (is_ignorable or unicodedata.category(character) in {"Cc", "Cf"})


OTHERS_UNSEEN = {"COMBINING GRAPHEME JOINER", "KHMER VOWEL INHERENT AQ", "KHMER VOWEL INHERENT AA"}


@given(st.text() | st.text(st.sampled_from("a e\u0301\u200b\u00a0\n\t\x1c\x00\u2028\U0001f600\ufe0f\u3164\u034f")))
def test_characters_count_composed_with_white_space_once_and_what_is_not_seen_not_at_all(text: str) -> None:
    seen = "".join(filter(is_seen, text))

    assert count_characters(text) == len(" ".join(unicodedata.normalize("NFC", seen).split()))


def test_whatever_cannot_be_seen_does_not_count() -> None:
    assigned = [*map(chr, range(0x20000)), *map(chr, range(0xE0000, 0xE0200))]  # the others: ideographs, unassigned
    counted = {c for c in assigned if not c.isspace() and count_characters(c)}

    assert counted == {c for c in assigned if not c.isspace() and is_seen(c)}


def test_a_name_may_have_characters_that_nobody_sees_but_no_controls_and_no_line_breaks() -> None:
    refused = {
        c for c in map(chr, range(sys.maxunicode + 1)) if text_fault(f"a{c}b", maximum=3, is_name=True) is not None
    }
    directions = {c for c in map(chr, range(0x2000, 0x2070)) if unicodedata.bidirectional(c) in DIRECTIONS}
    annotations = {c for c in map(chr, range(0xFFF0, 0x10000)) if "INTERLINEAR" in name(c)}

    assert refused == directions | annotations | {
        c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}
    }
    assert text_fault("a\nb", maximum=3, is_name=True) == "contains a line break at place 2; write it in one line"
    assert text_fault("a\tb", maximum=3, is_name=True) == (
        "contains the control character U+0009 at place 2; leave it out"
    )
    assert unseen_fault("a\u200bb") == "contains the invisible character U+200B at place 2; leave it out"


DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def name(character: str) -> str:
    """Return the name of a character."""
    return unicodedata.name(character, "")


@given(st.text())
def test_a_name_has_one_form_however_its_accents_are_written(text: str) -> None:
    composed = to_name(text)

    assert to_name(composed) == composed
    assert to_name(unicodedata.normalize("NFD", text)) == composed
