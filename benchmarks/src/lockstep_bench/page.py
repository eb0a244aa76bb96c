"""The result as one HTML page: charts, goals, machine and settings. The page loads nothing and runs no script."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from lockstep_bench.chart import bars
from lockstep_bench.figures import figure_text
from lockstep_bench.goals import Verdict, outcome_text
from lockstep_bench.measure import Findings, Line, Measure
from lockstep_bench.report import Result

STYLE: Final = """
:root { color-scheme: light dark; --text: #1d2530; --soft: #5b6673; --line: #d9dee5; --back: #ffffff;
  --c0: #2463c9; --c1: #9aa5b1; --c2: #c8842b; --c3: #5a9a68; --c4: #9467a8; --good: #1d7a3a; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --soft: #9aa5b3; --line: #343c47; --back: #14181e;
  --c0: #6ea3f5; --c1: #7b8794; --c2: #dba159; --c3: #7fbf8e; --c4: #b890ca; --good: #6fcf8a; --bad: #ff8a80; } }
body { margin: 0 auto; max-width: 1360px; padding: 2rem 1.5rem 4rem; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
h2 + p, h1 + p { margin-top: 0; color: var(--soft); }
nav a { color: var(--c0); margin-right: 1rem; }
.lines { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.25rem 2.5rem; }
figure { margin: 0; max-width: 640px; } figcaption { font-weight: 600; }
figcaption small { color: var(--soft); font-weight: 400; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font: 13px system-ui, sans-serif; fill: var(--text); dominant-baseline: central; }
svg .name { text-anchor: end; } svg .value { fill: var(--soft); }
.c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); }
.c4 { fill: var(--c4); }
.whisker { stroke: var(--text); stroke-width: 1.5; fill: none; }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid var(--line); padding: .3rem 1.25rem .3rem 0;
  text-align: left; vertical-align: top; } td.figure { text-align: right; font-variant-numeric: tabular-nums; }
.reached { color: var(--good); } .missed { color: var(--bad); }
""".strip()


def render(result: Result) -> str:
    """Return the page."""
    quick = " This was a quick run with about a fifth of the work." if result.about["quick"] else ""
    links = "".join(f'<a href="#{escape(one.name, quote=True)}">{escape(one.name)}</a>' for one in result.measures)
    parts = [
        "<h1>Lockstep: what was measured</h1>",
        f"<p>{escape(str(result.about['measured_at']))}, in {escape(str(result.about['took_seconds']))} s.{quick} "
        "A bar shows the median of the rounds. A whisker goes from the lowest to the highest round.</p>",
        f"<nav>{links}</nav>",
        _goals(result.verdicts()),
        *(_measure(measure, result.found[measure.name]) for measure in result.measures),
        _about(result.about),
    ]
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Lockstep: benchmark</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _goals(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return ""
    rows = []
    for verdict in verdicts:
        value = "" if verdict.value is None else figure_text(verdict.value)
        outcome = outcome_text(verdict)
        rows.append(
            f'<tr><td>{escape(verdict.ratio)}</td><td class="figure">{value}</td>'
            f"<td>{escape(verdict.goal.reached_when)} {verdict.goal.limit:g}</td>"
            f'<td class="{outcome.replace(" ", "-")}">{outcome}</td></tr>'
        )
    head = "<tr><th>ratio or figure</th><th>found</th><th>goal</th><th></th></tr>"
    return f"<h2>Goals</h2>\n<table>\n{head}\n{''.join(rows)}\n</table>"


def _measure(measure: Measure, findings: Findings) -> str:
    candidates = list(dict.fromkeys(name for line in findings.lines for name in line.candidates))
    figures = "\n".join(_figure(line, candidates) for line in findings.lines)
    anchor = escape(measure.name, quote=True)
    return f'<h2 id="{anchor}">{escape(measure.title)}</h2>\n<div class="lines">\n{figures}\n</div>'


def _figure(line: Line, candidates: Sequence[str]) -> str:
    caption = f"{escape(line.title)} <small>{escape(line.unit)}, {line.better} is better</small>"
    return f"<figure><figcaption>{caption}</figcaption>{bars(line, candidates)}</figure>"


def _about(about: Mapping[str, Any]) -> str:
    tables = [
        f"<h2>{title}</h2>\n<table>\n{''.join(_rows(about[key]))}\n</table>"
        for key, title in (("machine", "Machine"), ("versions", "Versions"), ("settings", "Settings"))
    ]
    return "\n".join(tables)


def _rows(values: Mapping[str, Any], above: str = "") -> list[str]:
    """Return a table row per value. The title of a nested value contains the names of both levels."""
    rows = []
    for name, value in values.items():
        title = f"{above}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            rows += _rows(value, f"{title}: ")
        else:
            text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            rows.append(f"<tr><td>{escape(title)}</td><td>{escape(text)}</td></tr>")
    return rows
