"""Policies as pure functions: contradictions, presets, and what a record pins."""

from dataclasses import replace
from typing import Any

import pytest
from sessions.organisation.domain import DEFAULT_POLICY, PRESETS, check_policy, deciding_values, preset_policy
from sessions.organisation.errors import InvalidPolicy


@pytest.mark.parametrize(
    "values",
    [
        {"reminder_hours": ()},
        {"reminder_hours": (0, 71)},
        {"reminder_hours": tuple(range(10))},
        {"rounding": "nearest"},
        {"attendance_default": "excused"},
        {"amendment_approvers": ("support", "admin")},
    ],
)
def test_a_policy_that_makes_sense_is_taken(values: dict[str, Any]) -> None:
    check_policy(replace(DEFAULT_POLICY, **values))


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"reminder_hours": (24, 1)}, "/reminder_hours"),
        ({"reminder_hours": (1, 1)}, "/reminder_hours"),
        ({"reminder_hours": (-1,)}, "/reminder_hours"),
        ({"reminder_hours": (72,)}, "/reminder_hours"),
        ({"reminder_hours": tuple(range(11))}, "/reminder_hours"),
        ({"log_within_hours": 66}, "/reminder_hours"),
        ({"rounding": "sideways"}, "/rounding"),
        ({"attendance_default": "asleep"}, "/attendance_default"),
        ({"amendment_approvers": ()}, "/amendment_approvers"),
        ({"amendment_approvers": ("admin", "admin")}, "/amendment_approvers"),
        ({"amendment_approvers": ("coach",)}, "/amendment_approvers"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_and_says_where(values: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        check_policy(replace(DEFAULT_POLICY, **values))

    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_every_preset_makes_sense_and_takes_values_of_ones_own() -> None:
    for preset in PRESETS.values():
        check_policy(preset)
    coaching = preset_policy("coaching", {"step_minutes": 10, "minimum_minutes": 10})
    assert (coaching.maximum_minutes, coaching.recap_minimum_characters, coaching.step_minutes) == (240, 0, 10)
    assert preset_policy("tutoring", {}) == DEFAULT_POLICY


def test_reminders_that_would_come_too_late_are_left_out_unless_they_were_asked_for() -> None:
    assert preset_policy("tutoring", {"log_within_hours": 24}).reminder_hours == (1,)
    asked = preset_policy("tutoring", {"log_within_hours": 24, "reminder_hours": (1, 24)})
    with pytest.raises(InvalidPolicy, match="24 hours after the end"):
        check_policy(asked)


def test_a_record_pins_all_that_decides_and_nothing_else() -> None:
    pinned = deciding_values(DEFAULT_POLICY)

    of_the_present = {"fellow_names", "separate_duties", "erasure_second_person", "coaches_plan"}
    assert set(DEFAULT_POLICY.__slots__) - pinned.keys() == {"start_early_minutes", "reminder_hours", *of_the_present}
    assert (pinned["rounding"], pinned["amendment_approvers"], pinned["void_allowed"]) == ("up", ["admin"], True)
