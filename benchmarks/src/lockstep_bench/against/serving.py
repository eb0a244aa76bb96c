"""python -m lockstep_bench rounds: one commit keeps its own stack and floor warm, and performs a round on request.

`protocol` says what is asked and answered. Everything it started is gone when its standard input ends, or on Ctrl-C.
"""

import asyncio
import os
import sys
from asyncio import Queue, StreamReader, StreamReaderProtocol
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import uvloop
from lockstep_local.stack import default_data

from lockstep_bench import own_stack
from lockstep_bench.against.frozen import Resting
from lockstep_bench.against.protocol import FORM, LINE_BYTES_MAX, decode, encode
from lockstep_bench.against.turns import TURNS, sessions
from lockstep_bench.bench import Bench
from lockstep_bench.failure import BenchError
from lockstep_bench.outcome import check_same_outcome
from lockstep_bench.run import describe

NAME: Final = "rounds"
STANDARD_OUTPUT: Final = 1
STANDARD_ERROR: Final = 2

Message = Mapping[str, Any]
Answer = Callable[[Message], None]


def serve() -> None:
    """Answer requests until the input ends. Raises BenchError or StackError where no honest round can be had."""
    own_stack.use_own_settings()
    with _standard_output() as answer, own_stack.own_data(default_data(), _say(answer)) as data:
        own_stack.fetch_kafka(_say(answer))
        uvloop.run(_until_input_ends(data, answer))


@contextmanager
def _standard_output() -> Iterator[Answer]:
    """Yield what writes an answer; whatever else a library or a program prints goes to standard error meanwhile."""
    with os.fdopen(os.dup(STANDARD_OUTPUT), "wb", buffering=0) as stream:
        os.dup2(STANDARD_ERROR, STANDARD_OUTPUT)

        def answer(message: Message) -> None:
            with suppress(BrokenPipeError):  # nobody listens any more: the input has ended too, and that ends the work
                stream.write(encode(message))

        yield answer


def _say(answer: Answer) -> Callable[[str], None]:
    return lambda text: answer({"say": text})


async def _until_input_ends(data: Path, answer: Answer) -> None:
    reader = StreamReader(limit=LINE_BYTES_MAX)
    await asyncio.get_running_loop().connect_read_pipe(lambda: StreamReaderProtocol(reader), sys.stdin)
    requests: Queue[Message] = Queue()
    work = asyncio.create_task(_work(data, requests, answer))
    listening = asyncio.create_task(_listen(reader, requests))
    try:
        await asyncio.wait({work, listening}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        listening.cancel()
        work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def _listen(reader: StreamReader, requests: "Queue[Message]") -> None:
    while line := await reader.readline():
        requests.put_nowait(decode(line))


async def _work(data: Path, requests: "Queue[Message]", answer: Answer) -> None:
    asked = (await requests.get())["begin"]
    rounds, quick = int(asked["rounds"]), bool(asked["quick"])
    async with Bench(data, quick=quick, say=_say(answer)) as bench:
        await bench.start_stack()
        about = await describe(bench)
        await bench.build_sides(sessions(rounds, quick=quick), with_textbook=False)
        answer({"ready": {"form": FORM, "measures": list(TURNS), "about": about}})
        resting = Resting(bench)
        try:
            ended = False
            while not ended:
                request = await requests.get()
                answer(await _answer(request, bench, resting))
                ended = "end" in request
        finally:
            resting.thaw()  # what is frozen cannot be stopped


async def _answer(request: Message, bench: Bench, resting: Resting) -> Message:
    await resting.wake()
    match request:
        case {"round": {"measure": str(measure), "rest": rest}} if measure in TURNS:
            figures = await TURNS[measure](bench)
            if rest:
                resting.rest()
            return {"figures": {name: figure._asdict() for name, figure in figures.items()}}
        case {"end": _}:
            sides = (bench.platform, bench.floor)
            return {"ended": {"outcome": await check_same_outcome(sides, bench.academy.org_id)}}
        case _:
            raise BenchError(f"this is asked for and not known: {str(dict(request))[:200]}")
