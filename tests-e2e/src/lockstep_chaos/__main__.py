"""Run the fault test. SEED chooses the schedule, SECONDS its length, and MUTANT a defect that the test must find."""

import asyncio
import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from lockstep_local.failure import StackError
from lockstep_local.programs import full_speed
from lockstep_local.stack import Stack, clean, up
from lockstep_local.waiting import HANGING_SECONDS

from lockstep_chaos.checks import DRAIN_SECONDS_MAX, check, drain
from lockstep_chaos.faults import Faults, schedule
from lockstep_chaos.findings import Findings, Seen
from lockstep_chaos.load import Load, LoadError, UnansweredError
from lockstep_chaos.noise import Noise
from lockstep_chaos.restoring import ContradictionError
from lockstep_chaos.snapshots import keep_taking

WORKERS: Final = 2
SECONDS_DEFAULT: Final = 180
SECONDS_MAX: Final = 3_600
MUTANTS: Final = Path(__file__).parent / "mutants"
MUTANT_NAMES: Final = (
    "inbox-dropped",
    "commit-before-send",
    "shard-lock-removed",
    "inbox-takes-unhandled",
    "position-after-commit",
)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _number(name: str, default: int, largest: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or int(text) > largest:
        sys.exit(f"{name}={text} must be a number from 0 to {largest}")
    return int(text)


def main() -> None:
    """Start a stack for this test alone, break it, let it recover, check it, and stop it."""
    seed, seconds = _number("SEED", 1, 2**31), _number("SECONDS", SECONDS_DEFAULT, SECONDS_MAX)
    mutant = os.environ.get("MUTANT") or None
    if mutant is not None and mutant not in MUTANT_NAMES:
        sys.exit(f"MUTANT={mutant} is not a mutant. Choose one of {', '.join(MUTANT_NAMES)}")
    os.environ["LOCKSTEP_WORKERS"] = str(WORKERS)
    os.environ.update(full_speed())  # all load is of one organisation
    # every worker process of the stack imports what is in this folder before anything else
    os.environ["PYTHONPATH"], os.environ["LOCKSTEP_MUTANT"] = str(MUTANTS), mutant or ""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it complains while Kafka is away
    with tempfile.TemporaryDirectory(prefix="lockstep-chaos-") as folder:
        late = Path(folder) / "late"
        late.touch()
        os.environ["LOCKSTEP_LATE_HANDLER"] = str(late)
        try:
            findings = asyncio.run(_run(up(Path(folder) / "stack", _say), late, seed, seconds))
            if findings.broken:
                _keep_logs(Path(folder) / "stack" / "logs")
        except (UnansweredError, ContradictionError) as error:
            _keep_logs(Path(folder) / "stack" / "logs")
            findings = Findings({}, [str(error)])
        except (StackError, LoadError) as error:
            _keep_logs(Path(folder) / "stack" / "logs")
            sys.exit(f"chaos: {error}")
        finally:
            clean(Path(folder) / "stack")
    sys.exit(_verdict(findings, seed, mutant))


async def _run(stack: Stack, late: Path, seed: int, seconds: int) -> Findings:
    load, noise, stopping = Load(stack.gateway_url, stack.issuer, seed), Noise(stack, seed), asyncio.Event()
    await load.prepare()
    faults = Faults(stack, _say, workers=WORKERS, noise=noise, load=load, late=late)
    _say(f"seed {seed}: faults start, for {seconds} s")
    loading = asyncio.create_task(load.run())
    looking = asyncio.create_task(keep_taking(stack, seconds, stopping))
    writing = asyncio.create_task(noise.run(stopping))
    half = time.monotonic() + seconds / 2
    breaking = asyncio.create_task(faults.run(schedule(seed, workers=WORKERS), stopping, handler_at=half))
    await asyncio.wait([loading, looking, writing, breaking], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    await breaking
    await faults.heal()
    healing_since = time.monotonic()
    try:
        await asyncio.to_thread(stack.wait_all_ready, HANGING_SECONDS)
    except StackError as error:
        for task in (loading, looking, writing):
            task.cancel()
        await asyncio.gather(loading, looking, writing, return_exceptions=True)
        raise UnansweredError(f"after the faults: {error}") from error
    _say(f"recovered: every process is ready after {time.monotonic() - healing_since:.1f} s")
    load.stopping.set()
    draining = asyncio.create_task(drain(stack, load.org_id))
    await loading
    await writing
    seconds_to_drain = await draining
    # the sessions that the last clients completed while the drain was measured
    settled = await drain(stack, load.org_id)
    seen = Seen(load.completed, load.amended, load.unknown, await looking, faults.restored, faults.made_again)
    findings = await check(stack, load.org_id, seen)
    findings.numbers |= {"faults": faults.done, "retried_requests": load.retried, "drain_seconds": seconds_to_drain}
    findings.numbers |= {"forgotten": load.forgotten}
    findings.numbers |= {"noise": noise.written, "restored": len(faults.restored), "made_again": len(faults.made_again)}
    drained = seconds_to_drain is not None and settled is not None and seconds_to_drain <= DRAIN_SECONDS_MAX
    findings.expect(drained, f"the drain took {seconds_to_drain} s, at most {DRAIN_SECONDS_MAX:.0f} s are allowed")
    return findings


def _keep_logs(logs: Path) -> None:
    """Copy the logs to a folder that outlives the stack."""
    if not logs.exists():
        return
    kept = Path(tempfile.mkdtemp(prefix="lockstep-chaos-logs-"))
    shutil.copytree(logs, kept, dirs_exist_ok=True)
    _say(f"logs are in {kept}")


def _verdict(findings: Findings, seed: int, mutant: str | None) -> int:
    for promise in findings.broken[:20]:
        _say(f"BROKEN {promise}")
    if len(findings.broken) > 20:
        _say(f"and {len(findings.broken) - 20} more")
    numbers = " ".join(
        f"{name}={value:.1f}" if isinstance(value, float) else f"{name}={value}"
        for name, value in findings.numbers.items()
    )
    if mutant is not None:
        caught = bool(findings.broken)
        _say(f"chaos: seed={seed} mutant={mutant} {'caught' if caught else 'NOT CAUGHT'} {numbers}")
        return 0 if caught else 1
    _say(f"chaos: seed={seed} {'every promise held' if not findings.broken else 'PROMISES BROKEN'} {numbers}")
    return 1 if findings.broken else 0


if __name__ == "__main__":
    main()
