"""The demo from beginning to end, on a platform that runs."""

import time
from collections.abc import Callable
from typing import Final

from lockstep_local.issuer import Issuer

from lockstep_demo.data import TeachingDay
from lockstep_demo.day import DayResult, deliver_all
from lockstep_demo.effects import Lack, find_lacks, wait_for_effects
from lockstep_demo.failure import DemoError
from lockstep_demo.gateway import Gateway, connect
from lockstep_demo.organisation import new_admin, set_up
from lockstep_demo.output import Progress, last_line, table

EFFECTS_TIMEOUT_SECONDS: Final = 60.0
SHOWN_MAX: Final = 50


async def run_demo(
    url: str,
    issuer: Issuer,
    day: TeachingDay,
    say: Callable[[str], None],
    *,
    effects_timeout_seconds: float = EFFECTS_TIMEOUT_SECONDS,
) -> bool:
    """Run a teaching day through the gateway at `url`. Return whether every session was completed and has every effect.

    Raises DemoError if the day cannot be set up, or if no session can be completed.
    """
    org_id, admin = new_admin()
    async with connect(url) as client:
        gateway = Gateway(client, issuer, org_id)
        deliveries = await set_up(gateway, admin, day, say)
        say(f"Running {len(deliveries)} sessions: start, call, marks, completion")
        began = time.monotonic()
        result = await deliver_all(gateway, deliveries, Progress(len(deliveries)).advance)
        seconds = time.monotonic() - began
        say(_delivered(result, seconds, gateway.retries))
        if not result.completed:
            raise DemoError(f"no session could be completed. The reasons:\n{_failures(result)}")
        summary = await wait_for_effects(gateway, admin, result.completed, timeout_seconds=effects_timeout_seconds)
        is_whole = summary.is_whole(len(result.completed))
        lacks = [] if is_whole else await find_lacks(gateway, admin, result.completed)
    say("")
    say(table(summary))
    say("")
    if result.failures:
        say(f"{len(result.failures)} sessions could not be completed:\n{_failures(result)}")
    if not is_whole:
        say(_missing(lacks, summary.completed, len(result.completed), effects_timeout_seconds))
    say(f"To look around: make token ROLE=admin ORG={org_id} SUB={admin.person_id}, then open {url}/docs")
    say(last_line(summary))
    return is_whole and not result.failures


def _delivered(result: DayResult, seconds: float, retries: int) -> str:
    again = f"; {retries} requests were sent again" if retries else ""
    return f"{len(result.completed)} sessions completed in {seconds:.1f} s{again}"


def _failures(result: DayResult) -> str:
    shown = [f"  {name}: {reason}" for name, reason in result.failures[:SHOWN_MAX]]
    return "\n".join([*shown, *_more(len(result.failures))])


def _missing(lacks: list[Lack], counted: int, expected: int, seconds: float) -> str:
    if not lacks:
        return (
            f"After {seconds:.0f} s, reports counts {counted} completions instead of {expected}, but every completed "
            "session has all its effects. Look at the logs: make logs NAME=reports-worker"
        )
    shown = [f"  {lack.name} ({lack.session_id}): {', '.join(lack.lacks)}" for lack in lacks[:SHOWN_MAX]]
    head = f"{len(lacks)} sessions lack an effect {seconds:.0f} s after the last completion:"
    return "\n".join([head, *shown, *_more(len(lacks))])


def _more(count: int) -> list[str]:
    return [f"  and {count - SHOWN_MAX} more"] if count > SHOWN_MAX else []
