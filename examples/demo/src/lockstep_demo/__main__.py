"""python -m lockstep_demo: run a teaching day from the folder DATA. The default is examples/academy."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from lockstep_local.stack import default_data

from lockstep_demo.data import read_folder
from lockstep_demo.failure import DemoError
from lockstep_demo.output import say
from lockstep_demo.platform import running_platform
from lockstep_demo.run import run_demo

ACADEMY: Final = Path(__file__).parents[3] / "academy"
INTERRUPTED: Final = 130


def main() -> int:
    """Run the demo. Return 0 if every effect of every session was seen, else say what is wrong and return 1."""
    folder = Path(os.environ.get("DATA") or ACADEMY)
    try:
        day = read_folder(folder)
        say(f"Teaching day: {len(day.sessions)} sessions from {folder}")
        stack = running_platform(default_data(), say)
        return 0 if asyncio.run(run_demo(stack.gateway_url, stack.issuer, day, say)) else 1
    except DemoError as error:
        sys.stderr.write(f"demo: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("demo: interrupted\n")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
