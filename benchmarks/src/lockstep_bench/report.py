"""The result: ratios, a table for people, a document for machines."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lockstep_bench.figures import Spread, paired_ratios, percentile, spread_of
from lockstep_bench.rounds import EFFECTS, Round

CANDIDATE: Final = "lockstep"
FLOOR: Final = "floor"
FORMAT: Final = "{:<34} {:>22} {:>22} {:>20}"


def ratios(measured: Mapping[str, Sequence[Round]]) -> dict[str, float]:
    """Return the figures that goals are set for. Throughput: the median of the rounds' ratios; latency: of all."""
    last = {side: _fanout(rounds, "all") for side, rounds in measured.items()}
    return {
        "command_vs_floor": round(_throughput_ratio(measured, "commands_per_second").median, 3),
        "end_to_end_vs_floor": round(_throughput_ratio(measured, "end_to_end_per_second").median, 3),
        "fanout_p50_ms": round(percentile(last[CANDIDATE], 50), 2),
        "fanout_p99_ms": round(percentile(last[CANDIDATE], 99), 2),
        "fanout_vs_floor": round(percentile(last[CANDIDATE], 99) / percentile(last[FLOOR], 99), 3),
    }


def document(measured: Mapping[str, Sequence[Round]]) -> dict[str, Any]:
    """Return ratios, results and every round, as JSON takes them."""
    return {
        "ratios": ratios(measured),
        "results": {side: _results(rounds) for side, rounds in measured.items()},
        "rounds": [
            {
                side: {**one.throughput._asdict(), "fanout_ms": [fanout._asdict() for fanout in one.fanout]}
                for side, one in zip(measured, both, strict=True)
            }
            for both in zip(*measured.values(), strict=True)
        ],
    }


def table(measured: Mapping[str, Sequence[Round]]) -> str:
    """Return the table: medians with lowest and highest round, and the ratio of the sides."""
    lines = [FORMAT.format("", CANDIDATE, FLOOR, "ratio")]
    for title, field in (
        ("completions per second", "commands_per_second"),
        ("end to end per second", "end_to_end_per_second"),
    ):
        sides = [_spread_text(spread_of(_of(measured[side], field)), 0) for side in (CANDIDATE, FLOOR)]
        lines.append(FORMAT.format(title, *sides, _spread_text(_throughput_ratio(measured, field), 2)))
    for percent in (50, 99):
        field = f"answered_p{percent}_ms"
        sides = [_spread_text(spread_of(_of(measured[side], field)), 1) for side in (CANDIDATE, FLOOR)]
        lines.append(FORMAT.format(f"answer p{percent}, all clients, ms", *sides, ""))
    for effect in (*EFFECTS, "all"):
        both = [_fanout(measured[side], effect) for side in (CANDIDATE, FLOOR)]
        texts = [f"{percentile(values, 50):.1f} / {percentile(values, 99):.1f}" for values in both]
        ratio = percentile(both[0], 99) / percentile(both[1], 99)
        lines.append(FORMAT.format(f"{effect.replace('_', ' ')} p50/p99, ms", *texts, f"{ratio:.2f}"))
    lines += ["", f"Processor time per completion, ms (all cores, {len(measured[FLOOR])} rounds, median)"]
    for side, rounds in measured.items():
        spent = _cpu(rounds)
        parts = ", ".join(f"{name} {ms:.2f}" for name, ms in sorted(spent.items(), key=lambda one: -one[1]))
        lines.append(f"  {side:<9} {sum(spent.values()):.2f}: {parts}")
    return "\n".join(lines)


def _results(rounds: Sequence[Round]) -> dict[str, Any]:
    fields = ("commands_per_second", "end_to_end_per_second", "answered_p50_ms", "answered_p99_ms")
    return {
        **{field: spread_of(_of(rounds, field))._asdict() for field in fields},
        "fanout_ms": {
            effect: {f"p{percent}": percentile(_fanout(rounds, effect), percent) for percent in (50, 99)}
            for effect in (*EFFECTS, "all")
        },
        "cpu_ms_per_completion": _cpu(rounds),
    }


def _cpu(rounds: Sequence[Round]) -> dict[str, float]:
    names = rounds[0].throughput.cpu_ms
    return {name: spread_of([one.throughput.cpu_ms[name] for one in rounds]).median for name in names}


def _of(rounds: Sequence[Round], field: str) -> list[float]:
    return [getattr(one.throughput, field) for one in rounds]


def _fanout(rounds: Sequence[Round], effect: str) -> list[float]:
    return [getattr(fanout, effect) for one in rounds for fanout in one.fanout]


def _throughput_ratio(measured: Mapping[str, Sequence[Round]], field: str) -> Spread:
    return paired_ratios(_of(measured[CANDIDATE], field), _of(measured[FLOOR], field))


def _spread_text(spread: Spread, digits: int) -> str:
    return f"{spread.median:.{digits}f} ({spread.lowest:.{digits}f} to {spread.highest:.{digits}f})"
