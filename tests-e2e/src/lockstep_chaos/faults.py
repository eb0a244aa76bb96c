"""The seeded schedule of faults, and the code that does them to one stack's processes, by their ids."""

import asyncio
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import asyncpg
import psutil
from lockstep_local.programs import SERVICES, worker_names
from lockstep_local.stack import Stack

from lockstep_chaos.disasters import MADE_AGAIN, MadeAgain, make_again
from lockstep_chaos.load import Load
from lockstep_chaos.noise import Noise
from lockstep_chaos.restoring import (
    ALWAYS_RESTORED,
    IN_TURN,
    Restored,
    copy_database,
    each,
    processes_of,
    restore_database,
    wait_for_stores,
)

PAUSE_SECONDS: Final = (1.5, 4.0)
FREEZE_SECONDS: Final = (2.0, 14.0)
"""The longest exceeds every lease: idle_in_transaction_session_timeout, session_timeout_ms, the relay's patience."""


AT_WORK_TRIES: Final = 40
AT_WORK_PAUSE_SECONDS: Final = 0.003
ANSWER_SECONDS: Final = 2.0

_HOLDING: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE client_port = ANY ($1::integer[]) AND state = 'idle in transaction' AND query LIKE '%DELETE FROM outbox%'
"""


Kind = Literal["kill", "freeze", "copy", "restore", "make again"]
LATE_SERVICE: Final = "payouts"
"""The service whose first version lacks a handler (mutants/sitecustomize.py)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done after a pause: to a process, to the database of a service, or to a topic."""

    pause_seconds: float
    kind: Kind
    name: str
    freeze_seconds: float = 0.0

    def __str__(self) -> str:
        """Return the fault in the words of the output."""
        if self.kind == "freeze":
            return f"freeze {self.name} for {self.freeze_seconds:.1f} s"
        words = {
            "copy": "copy the database of",
            "restore": "restore the copied database of",
            "make again": "make again",
        }
        return f"{words.get(self.kind, self.kind)} {self.name}"


def schedule(seed: int, *, workers: int) -> Iterator[Fault]:
    """Yield faults without end. Each round has every process and every kind of fault, in an order of its own."""
    chance = random.Random(seed)
    apis = [f"{service}-api" for service in SERVICES]
    all_workers = [name for service in SERVICES for name in worker_names(service, workers)]
    in_turn: list[str] = []
    while True:
        in_turn = in_turn or chance.sample(IN_TURN, len(IN_TURN))
        service = in_turn.pop()
        kills = [*chance.sample(apis, 2), *all_workers, "kafka", "postgres", "gateway"]
        # Sessions emit several events of one partition key close together, so a lost order shows there first.
        freezes = [chance.choice(apis), *worker_names("sessions", workers), *chance.sample(all_workers, 2), "kafka"]
        round_: list[tuple[Kind, str]] = [("kill", name) for name in kills]
        round_ += [("freeze", name) for name in freezes]
        chance.shuffle(round_)
        # not at the beginning, when there is hardly anything to lose
        quarter = len(round_) // 4
        round_.insert(chance.randrange(quarter, len(round_)), ("make again", MADE_AGAIN))
        for name in (service, ALWAYS_RESTORED):
            round_.insert(chance.randrange(2 * quarter, len(round_)), ("restore", name))
        for name in (service, ALWAYS_RESTORED):
            round_.insert(chance.randrange(quarter, 2 * quarter), ("copy", name))
        for kind, name in round_:
            seconds = chance.uniform(*FREEZE_SECONDS) if kind == "freeze" else 0.0
            yield Fault(chance.uniform(*PAUSE_SECONDS), kind, name, seconds)


class Faults:
    """Does faults to a stack and remembers which processes are frozen."""

    def __init__(
        self, stack: Stack, say: Callable[[str], None], *, workers: int, noise: Noise, load: Load, late: Path
    ) -> None:
        """Take the stack, the function that prints each fault, and the file that keeps a handler away.

        `noise` writes nothing while a topic is made again or a database recovers. `load` learns when its sessions may
        be forgotten.
        """
        self._stack = stack
        self._say = say
        self._workers = workers
        self._noise = noise
        self._load = load
        self._late = late
        self._frozen: set[asyncio.Task[None]] = set()
        self.done = 0
        self.restored: list[Restored] = []
        self.made_again: list[MadeAgain] = []

    async def run(self, faults: Iterator[Fault], stopping: asyncio.Event, *, handler_at: float) -> None:
        """Do faults until `stopping` is set. Frozen processes thaw by themselves.

        At `handler_at` (monotonic seconds) the handler that was missing comes.
        """
        for fault in faults:
            try:
                async with asyncio.timeout(fault.pause_seconds):
                    await stopping.wait()
                break
            except TimeoutError:
                if self._late.exists() and time.monotonic() > handler_at:
                    await self._bring_handler()
                await self._do(fault)
        if self._late.exists():
            await self._bring_handler()

    async def _bring_handler(self) -> None:
        """Exchange the workers that lack a handler for the version that has it, one after the other."""
        await self.heal()
        self._say(f"a new version of {LATE_SERVICE} handles what was skipped")
        self._late.unlink()
        for name in worker_names(LATE_SERVICE, self._workers):
            await asyncio.to_thread(self._stack.stop, name)
            await asyncio.to_thread(self._stack.start, name)

    async def heal(self) -> None:
        """Return when every frozen process runs again."""
        if self._frozen:
            await asyncio.wait(self._frozen)

    async def _do(self, fault: Fault) -> None:
        if fault.kind in ("kill", "freeze"):
            await self._do_to_process(fault)
            return
        await self.heal()
        await wait_for_stores(self._stack)
        self._say(str(fault))
        self.done += 1
        if fault.kind == "copy":
            await copy_database(self._stack, fault.name)
        elif fault.kind == "restore":
            await self._restore(fault.name)
        else:
            async with self._noise.lock:
                self.made_again.append(await make_again(self._stack, self._workers))

    async def _restore(self, service: str) -> None:
        async with self._noise.lock:  # so that a dry run sees the same records as the run after it
            self.restored.append(await restore_database(self._stack, service, self._workers))
        if service == ALWAYS_RESTORED:
            self._load.restored += 1
        await asyncio.to_thread(each, self._stack.start, processes_of(service, self._workers))

    async def _do_to_process(self, fault: Fault) -> None:
        pids = await asyncio.to_thread(self._stack.pids)
        if fault.name not in pids:
            return  # it is starting again after an earlier fault
        process = psutil.Process(pids[fault.name])
        self._say(str(fault))
        self.done += 1
        try:
            if fault.kind == "freeze":
                await self._freeze(process, at_work="worker" in fault.name)
                task = asyncio.create_task(_thaw(process, fault.freeze_seconds))
                self._frozen.add(task)
                task.add_done_callback(self._frozen.discard)
            else:
                process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            return

    async def _freeze(self, process: psutil.Process, *, at_work: bool) -> None:
        """Freeze a process. A worker is frozen while its relay has taken rows and not committed, if that comes soon."""
        for _ in range(AT_WORK_TRIES if at_work else 0):
            process.send_signal(signal.SIGSTOP)
            if await self._holds_rows(process):
                return
            process.send_signal(signal.SIGCONT)
            await asyncio.sleep(AT_WORK_PAUSE_SECONDS)
        process.send_signal(signal.SIGSTOP)

    async def _holds_rows(self, process: psutil.Process) -> bool:
        """Say whether one of the process's transactions has deleted from an outbox. No if PostgreSQL is away."""
        port = self._stack.ports["postgres"]
        own = [one.laddr.port for one in process.net_connections("tcp") if one.raddr and one.raddr.port == port]
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                db = await asyncpg.connect(self._stack.postgres.dsn())
                try:
                    return bool(await db.fetchval(_HOLDING, own))
                finally:
                    await db.close()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False


async def _thaw(process: psutil.Process, after_seconds: float) -> None:
    await asyncio.sleep(after_seconds)
    try:
        process.send_signal(signal.SIGCONT)
    except psutil.NoSuchProcess:
        return
