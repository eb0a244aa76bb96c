"""The completion record and the digest that distinguishes requests, as pure functions."""

from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from contracts.transparency.merkle import leaf_hash
from hypothesis import given
from hypothesis import strategies as st
from sessions.ending.record import completion_record, request_digest
from sessions.sealed.canonical import canonical

from .test_domain_completion import CO_COACH, COACH, END, REQUEST, SESSION, decide


def test_the_record_is_canonical_and_holds_no_text() -> None:
    request = replace(REQUEST, recap="Ada did very well " * 10, reason="secret reason")
    record = completion_record(SESSION, request, decide(request=request), by=COACH, now=END, salt=b"s" * 32)
    record_bytes = canonical(record)

    assert b"Ada" not in record_bytes
    assert b"secret" not in record_bytes
    assert record_bytes == canonical(dict(reversed(list(record.items()))))
    assert len(leaf_hash(record_bytes)) == 32


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": None, "raw_minutes": 45},
        {"minutes": 50},
        {"recap": "y" * 150},
        {"attendance_version": 0},
        {"log_and_leave": True},
        {"reason": "x"},
    ],
)
def test_requests_that_differ_have_other_digests(change: dict[str, Any]) -> None:
    salt = b"s" * 32
    digest = request_digest(REQUEST, by=COACH, salt=salt)

    assert digest == request_digest(replace(REQUEST), by=COACH, salt=salt)
    assert digest != request_digest(replace(REQUEST, **change), by=COACH, salt=salt)
    assert digest != request_digest(REQUEST, by=CO_COACH, salt=salt)
    assert digest != request_digest(REQUEST, by=COACH, salt=b"t" * 32)


_EXACT = 2**53 - 1
_KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-_EXACT, _EXACT) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_KEYS, inner, max_size=5),
)


@given(_DOCUMENTS)
def test_canonical_bytes_are_those_of_an_independent_implementation(document: Any) -> None:
    assert canonical(document) == rfc8785.dumps(document)


@pytest.mark.parametrize("unfit", [_EXACT + 1, -_EXACT - 1, "\ud800"])
def test_what_canonical_json_cannot_carry_is_refused(unfit: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": unfit})
