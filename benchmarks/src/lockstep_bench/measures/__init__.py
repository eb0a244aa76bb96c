"""The measures, one module each.

A feature that brings a figure of its own (a read, a rebuild, an import) adds a module here that ends in

    MEASURE: Final = Measure(name="rebuild", title="Rebuilding reports from the topics", needs="servers", run=run)

and names it in MEASURES, in the place where it is to run. `async def run(bench: Bench) -> Findings` does the work: it
may use what `Bench` offers in the state that `needs` names, repeats in rounds (a fifth of the work when `bench.quick`),
gives each candidate its turn in every round, and returns a `Line` per figure, with the median and the lowest and the
highest round of every candidate, and the ratios that `goals` are set for. Table, page and `latest.json` show it from
then on; `make bench ARGS=rebuild` runs it alone. `reads` is the example of a read at three table sizes.

Order matters: what needs no stack runs first, what needs the sides before what needs the servers alone.
"""

from typing import Final

from lockstep_bench.measure import Measure
from lockstep_bench.measures import (
    claim,
    command,
    consumers,
    fanout,
    growth,
    imports,
    memory,
    reads,
    relay,
    scaling,
    start,
    sustained,
)

MEASURES: Final[tuple[Measure, ...]] = (
    start.MEASURE,
    sustained.MEASURE,
    fanout.MEASURE,
    memory.MEASURE,
    imports.MEASURE,
    command.MEASURE,
    consumers.MEASURE,
    growth.MEASURE,
    scaling.MEASURE,
    relay.MEASURE,
    claim.MEASURE,
    reads.MEASURE,
)
