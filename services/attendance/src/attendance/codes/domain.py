"""What a code of attendance counts for. Pure functions, no I/O."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple


class CodeMeaning(NamedTuple):
    """What a code counts for. The weight says, in basis points, how much of a full attendance it is worth."""

    counts_as_present: bool
    weight_basis_points: int
    billable: bool


CODES: Final[Mapping[str, CodeMeaning]] = {
    "present": CodeMeaning(counts_as_present=True, weight_basis_points=10_000, billable=True),
    "late": CodeMeaning(counts_as_present=True, weight_basis_points=5_000, billable=True),
    "excused": CodeMeaning(counts_as_present=False, weight_basis_points=0, billable=False),
    "absent": CodeMeaning(counts_as_present=False, weight_basis_points=0, billable=False),
}
"""The built-in codes and what each counts for."""

DEFAULT_CODE: Final = "absent"
"""The code of a learner whom nobody marked in time, if the organisation's policy names none."""


def default_code(wanted: str | None) -> str:
    """Return the code of learners whom nobody marked: the policy's if it is a known code, else DEFAULT_CODE."""
    return wanted if wanted is not None and wanted in CODES else DEFAULT_CODE


MarkCode = Literal["present", "late", "excused", "absent"]
