"""The rules of the example of a downstream consumer, on the golden messages."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
_SPEC = importlib.util.spec_from_file_location("consumer", ROOT / "examples/consumer/consumer.py")
assert _SPEC is not None
assert _SPEC.loader is not None
consumer: Any = importlib.util.module_from_spec(_SPEC)  # Any: the script is in no package
_SPEC.loader.exec_module(consumer)

MESSAGES = sorted((ROOT / "libs/contracts/examples/SessionCompleted").glob("*.json"))


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_every_golden_completion_has_the_record_that_it_names_and_an_altered_one_is_not_used(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = json.loads(path.read_text())["value"]
    consumer.handle(event)
    assert event["event_id"] in capsys.readouterr().out
    altered = event | {"record": event["record"].replace("minutes", "hours")}
    with pytest.raises(ValueError, match="do not use it"):
        consumer.handle(altered)
    assert capsys.readouterr().out == ""


def test_who_was_removed_or_did_not_accept_takes_no_part() -> None:
    closed = {"enrolled_at": "2026-11-02T07:00:00Z", "removed_at": "2026-11-02T08:00:00Z"}
    accepted = {"acceptance": "accepted", "periods": []}
    assert consumer.takes_part(accepted)
    assert consumer.takes_part(accepted | {"periods": [closed, closed | {"removed_at": None}]})
    assert not consumer.takes_part(accepted | {"periods": [closed]})
    assert not consumer.takes_part(accepted | {"acceptance": "a word of tomorrow"})


def test_an_unknown_type_is_skipped_unless_it_is_critical() -> None:
    kind = b"lockstep.sessions.SessionPostponed.v1"
    assert consumer.completed([("ce_type", kind)], b"{}") is None
    with pytest.raises(ValueError, match="must not be skipped"):
        consumer.completed([("ce_type", kind), ("ce_critical", b"true")], b"{}")
    known = [("ce_type", b"lockstep.sessions.SessionVoided.v1"), ("ce_critical", b"true")]
    assert consumer.completed(known, b"{}") is None
