"""python -m lockstep_bench: measure the running platform against its floor; two to four minutes on two cores."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Final

import uvloop
from lockstep_local.failure import StackError
from lockstep_local.stack import Stack, default_data, up

from lockstep_bench.failure import BenchError
from lockstep_bench.rounds import Plan
from lockstep_bench.run import Say, run

RESULT: Final = Path(__file__).parents[2] / "results" / "latest.json"
INTERRUPTED: Final = 130
READY_SECONDS: Final = 5.0


def _plan(arguments: list[str] | None) -> Plan:
    parser = argparse.ArgumentParser(prog="lockstep_bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--sessions", type=int, default=500, help="completed at once per round and side")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--paced", type=int, default=40, help="completed one at a time per round and side")
    parser.add_argument("--pause-seconds", type=float, default=0.12, help="between those")
    parser.add_argument("--warm-up", type=int, default=300, help="sessions completed before anything is measured")
    return Plan(**vars(parser.parse_args(arguments)))


def _running_platform(say: Say) -> Stack:
    """Return the platform of the data folder, started if it is not running. It stays up: `make down` stops it."""
    data = default_data()
    try:
        stack = Stack.load(data)
        if stack.is_running():
            stack.wait_all_ready(READY_SECONDS)
            return stack
    except StackError:
        pass  # there is none yet, or a part of it is down
    return up(data, say)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when its result is written, else 1 after saying why not."""
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}\n")
        sys.stdout.flush()

    try:
        plan = _plan(arguments)
        stack = _running_platform(say)
        result = uvloop.run(run(stack, plan, say))
    except (BenchError, StackError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("bench: interrupted\n")
        return INTERRUPTED
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result.document, indent=2) + "\n")
    sys.stdout.write(f"\n{result.table}\n\n")
    sys.stdout.writelines(f"{name}: {value}\n" for name, value in result.document["ratios"].items())
    say(f"Written to {RESULT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
