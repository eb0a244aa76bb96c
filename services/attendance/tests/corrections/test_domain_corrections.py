"""For any input: what a correction of a mark changes, and when it applies."""

from uuid import UUID

from attendance.codes.domain import CODES
from attendance.corrections.domain import amended_mark, applies_at_once
from contracts.attendance import Mark
from hypothesis import given
from hypothesis import strategies as st

LEARNER = UUID(int=1)


@given(st.sampled_from(list(CODES)), st.none() | st.integers(0, 90), st.sampled_from(list(CODES)))
def test_a_correction_changes_code_or_minutes_and_counts_as_its_code_does(
    held_code: str, minutes: int | None, code: str
) -> None:
    held = Mark(
        person_id=LEARNER, code=held_code, minutes=minutes, source="policy_default", **CODES[held_code]._asdict()
    )
    assert amended_mark(held, code=held_code, minutes=minutes) is None
    new = amended_mark(held, code=code, minutes=91)
    assert new == Mark(person_id=LEARNER, code=code, minutes=91, source="coach", **CODES[code]._asdict())


def test_only_the_correction_of_an_approver_without_a_second_person_applies_at_once() -> None:
    assert applies_at_once(["admin"], second_person=False, roles=["admin"])
    assert applies_at_once(["support"], second_person=False, roles=["coach", "support"])
    assert applies_at_once(["a role of later"], second_person=False, roles=["admin"])
    assert not applies_at_once(["admin"], second_person=True, roles=["admin"])
    assert not applies_at_once(["admin"], second_person=False, roles=["support"])
