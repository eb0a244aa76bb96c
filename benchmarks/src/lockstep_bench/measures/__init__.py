"""The measures, one module each.

A feature with a figure of its own (a read, a rebuild, an import) adds a module here that ends in

    MEASURE: Final = Measure(name="rebuild", title="Rebuilding reports from the topics", needs="servers", run=run)

and adds it to MEASURES, in the place where it is to run. `async def run(bench: Bench) -> Findings` does the work:

- It may use what `Bench` offers in the state that `needs` names.
- It repeats the work in rounds, and does a fifth of it when `bench.quick`. Each candidate has a turn in every round.
- It returns a `Line` per figure, with the median, the lowest and the highest round of every candidate, and the ratios
  that have goals in `goals`.

From then on the table, the page and `latest.json` show it. `make bench ARGS=rebuild` runs it alone. `reads` is an
example: it reads at three table sizes.

The order matters. Measures that need no stack run first. Measures that need the sides run before those that need the
servers alone.
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
