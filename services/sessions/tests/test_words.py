"""The words that sessions writes are those that the contracts list."""

from typing import Any, get_args

import pytest
from contracts.envelope import KNOWN_VALUES, Event
from contracts.generate import event_schema
from contracts.sessions import PresenceChanged, SessionAmended, SessionCompleted, SessionStateChanged, TextWritten
from sessions.notes.domain import Audience
from sessions.organisation.domain import Approver
from sessions.session.domain import State
from sessions.session.visibility import Visibility
from sessions.words import Acceptance, AmendedField, Mode, PresenceSource


def known(event: type[Event], *path: str) -> set[str]:
    """Return the known values of a field of an event, or of a value inside it: `known(SessionCompleted, "mode")`."""
    schema = event_schema(event)
    *parents, last = path
    part = schema["$defs"][parents[0]] if parents else schema
    field: dict[str, Any] = part["properties"][last]
    return set(field.get("items", field)[KNOWN_VALUES])


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        (Mode, known(SessionCompleted, "mode")),
        (Acceptance, known(SessionCompleted, "Participant", "acceptance")),
        (Approver, known(SessionCompleted, "PolicyValues", "amendment_approvers")),
        (AmendedField, known(SessionAmended, "field")),
        (PresenceSource, known(PresenceChanged, "source")),
        (Visibility, known(SessionStateChanged, "visibility")),
        (Audience, known(TextWritten, "audience")),
    ],
)
def test_every_word_of_a_field_is_a_known_value_of_its_event_and_no_other_is(words: Any, listed: set[str]) -> None:
    assert set(get_args(words)) == listed


def test_a_session_has_the_states_of_its_events_and_a_void_is_one_more() -> None:
    assert {*get_args(State), "voided"} == known(SessionStateChanged, "state")
