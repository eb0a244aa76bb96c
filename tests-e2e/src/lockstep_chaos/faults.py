"""The seeded schedule of faults, and the code that does them to one stack's processes, by their ids."""

import asyncio
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import asyncpg
import psutil
from lockstep_local import postgres
from lockstep_local.programs import SERVICES, worker_names
from lockstep_local.stack import Stack

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


@dataclass(frozen=True, slots=True)
class Fault:
    """Kill a process, or freeze it for some seconds (0 means kill), after a pause."""

    pause_seconds: float
    name: str
    freeze_seconds: float

    def __str__(self) -> str:
        """Return the fault in the words of the output."""
        return f"freeze {self.name} for {self.freeze_seconds:.1f} s" if self.freeze_seconds else f"kill {self.name}"


def schedule(seed: int, *, workers: int) -> Iterator[Fault]:
    """Yield faults without end. Each round has every process and both kinds of fault, in an order of its own."""
    chance = random.Random(seed)
    apis = [f"{service}-api" for service in SERVICES]
    all_workers = [name for service in SERVICES for name in worker_names(service, workers)]
    while True:
        kills = [*chance.sample(apis, 2), *all_workers, "kafka", "postgres", "gateway"]
        # Sessions emit several events of one partition key close together, so a lost order shows there first.
        freezes = [chance.choice(apis), *worker_names("sessions", workers), *chance.sample(all_workers, 2), "kafka"]
        round_ = [(name, False) for name in kills] + [(name, True) for name in freezes]
        chance.shuffle(round_)
        for name, freeze in round_:
            yield Fault(chance.uniform(*PAUSE_SECONDS), name, chance.uniform(*FREEZE_SECONDS) if freeze else 0.0)


class Faults:
    """Does faults to a stack and remembers which processes are frozen."""

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        """Take the stack, and the function that prints each fault."""
        self._stack = stack
        self._say = say
        self._frozen: set[asyncio.Task[None]] = set()
        self.done = 0

    async def run(self, faults: Iterator[Fault], stopping: asyncio.Event) -> None:
        """Do faults until `stopping` is set. Frozen processes thaw by themselves."""
        for fault in faults:
            try:
                async with asyncio.timeout(fault.pause_seconds):
                    await stopping.wait()
                return
            except TimeoutError:
                await self._do(fault)

    async def heal(self) -> None:
        """Return when every frozen process runs again."""
        if self._frozen:
            await asyncio.wait(self._frozen)

    async def _do(self, fault: Fault) -> None:
        pids = await asyncio.to_thread(self._stack.pids)
        if fault.name not in pids:
            return  # it is starting again after an earlier fault
        process = psutil.Process(pids[fault.name])
        self._say(str(fault))
        self.done += 1
        try:
            if fault.freeze_seconds:
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
                db = await asyncpg.connect(postgres.dsn(port))
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
