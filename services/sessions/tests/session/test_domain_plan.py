"""A field of a session stands once: everything that takes fields by name has each of them."""

import pytest
from sessions.imports.sheets.session_columns import CELLS, SESSION_COLUMNS
from sessions.imports.sheets.sessions import SESSIONS
from sessions.session.domain import TRAITS
from sessions.session.schemas import TraitsIn, TraitsOut, TraitsPatch


@pytest.mark.parametrize("body", [TraitsIn, TraitsPatch, TraitsOut])
def test_requests_and_answers_have_every_trait(body: type[TraitsIn | TraitsPatch | TraitsOut]) -> None:
    assert set(body.model_fields) == set(TRAITS)


def test_files_have_every_trait_and_what_is_written_can_be_read() -> None:
    assert set(TRAITS) <= {cell.field for cell in CELLS}
    assert {cell.column for cell in CELLS} <= set(SESSION_COLUMNS)
    assert set(SESSION_COLUMNS) == set(SESSIONS[0].read)
