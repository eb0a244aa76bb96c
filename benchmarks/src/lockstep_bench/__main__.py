"""python -m lockstep_bench [MEASURE ...]: measure the pipeline, on a stack of its own, against its floor and its peers.

QUICK=1 in the environment does about a fifth of the work, for a first look: two minutes instead of ten.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import uvloop
from lockstep_local.failure import StackError
from lockstep_local.stack import default_data

from lockstep_bench import own_stack, page, report
from lockstep_bench.bench import Say
from lockstep_bench.failure import BenchError
from lockstep_bench.measure import Measure
from lockstep_bench.measures import MEASURES
from lockstep_bench.report import Result
from lockstep_bench.run import choose, run

RESULTS: Final = Path(__file__).parents[2] / "results"
INTERRUPTED: Final = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when its result is written, else 1 after saying why not."""
    parser = argparse.ArgumentParser(prog="lockstep_bench", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help="by default all that --list marks with a star")
    parser.add_argument("--list", action="store_true", help="list the measures and end")
    options = parser.parse_args(arguments)
    if options.list:
        sys.stdout.writelines(f"{'*' if one.by_default else ' '} {one.name:<12}{one.title}\n" for one in MEASURES)
        return 0
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}\n")
        sys.stdout.flush()

    try:
        result = _measured(choose(MEASURES, options.measures), say)
    except (BenchError, StackError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    except BaseExceptionGroup as group:  # of tasks, one of which gave up
        if (failed := group.subgroup(BenchError)) is None:
            raise
        sys.stderr.write(f"bench: {_first(failed)}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("bench: interrupted\n")
        return INTERRUPTED
    # a run of named measures must not take the place of the latest complete one
    written = _write(result, "partial" if options.measures else "latest")
    sys.stdout.write(f"\n{report.table(result)}\n\n")
    say(f"Written to {' and '.join(map(str, written))}")
    return 0


def _measured(measures: Sequence[Measure], say: Say) -> Result:
    """Run the measures on a stack of their own, which is gone when this returns or raises."""
    # what ends the benchmark from outside ends it as Ctrl-C does: nothing it started stays
    signal.signal(signal.SIGINT, signal.default_int_handler)  # nohup and shells' background jobs ignore it
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    own_stack.use_own_settings()
    quick = os.environ.get("QUICK", "") not in ("", "0")
    with own_stack.own_data(default_data(), say) as data:
        own_stack.fetch_kafka(say)
        return uvloop.run(run(data, measures, quick=quick, say=say))


def _first(group: BaseExceptionGroup[BenchError]) -> BaseException:
    first: BaseException = group
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first


def _write(result: Result, name: str) -> tuple[Path, Path]:
    RESULTS.mkdir(exist_ok=True)
    document, shown = RESULTS / f"{name}.json", RESULTS / f"{name}.html"
    document.write_text(json.dumps(report.document(result), indent=2) + "\n")
    shown.write_text(page.render(result))
    return document, shown


if __name__ == "__main__":
    sys.exit(main())
