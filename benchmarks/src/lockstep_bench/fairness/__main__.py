"""python -m lockstep_bench.fairness: drive one organisation at full speed, and measure what another one notices.

The exit status is 1 if the other organisation's p99 is more than three times as long as alone. It takes some 110 s.
"""

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import uvloop
from lockstep_local.failure import StackError
from lockstep_local.programs import full_speed
from lockstep_local.stack import Stack, default_data

from lockstep_bench import own_stack
from lockstep_bench.academy import found_academy
from lockstep_bench.failure import BenchError
from lockstep_bench.fairness.clients import at_full_speed, measured
from lockstep_bench.fairness.requests import ADMINS, Organisation, everyday, greedy
from lockstep_bench.fairness.verdict import Round, is_fair, table
from lockstep_bench.interrupts import end_as_ctrl_c_does

ROUNDS: Final = 3
SECONDS: Final = 12.0
WARM_UP_SECONDS: Final = 4.0
SESSIONS: Final = 200
GREEDY: Final = "greedy"
INTERRUPTED: Final = 130


def main(arguments: list[str]) -> int:
    """Measure, and return 0 if it is fair, else 1. As `greedy <port>` it is the greedy organisation itself."""
    match arguments:
        case []:
            end_as_ctrl_c_does()
            try:
                return _measure()
            except (BenchError, StackError) as error:
                sys.stderr.write(f"fairness: {error}\n")
            except BaseExceptionGroup as group:
                if (failed := group.subgroup(BenchError)) is None:
                    raise
                sys.stderr.write(f"fairness: {failed.exceptions[0]}\n")
            except KeyboardInterrupt:
                sys.stderr.write("fairness: interrupted\n")
                return INTERRUPTED
            return 1
        case [name, port] if name == GREEDY:
            uvloop.run(_be_greedy(int(port)))
            return 0
        case _:
            sys.stderr.write("usage: python -m lockstep_bench.fairness\n")
            return 2


def _measure() -> int:
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}\n")
        sys.stdout.flush()

    limits = {name: os.environ.get(name) for name in full_speed()}
    own_stack.use_own_settings()
    for name, value in limits.items():  # here the limits are what is measured
        os.environ.pop(name)
        if value is not None:
            os.environ[name] = value
    with own_stack.own_data(default_data(), say) as data:
        own_stack.fetch_kafka(say)
        rounds = uvloop.run(_rounds(data, say))
    sys.stdout.write(f"\n{table(rounds)}\n")
    return 0 if is_fair(rounds) else 1


async def _rounds(data: Path, say: own_stack.Say) -> list[Round]:
    stack = await own_stack.start(data, say)
    say("Making two organisations through the gateway")
    other, taker = [await _organisation(stack) for _ in range(2)]
    port = stack.ports["gateway"]
    requests, rounds = everyday(other, "other"), []
    async with _greedy_beside(port, taker, ROUNDS):  # the first requests fill caches and connections
        await measured(port, requests, seconds=WARM_UP_SECONDS)
    for number in range(ROUNDS):
        say(f"Round {number + 1} of {ROUNDS}")
        alone = await measured(port, requests, seconds=SECONDS)
        began = time.monotonic()
        async with _greedy_beside(port, taker, number) as counted:
            beside = await measured(port, requests, seconds=SECONDS)
        rounds.append(Round(alone, beside, counted, time.monotonic() - began))
    return rounds


async def _organisation(stack: Stack) -> Organisation:
    academy = await found_academy(stack.gateway_url, stack.issuer, sessions=SESSIONS)
    tokens = [stack.issuer.token(org_id=academy.org_id, sub=uuid4(), roles=["admin"]) for _ in range(ADMINS)]
    return Organisation.of(academy, tokens)


@asynccontextmanager
async def _greedy_beside(port: int, taker: Organisation, number: int) -> AsyncIterator[Counter[int]]:
    """Run the greedy organisation in a process of its own. What it got is in the counter afterwards."""
    counted: Counter[int] = Counter()
    arguments = ["-m", "lockstep_bench.fairness", GREEDY, str(port)]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        received = {"tokens": list(taker.tokens), "session_ids": list(taker.session_ids), "seed": f"{number} {uuid4()}"}
        process.stdin.write(json.dumps(received).encode() + b"\n")
        await process.stdout.readline()  # it has begun
        yield counted
        process.stdin.close()
        answer = await asyncio.wait_for(process.stdout.readline(), own_stack.CLEAN_SECONDS_MAX)
        counted.update({int(status): count for status, count in json.loads(answer or b"{}").items()})
        if not counted:
            raise BenchError("the greedy organisation's process ended early")
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()


async def _be_greedy(port: int) -> None:
    """Read who one is from standard input, work until it ends, and write how often each status came."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(limit=2**22)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    received = json.loads(await reader.readline())
    stopping = asyncio.Event()
    working = asyncio.create_task(
        at_full_speed(
            port, greedy(Organisation(received["tokens"], received["session_ids"]), received["seed"]), stopping
        )
    )
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    await reader.read()
    stopping.set()
    sys.stdout.write(json.dumps(await working) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
