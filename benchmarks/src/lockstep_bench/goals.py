"""Goals, and whether each ratio reached its goal. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lockstep_bench.measure import Findings, Goal, Measure

Ratio = float | Mapping[str, float]
"""One figure, or one per service."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ratio and its goal. `value` and `reached` are None if the benchmark did not measure the ratio."""

    ratio: str
    goal: Goal
    value: float | None
    reached: bool | None


def judge(measures: Sequence[Measure], found: Mapping[str, Findings]) -> list[Verdict]:
    """Return a verdict per goal of the measures that ran. A ratio with a figure per service has a verdict per service.

    `found` has the findings of each measure by its name.
    """
    verdicts = []
    for measure in measures:
        if measure.name not in found:
            continue
        for name, goal in measure.goals.items():
            ratio = found[measure.name].ratios.get(name)
            if isinstance(ratio, Mapping):
                verdicts += [_verdict(f"{name}.{service}", goal, value) for service, value in ratio.items()]
            else:
                verdicts.append(_verdict(name, goal, ratio))
    return verdicts


def _verdict(name: str, goal: Goal, value: float | None) -> Verdict:
    if value is None:
        return Verdict(name, goal, None, None)
    reached = value >= goal.limit if goal.reached_when == "at least" else value <= goal.limit
    return Verdict(name, goal, value, reached)


def outcome_text(verdict: Verdict) -> str:
    """Return `reached`, `missed` or `not measured`."""
    if verdict.reached is None:
        return "not measured"
    return "reached" if verdict.reached else "missed"
