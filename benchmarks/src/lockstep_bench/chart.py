"""Bars as inline SVG: one row per candidate, with its median, a whisker from lowest to highest, and the figures."""

from collections.abc import Sequence
from html import escape
from typing import Final

from lockstep_bench.figures import Spread, figure_text, spread_text
from lockstep_bench.measure import Line

WIDTH: Final = 640
NAME_WIDTH: Final = 140
BAR_WIDTH: Final = 290
ROW_HEIGHT: Final = 26
BAR_HEIGHT: Final = 14
WHISKER_HEIGHT: Final = 8
GAP: Final = 8
COLOURS: Final = 5
"""The number of colours in the page's style (classes c0, c1, …). More candidates use the colours again."""


def colour_class(candidate: str, candidates: Sequence[str]) -> str:
    """Return the class of a candidate's colour. It is the same in every chart of a measure."""
    return f"c{candidates.index(candidate) % COLOURS}"


def bars(line: Line, candidates: Sequence[str]) -> str:
    """Return the chart of a line. `candidates` are all candidates of its measure, in the order of their colours."""
    largest = max((spread.highest for spread in line.candidates.values()), default=0.0)
    scale = BAR_WIDTH / largest if largest > 0 else 0.0
    rows = [
        _row(name, spread, number * ROW_HEIGHT, scale, colour_class(name, candidates))
        for number, (name, spread) in enumerate(line.candidates.items())
    ]
    height = ROW_HEIGHT * len(rows)
    said = "; ".join(f"{name} {figure_text(spread.median)}" for name, spread in line.candidates.items())
    label = escape(f"{line.title}, {line.unit}: {said}", quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(rows)}</svg>'


def _row(name: str, spread: Spread, top: float, scale: float, colour: str) -> str:
    middle = top + ROW_HEIGHT / 2
    length = max(1.0, spread.median * scale)
    low, high = (NAME_WIDTH + value * scale for value in (spread.lowest, spread.highest))
    parts = [
        f'<text x="{NAME_WIDTH - GAP}" y="{middle:.1f}" class="name">{escape(name)}</text>',
        f'<rect x="{NAME_WIDTH}" y="{middle - BAR_HEIGHT / 2:.1f}" width="{length:.1f}" height="{BAR_HEIGHT}"'
        f' rx="2" class="{colour}"/>',
    ]
    if spread.lowest < spread.highest:
        above, below = middle - WHISKER_HEIGHT / 2, middle + WHISKER_HEIGHT / 2
        parts.append(
            f'<path class="whisker" d="M{low:.1f} {middle:.1f}H{high:.1f}'
            f'M{low:.1f} {above:.1f}V{below:.1f}M{high:.1f} {above:.1f}V{below:.1f}"/>'
        )
    end = max(NAME_WIDTH + length, high) + GAP
    parts.append(f'<text x="{end:.1f}" y="{middle:.1f}" class="value">{escape(spread_text(spread))}</text>')
    return "".join(parts)
