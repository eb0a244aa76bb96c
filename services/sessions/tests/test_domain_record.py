"""The completion record and what tells requests apart, as pure functions."""

from dataclasses import replace
from typing import Any

import pytest
from sessions.domain.record import canonical, completion_record, leaf_hash, request_digest

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
