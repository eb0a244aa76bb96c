"""One run: bring about what each measure needs, in the order of the registry, and collect what they find."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import asyncpg

from lockstep_bench import machine, stage
from lockstep_bench.bench import Bench, Say
from lockstep_bench.failure import BenchError
from lockstep_bench.measure import Findings, Measure
from lockstep_bench.report import Result

MEASURE_SECONDS_MAX: Final = 1_800
"""How long one measure may take: what is not done by then is stuck."""

_WITH_SIDES: Final = ("sides", "commands")


def choose(measures: Sequence[Measure], names: Sequence[str]) -> list[Measure]:
    """Return the named measures in their own order, without names those that run by default.

    Raises BenchError for a name that no measure has.
    """
    known = {measure.name for measure in measures}
    if unknown := [name for name in names if name not in known]:
        raise BenchError(f"there is no measure {', '.join(unknown)}; there are {', '.join(m.name for m in measures)}")
    return [measure for measure in measures if measure.name in names or (not names and measure.by_default)]


async def run(data: Path, measures: Sequence[Measure], *, quick: bool, say: Say) -> Result:
    """Run measures on a stack of their own in `data`. Raises BenchError where no honest result can be had."""
    if any(measure.with_textbook for measure in measures):
        stage.textbook_program()  # what would be missing later is said at once
    about_machine = machine.describe_machine()
    began_at = datetime.now(UTC)
    found: dict[str, Findings] = {}
    about: dict[str, Any] = {}
    async with Bench(data, quick=quick, say=say) as bench:
        for measure in measures:
            if measure.needs != "nothing" and not about:
                await bench.start_stack()
                about = await describe(bench)
            if measure.needs in _WITH_SIDES and not bench.sides:
                await _build_sides(bench, measures)
            await bench.bring_about(measure)
            say(f"Measure {measure.name}: {measure.title}")
            found[measure.name] = await _within_time(measure, bench)
        if not about:
            await bench.start_stack()
            about = await describe(bench)
    return Result(
        measures,
        found,
        {
            "measured_at": began_at.isoformat(timespec="seconds"),
            "took_seconds": round((datetime.now(UTC) - began_at).total_seconds()),
            "quick": quick,
            "machine": about_machine,
            **about,
        },
    )


async def _build_sides(bench: Bench, measures: Sequence[Measure]) -> None:
    with_sides = [measure for measure in measures if measure.needs in _WITH_SIDES]
    await bench.build_sides(
        sum(measure.sessions(quick=bench.quick) for measure in with_sides),
        with_textbook=any(measure.with_textbook for measure in with_sides),
    )


async def _within_time(measure: Measure, bench: Bench) -> Findings:
    try:
        async with asyncio.timeout(MEASURE_SECONDS_MAX):
            return await measure.run(bench)
    except TimeoutError:
        raise BenchError(f"{measure.name} did not end within {MEASURE_SECONDS_MAX} s") from None


async def describe(bench: Bench) -> dict[str, Any]:
    """Return versions and settings. Raises BenchError where a setting trades durability for speed."""
    server = await asyncpg.connect(bench.postgres.dsn())
    try:
        return {
            "versions": await machine.describe_versions(server),
            "settings": await machine.describe_settings(server),
        }
    finally:
        await server.close()
