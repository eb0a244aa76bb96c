"""Language tags: which are taken, and in which case they are kept."""

import pytest
from sessions.languages import to_language


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("gsw", "gsw"),
        ("de-CH-1996", "de-CH-1996"),
        ("de-DE-u-co-phonebk", "de-DE-u-co-phonebk"),
        ("iw-IL", "he-IL"),
        ("en-x-Home", "en-x-home"),
    ],
)
def test_a_language_tag_is_kept_in_its_usual_case(written: str, kept: str) -> None:
    assert to_language(written) == kept
    assert to_language(kept) == kept


@pytest.mark.parametrize(
    "written",
    ["", "english", "czech", "Deutsch", "en_US", "cz", "jp", "x", "e", "en-", "en--US", "de-1996-1996", "en\n"],
)
def test_the_name_of_a_language_or_a_country_is_no_language_tag(written: str) -> None:
    assert to_language(written) is None
