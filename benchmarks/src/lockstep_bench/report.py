"""The result of a run: a document for machines, a table for people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, NamedTuple

from lockstep_bench.figures import Spread, figure_text, spread_text
from lockstep_bench.goals import Ratio, Verdict, judge, outcome_text
from lockstep_bench.measure import Findings, Line, Measure

RATIO_DIGITS: Final = 4
COLUMN_GAP: Final = 3


class Result(NamedTuple):
    """What a run found: the measures that ran, what each found by its name, and what it was measured on."""

    measures: Sequence[Measure]
    found: Mapping[str, Findings]
    about: Mapping[str, Any]

    def ratios(self) -> dict[str, Ratio]:
        """Return every ratio by its name."""
        return {name: ratio for findings in self.found.values() for name, ratio in findings.ratios.items()}

    def verdicts(self) -> list[Verdict]:
        """Return the goals of the measures that ran, each with what came of it."""
        return judge(self.measures, self.found)


def document(result: Result) -> dict[str, Any]:
    """Return everything that was found, as JSON takes it."""
    return {
        **result.about,
        "ratios": {name: _rounded(ratio) for name, ratio in result.ratios().items()},
        "goals": [
            {
                "ratio": verdict.ratio,
                "value": None if verdict.value is None else _rounded(verdict.value),
                "reached_when": verdict.goal.reached_when,
                "limit": verdict.goal.limit,
                "reached": verdict.reached,
            }
            for verdict in result.verdicts()
        ],
        "measures": {
            measure.name: {
                "title": measure.title,
                "lines": [_line(line) for line in result.found[measure.name].lines],
                "details": result.found[measure.name].details,
            }
            for measure in result.measures
        },
    }


def _rounded(ratio: Ratio) -> Ratio:
    if isinstance(ratio, Mapping):
        return {service: round(value, RATIO_DIGITS) for service, value in ratio.items()}
    return round(ratio, RATIO_DIGITS)


def _line(line: Line) -> dict[str, Any]:
    return {**asdict(line), "candidates": {name: spread._asdict() for name, spread in line.candidates.items()}}


def table(result: Result) -> str:
    """Return the table: for every measure its figures, as median (lowest to highest), then the goals."""
    parts = [_measure_table(measure.title, result.found[measure.name].lines) for measure in result.measures]
    if verdicts := result.verdicts():
        parts.append(_goals_table(verdicts))
    return "\n\n".join(parts)


def _measure_table(title: str, lines: Sequence[Line]) -> str:
    columns = list(dict.fromkeys(name for line in lines for name in line.candidates))
    rows = [["", *columns]]
    for line in lines:
        rows.append([f"  {line.title}, {line.unit}", *(_cell(line.candidates.get(name)) for name in columns)])
    return "\n".join([title, *aligned(rows)])


def _cell(spread: Spread | None) -> str:
    return "" if spread is None else spread_text(spread)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines of text: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    gap = " " * COLUMN_GAP
    return [
        gap.join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def _goals_table(verdicts: Sequence[Verdict]) -> str:
    rows = ["Goals"]
    for verdict in verdicts:
        value = "" if verdict.value is None else figure_text(verdict.value)
        wanted = f"{verdict.goal.reached_when} {verdict.goal.limit:g}"
        rows.append(f"  {verdict.ratio:<32}{value:>10}   {wanted:<16}{outcome_text(verdict)}")
    return "\n".join(rows)
