"""The sources of marks that attendance writes are those that the contracts list."""

from typing import get_args

from attendance.registers.domain import MarkSource
from contracts.attendance import Mark
from contracts.envelope import KNOWN_VALUES


def test_every_source_of_a_mark_is_a_known_value_and_no_other_is() -> None:
    assert set(get_args(MarkSource)) == set(Mark.model_json_schema()["properties"]["source"][KNOWN_VALUES])
