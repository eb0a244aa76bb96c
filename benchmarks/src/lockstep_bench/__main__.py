"""python -m lockstep_bench [MEASURE ...]: measure the pipeline, on a stack of its own, against its floor and its peers.

With --against it compares this checkout with another commit instead: which figures differ by more than noise.
QUICK=1 in the environment does about a fifth of the work, for a first look: two minutes instead of ten.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import uvloop
from lockstep_local.failure import StackError
from lockstep_local.stack import CLONE, default_data

from lockstep_bench import own_stack, page, report
from lockstep_bench.against import verdicts
from lockstep_bench.against.compare import compare
from lockstep_bench.against.schedule import ROUNDS, ROUNDS_MAX, ROUNDS_MIN, ROUNDS_QUICK
from lockstep_bench.against.serving import NAME as SERVE
from lockstep_bench.against.serving import serve
from lockstep_bench.bench import Say
from lockstep_bench.failure import BenchError
from lockstep_bench.interrupts import end_as_ctrl_c_does
from lockstep_bench.measures import MEASURES
from lockstep_bench.run import choose, run

RESULTS: Final = Path(__file__).parents[2] / "results"
INTERRUPTED: Final = 130


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when its result is written, else 1 after saying why not."""
    parser = argparse.ArgumentParser(prog="lockstep_bench", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help="by default all that --list marks with a star")
    parser.add_argument("--list", action="store_true", help="list the measures and end")
    parser.add_argument("--against", metavar="COMMIT", help="compare this checkout with a commit")
    parser.add_argument(
        "--rounds", type=int, help=f"of a comparison: {ROUNDS_MIN} to {ROUNDS_MAX}, by default {ROUNDS}"
    )
    options = parser.parse_args(arguments)
    if options.list:
        sys.stdout.writelines(f"{'*' if one.by_default else ' '} {one.name:<12}{one.title}\n" for one in MEASURES)
        return 0
    if options.against is None and options.rounds is not None:
        parser.error("--rounds needs --against")
    if options.against is not None and options.measures:
        parser.error("--against takes no measures: it compares the same figures each time")
    if options.rounds is not None and not ROUNDS_MIN <= options.rounds <= ROUNDS_MAX:
        parser.error(f"--rounds {options.rounds} must be a number from {ROUNDS_MIN} to {ROUNDS_MAX}")
    end_as_ctrl_c_does()
    try:
        if options.measures == [SERVE]:
            serve()
        elif options.against is not None:
            _compare(options.against, options.rounds)
        else:
            _measure(options.measures)
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
    return 0


def _measure(names: Sequence[str]) -> None:
    """Run the measures on a stack of their own, which is gone when this returns or raises; write what they found."""
    say = _sayer()
    measures = choose(MEASURES, names)
    own_stack.use_own_settings()
    with own_stack.own_data(default_data(), say) as data:
        own_stack.fetch_kafka(say)
        result = uvloop.run(run(data, measures, quick=_quick(), say=say))
    # a run of named measures must not take the place of the latest complete one
    name = "partial" if names else "latest"
    written = [
        _write(f"{name}.json", json.dumps(report.document(result), indent=2) + "\n"),
        _write(f"{name}.html", page.render(result)),
    ]
    sys.stdout.write(f"\n{report.table(result)}\n\n")
    say(f"Written to {' and '.join(map(str, written))}")


def _compare(revision: str, rounds: int | None) -> None:
    """Compare this checkout with a commit; write and show what came of it."""
    say = _sayer()
    quick = _quick()
    with own_stack.only_one(default_data()):
        wanted = rounds or (ROUNDS_QUICK if quick else ROUNDS)
        compared = uvloop.run(compare(CLONE, default_data(), revision, rounds=wanted, quick=quick, say=say))
    table = verdicts.table(compared)
    written = [
        _write("against.json", json.dumps(verdicts.document(compared), indent=2) + "\n"),
        _write("against.txt", f"{table}\n"),
    ]
    sys.stdout.write(f"\n{table}\n\n")
    say(f"Written to {' and '.join(map(str, written))}")


def _sayer() -> Say:
    """Return what tells a person something, with the seconds since now."""
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}\n")
        sys.stdout.flush()

    return say


def _quick() -> bool:
    return os.environ.get("QUICK", "") not in ("", "0")


def _first(group: BaseExceptionGroup[BenchError]) -> BaseException:
    first: BaseException = group
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first


def _write(name: str, text: str) -> Path:
    RESULTS.mkdir(exist_ok=True)
    written = RESULTS / name
    written.write_text(text)
    return written


if __name__ == "__main__":
    sys.exit(main())
