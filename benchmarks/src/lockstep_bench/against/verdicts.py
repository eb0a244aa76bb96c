"""What a comparison says: a document for machines, a table for people. Pure functions."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

from lockstep_bench.against.compare import Compared
from lockstep_bench.against.noise import CONFIDENCE, Difference, difference
from lockstep_bench.against.protocol import Figure
from lockstep_bench.against.schedule import BASE, HERE
from lockstep_bench.figures import figure_text
from lockstep_bench.report import aligned
from lockstep_bench.sides import FLOOR, LOCKSTEP

DIGITS: Final = 4
PERCENT: Final = 100

Rounds = Sequence[Mapping[str, Figure]]


class Judged(NamedTuple):
    """A figure of both commits.

    `difference` is the platform's, and what the verdict is about. `floors` is that of the two floors, `to_floor` that
    of the platforms after each is divided by its own floor; both are None where the figure has no floor.
    """

    unit: str
    here: Sequence[float]
    base: Sequence[float]
    difference: Difference
    floors: Difference | None
    to_floor: Difference | None


def judge(compared: Compared) -> dict[str, Judged]:
    """Return every figure that both commits have in every round, by name, in the order of this checkout's."""
    here, base = compared.rounds[HERE], compared.rounds[BASE]
    common = [name for name in here[0] if all(name in one for one in (*here, *base))]
    return {name: _judged(name, here, base, figures=len(common)) for name in common}


def _judged(name: str, here: Rounds, base: Rounds, *, figures: int) -> Judged:
    ours, theirs = ([one[name] for one in rounds] for rounds in (here, base))
    better = ours[0].better

    def compare(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
        return difference(ours, theirs, better=better, figures=figures)

    mine, other = _values(ours, LOCKSTEP), _values(theirs, LOCKSTEP)
    floors = to_floor = None
    if all(FLOOR in one.values for one in (*ours, *theirs)):
        my_floor, other_floor = _values(ours, FLOOR), _values(theirs, FLOOR)
        floors = compare(my_floor, other_floor)
        to_floor = compare(_divided(mine, my_floor), _divided(other, other_floor))
    return Judged(ours[0].unit, mine, other, compare(mine, other), floors, to_floor)


def _values(figures: Sequence[Figure], side: str) -> list[float]:
    return [one.values[side] for one in figures]


def _divided(values: Sequence[float], by: Sequence[float]) -> list[float]:
    return [value / floor for value, floor in zip(values, by, strict=True)]


def document(compared: Compared) -> dict[str, Any]:
    """Return everything that was found, as JSON takes it."""
    judged = judge(compared)
    return {
        **compared.about,
        "rounds": len(compared.rounds[HERE]),
        "confidence": CONFIDENCE,
        "figures": {name: _figure(one) for name, one in judged.items()},
        "not_in_both": sorted(_all_names(compared) - set(judged)),
        "by_round": {
            side: [{name: figure._asdict() for name, figure in one.items()} for one in rounds]
            for side, rounds in compared.rounds.items()
        },
    }


def _all_names(compared: Compared) -> set[str]:
    return {name for rounds in compared.rounds.values() for one in rounds for name in one}


def _figure(one: Judged) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "here": round(median(one.here), DIGITS),
        "base": round(median(one.base), DIGITS),
        **_rounded(one.difference),
        "floors": None if one.floors is None else _rounded(one.floors),
        "to_floor": None if one.to_floor is None else _rounded(one.to_floor),
    }


def _rounded(one: Difference) -> dict[str, Any]:
    return {"ratio": round(one.ratio, DIGITS), "noise": round(one.noise, DIGITS), "verdict": one.verdict}


def table(compared: Compared) -> str:
    """Return what was compared, a line per figure, and what is larger than the noise."""
    judged = judge(compared)
    rows = [["", "base", "here", "here to base", "noise", "floors", ""]]
    for name, one in judged.items():
        rows.append(
            [
                f"  {name}, {one.unit}",
                figure_text(median(one.base)),
                figure_text(median(one.here)),
                f"{one.difference.ratio:.2f}",
                _percent(one.difference.noise),
                "" if one.floors is None else f"{one.floors.ratio:.2f} ± {_percent(one.floors.noise)}",
                one.difference.verdict,
            ]
        )
    titles = [f"{side}: {title}" for side, title in compared.titles.items()]
    lines = [*titles, "", *aligned(rows), "", _summary(judged, len(compared.rounds[HERE]))]
    if missing := sorted(_all_names(compared) - set(judged)):
        lines.append(f"Not in every round of both, and left out: {', '.join(missing)}.")
    return "\n".join(lines)


def _percent(noise: float) -> str:
    return f"{(noise - 1) * PERCENT:.0f} %"


def _summary(judged: Mapping[str, Judged], rounds: int) -> str:
    different = [name for name, one in judged.items() if one.difference.verdict in ("faster", "slower")]
    found = (
        f"Larger than the noise: {len(different)} of {len(judged)} differences."
        if different
        else "No difference is larger than the noise."
    )
    return (
        f"{found} Each has {rounds} rounds, in turn.\n"
        "`base` and `here` are medians; `here to base` is the mean of the ratios of neighbouring rounds. Commits that\n"
        f"do not differ stay within the noise with all figures in {CONFIDENCE:.0%} of comparisons. `floors` compares\n"
        "the floors, which run the SQL of the services and nothing else of them."
    )
