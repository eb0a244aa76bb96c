"""The output for a person: progress, a table, and the last line, which other programs read."""

import sys
from collections.abc import Mapping
from typing import Final

from lockstep_demo.effects import Summary

BAR_CHARACTERS: Final = 30
STEPS_WITHOUT_TERMINAL: Final = 10
MINOR_DIGITS: Final = {"JPY": 0, "KRW": 0, "CLP": 0, "BHD": 3, "KWD": 3, "TND": 3}
"""The digits of currencies that do not have two (ISO 4217)."""
ROWS: Final = (
    ("attendance_locked", "registers locked"),
    ("earnings_credited", "earnings credited"),
    ("insight_inputs_refreshed", "insight inputs refreshed"),
)


def say(text: str) -> None:
    """Write a line and flush."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Progress:
    """The number of sessions that have ended: a bar on a terminal, some lines elsewhere."""

    def __init__(self, total: int) -> None:
        """Take the number of all sessions."""
        self._total = total
        self._done = 0
        self._is_terminal = sys.stdout.isatty()

    def advance(self) -> None:
        """Count one more session and show it."""
        self._done += 1
        if self._is_terminal:
            filled = BAR_CHARACTERS * self._done // self._total
            bar = "#" * filled + "." * (BAR_CHARACTERS - filled)
            end = "\n" if self._done == self._total else ""
            sys.stdout.write(f"\r  [{bar}] {self._done} of {self._total} sessions{end}")
            sys.stdout.flush()
        elif self._step(self._done) != self._step(self._done - 1):
            say(f"  {self._done} of {self._total} sessions")

    def _step(self, done: int) -> int:
        return STEPS_WITHOUT_TERMINAL * done // self._total


def money(amounts: Mapping[str, int]) -> str:
    """Return sums for a person: minor units as decimals, by currency."""
    texts = []
    for currency, amount_minor in sorted(amounts.items()):
        digits = MINOR_DIGITS.get(currency, 2)
        texts.append(f"{currency} {amount_minor / 10**digits:,.{digits}f}")
    return ", ".join(texts)


def table(summary: Summary) -> str:
    """Return the table of completions and effects."""
    counts = {
        "attendance_locked": summary.locked,
        "earnings_credited": summary.credited,
        "insight_inputs_refreshed": summary.refreshed,
    }
    lines = [f"  {'':<26}{'count':>7}{'p50 ms':>9}{'p99 ms':>9}", f"  {'sessions completed':<26}{summary.completed:>7}"]
    for effect, title in ROWS:
        total = f"   {money(summary.earnings)}" if effect == "earnings_credited" else ""
        lines.append(f"  {title:<26}{counts[effect]:>7}{_latency(summary, effect)}{total}")
    lines.append(f"  {'fan-out, to the last effect':<33}{_latency(summary, 'all')}")
    return "\n".join(lines)


def _latency(summary: Summary, name: str) -> str:
    if name not in summary.latencies:
        return f"{'-':>9}{'-':>9}"
    return f"{summary.latencies[name].p50:>9.1f}{summary.latencies[name].p99:>9.1f}"


def last_line(summary: Summary) -> str:
    """Return the last line of the demo's output. Latencies are whole milliseconds."""
    latency = summary.latencies.get("all")
    p50, p99 = (f"{value:.0f}" for value in latency) if latency is not None else ("-", "-")
    return (
        f"demo: completed={summary.completed} locked={summary.locked} credited={summary.credited} "
        f"refreshed={summary.refreshed} p50_ms={p50} p99_ms={p99}"
    )
