"""What a measure may use: the benchmark's own stack, the sides with their sessions, and the state that it needs."""

import sys
import uuid
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from asyncpg import Connection, Record
from chassis.operations.kafka_access import KafkaAccess
from lockstep_local import postgres
from lockstep_local.ports import LOOPBACK, find_free
from lockstep_local.programs import SERVICES
from lockstep_local.stack import Stack

from lockstep_bench import own_stack, stage
from lockstep_bench.academy import Academy, Session, found_academy
from lockstep_bench.completing import POLL_SECONDS, measure_throughput, wait_for_effects, wait_until_quiet
from lockstep_bench.failure import BenchError
from lockstep_bench.measure import Measure
from lockstep_bench.processes import COMMAND, PARTS, PeerProcesses, PlatformProcesses
from lockstep_bench.sides import FLOOR, LOCKSTEP, TEXTBOOK, Side
from lockstep_bench.waiting import wait_until

REGISTERS_SECONDS_MAX: Final = 180
ROLE_OF_PART: Final = {COMMAND: "api"}
WARM_UP_SESSIONS: Final = 300
WARM_UP_SESSIONS_QUICK: Final = 100

Say = Callable[[str], None]


class Bench:
    """One benchmark. Use it as an asynchronous context manager. On exit it stops everything that it started beside the
    stack.
    """

    def __init__(self, data: Path, *, quick: bool, say: Say) -> None:
        """Take the benchmark's own data folder, and `say`, which prints what happens."""
        self.data = data
        self.quick = quick
        self.say = say
        self.sustained_per_second: dict[str, float] = {}
        """Completions per second, end to end, by side. It is filled when `sustained` has run."""
        self.backlog: list[Session] = []
        """The sessions that platform and floor completed without workers. Their events wait in the outboxes."""
        self._stack: Stack | None = None
        self._academy: Academy | None = None
        self._sides: dict[str, Side] = {}
        self._left: list[Session] = []
        self._resources = AsyncExitStack()

    async def __aenter__(self) -> "Bench":
        """Return itself. Only `bring_about` starts something."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop the floor and the textbook service and close connections. The caller stops the stack."""
        await self._resources.aclose()

    @property
    def stack(self) -> Stack:
        """The benchmark's own stack. Raises BenchError before it runs."""
        if self._stack is None:
            raise BenchError("no stack runs yet. Let the measure need sides or servers")
        return self._stack

    @property
    def postgres(self) -> postgres.Server:
        """How to reach PostgreSQL."""
        return self.stack.postgres

    @property
    def kafka(self) -> KafkaAccess:
        """How to reach Kafka as its administrator. The topics of the other sides are not the platform's."""
        return self.stack.kafka()

    @property
    def academy(self) -> Academy:
        """The organisation whose sessions the sides complete. Raises BenchError if the measure needs no sides."""
        if self._academy is None:
            raise BenchError("there is no academy. Let the measure need sides")
        return self._academy

    @property
    def platform(self) -> Side:
        """The platform, through its gateway."""
        return self._sides[LOCKSTEP]

    @property
    def floor(self) -> Side:
        """The floor."""
        return self._sides[FLOOR]

    @property
    def textbook(self) -> Side:
        """The textbook service. Raises KeyError if no chosen measure uses it."""
        return self._sides[TEXTBOOK]

    @property
    def sides(self) -> list[Side]:
        """Every side that was built for this benchmark."""
        return list(self._sides.values())

    def take(self, count: int) -> list[Session]:
        """Return `count` sessions that no side has completed yet. Every side then completes the same ones."""
        if count > len(self._left):
            raise BenchError(
                f"{count} sessions are needed and {len(self._left)} are left. Raise the number in Measure.sessions"
            )
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    async def start_stack(self) -> None:
        """Start the benchmark's own stack unless it runs already."""
        self._stack = await own_stack.start(self.data, self.say)

    async def bring_about(self, measure: Measure) -> None:
        """Start and stop processes until a measure has what it needs. Raises BenchError or StackError."""
        match measure.needs:
            case "servers":
                await self.only_servers()
            case "sides" | "commands":
                wanted = set(PARTS) if measure.needs == "sides" else {COMMAND}
                for side in self.sides:
                    takes_part = side.name != TEXTBOOK or measure.with_textbook
                    await self._settle(side, wanted if takes_part else set())
                if measure.needs == "sides":
                    self.backlog.clear()

    async def only_servers(self) -> None:
        """Stop everything except PostgreSQL and Kafka."""
        await self._resources.aclose()
        self._sides.clear()
        await own_stack.stop_all_but_servers(self.stack)

    async def restart_platform(self, *, workers: int) -> None:
        """Stop everything and start the platform alone, with `workers` workers per service."""
        await self._resources.aclose()
        self._sides.clear()
        await own_stack.stop(self.data)
        self._stack = await own_stack.start(self.data, self.say, workers=workers)
        await self._connect_platform(workers=workers)

    async def build_sides(self, sessions: int, *, with_textbook: bool) -> None:
        """Create the academy with its sessions, build the other sides beside the platform, and warm up all of them."""
        warm_up = WARM_UP_SESSIONS_QUICK if self.quick else WARM_UP_SESSIONS
        self.say(f"Importing {sessions + warm_up} sessions through the gateway")
        academy = await found_academy(self.stack.gateway_url, self.stack.issuer, sessions=sessions + warm_up)
        self._academy, self._left = academy, list(academy.sessions)
        await self._connect_platform(workers=1)
        await self._wait_for_registers()
        others = [FLOOR, *([TEXTBOOK] if with_textbook else [])]
        self.say(f"Building beside the platform: {', '.join(others)} (databases, topics, processes)")
        server = (await stage.connect(self._resources, self.postgres, {"server": "postgres"}))["server"]
        prefixes = {name: f"{name}-{uuid.uuid4().hex[:8]}." for name in others}
        await stage.make_topics(self.kafka, list(prefixes.values()))
        await stage.make_floor_databases(self.postgres, FLOOR)
        await self._add_side(FLOOR, [sys.executable, "-m", "lockstep_floor"], prefixes[FLOOR])
        await stage.copy_prepared(academy.org_id, self.platform.databases, self.floor.databases)
        if with_textbook:
            program = stage.textbook_program()
            await stage.make_textbook_databases(self.postgres, TEXTBOOK, academy.org_id)
            await self._add_side(TEXTBOOK, program, prefixes[TEXTBOOK])
        for side in self.sides:
            await stage.analyse(side.databases.values())
            await side.processes.start(set(PARTS) - side.processes.running())
        self.say("Warming up")
        sessions_of_warm_up = self.take(warm_up)
        for side in self.sides:
            await measure_throughput(side, sessions_of_warm_up)
        await server.execute("CHECKPOINT")  # so that no checkpoint begins by itself in the next minutes

    async def _connect_platform(self, *, workers: int) -> None:
        """Make the platform's side anew, for a stack that has just started with `workers` workers per service."""
        databases = await stage.connect(self._resources, self.postgres, {one: one for one in SERVICES})
        callers = {coach: f"Authorization: Bearer {token}" for coach, token in self.academy.tokens.items()}
        processes = PlatformProcesses(self.stack, workers=workers)
        port = self.stack.ports["gateway"]
        self._sides[LOCKSTEP] = Side(LOCKSTEP, LOOPBACK, port, callers, databases, processes, self.stack)

    async def _add_side(self, name: str, program: list[str], prefix: str) -> None:
        """Add a side whose processes are children of the benchmark. They do not run yet."""
        port, arguments = find_free(), {}
        for part in PARTS:
            service, role = ("sessions", "api") if part == COMMAND else (part, "worker")
            user = f"{service}_{role}" if name == FLOOR else postgres.SUPERUSER
            dsn = self.postgres.dsn(stage.database_of(name, service), user=user)
            options = {"--dsn": dsn, "--prefix": prefix, "--port": str(port)}
            arguments[part] = [word for pair in options.items() for word in pair]
        environment, logs = stage.peers_environment() | self.kafka.environment(), self.stack.data / "logs"
        processes = PeerProcesses(name, program, arguments, port=port, environment=environment, logs=logs)
        self._resources.push_async_callback(processes.stop, PARTS)
        databases = {service: stage.database_of(name, service) for service in SERVICES}
        connections = await stage.connect(self._resources, self.postgres, databases)
        org_id = self.academy.org_id
        callers = {coach: f"X-Org-Id: {org_id}\r\nX-Person-Id: {coach}" for coach in self.academy.tokens}
        self._sides[name] = Side(name, LOOPBACK, port, callers, connections, processes, self.stack)

    async def _settle(self, side: Side, wanted: set[str]) -> None:
        """Let a side finish its work, then start and stop parts until exactly the wanted ones run."""
        running = side.processes.running()
        if running >= set(PARTS):
            await wait_until_quiet(side)
        await side.processes.stop(running - wanted)
        await side.processes.start(wanted - running)
        if wanted - running and side.name != TEXTBOOK:
            await wait_for_effects(side, self.backlog)
            await wait_until_quiet(side)

    async def _wait_for_registers(self) -> None:
        """Wait until every session has its register, so that the events of the import do not slow the first round."""
        attendance: Connection[Record] = self.platform.databases["attendance"]
        query = "SELECT count(*) FROM registers WHERE org_id = $1 AND roster_sequence > 0"

        async def all_there() -> bool:
            return bool(await attendance.fetchval(query, self.academy.org_id) == len(self.academy.sessions))

        what = f"registers of {len(self.academy.sessions)} imported sessions"
        await wait_until(all_there, what, seconds=REGISTERS_SECONDS_MAX, poll_seconds=POLL_SECONDS * 20)
        await wait_until_quiet(self.platform)
