"""One stack in one data folder: starts it, stops it, and says what runs."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from aiokafka.errors import KafkaError
from chassis.messaging.admin import KafkaRefusedError
from chassis.messaging.rights import admit_consumer, consumer_rights
from chassis.operations.kafka_access import KafkaAccess
from contracts.access import ADMIN

from lockstep_local import console, issuer, kafka, orphans, ports, postgres, supervisor
from lockstep_local.failure import StackError
from lockstep_local.files import PRIVATE, private_folder, replace
from lockstep_local.java import find_java
from lockstep_local.passwords import password_file
from lockstep_local.ports import LOOPBACK
from lockstep_local.preparation import prepare_all
from lockstep_local.programs import (
    INFRASTRUCTURE,
    Program,
    all_programs,
    api_environment,
    gateway_environment,
    issuer_name,
    migrate_environment,
    port_names,
    worker_environment,
    workers_per_service,
)
from lockstep_local.readiness import LONGEST_SECONDS, listens, wait_ready
from lockstep_local.state import PREFERRED_GATEWAY_PORT, State, wanted_port

CLONE = Path(__file__).parents[4]
SHUTDOWN_TIMEOUT_SECONDS = 60.0
POLL_SECONDS = 0.2
"""Nothing tells when the processes of another command end, so they are looked for this often."""


def default_data() -> Path:
    """Return the data folder that is used if none is given: LOCKSTEP_DATA, else .lockstep in the clone."""
    return Path(os.environ.get("LOCKSTEP_DATA") or CLONE / ".lockstep").resolve()


class Stack:
    """The processes of one data folder."""

    def __init__(self, data: Path, state: State) -> None:
        """Take a data folder and its state. Other modules call `Stack.load`."""
        self.data = data
        self._state = state
        self._supervisor = supervisor.Supervisor(state)

    @classmethod
    def load(cls, data: Path) -> Self:
        """Return the stack of a data folder. Raises StackError if none was ever started there."""
        data = data.resolve()
        state = State.load(data)
        if state is None or "supervisor" not in state.ports:
            raise StackError(f"there is no stack in {data}. Start one: make up")
        return cls(data, state)

    @property
    def gateway_url(self) -> str:
        """The base address of the gateway."""
        return f"http://{LOOPBACK}:{self._state.ports['gateway']}"

    @property
    def ports(self) -> dict[str, int]:
        """Every port by name: postgres, kafka, gateway, gateway-admin, sessions-api, sessions-worker, …"""
        return dict(self._state.ports)

    @property
    def issuer(self) -> issuer.Issuer:
        """The issuer whose tokens this stack accepts."""
        return issuer.Issuer.load_or_create(self.data / "issuer", issuer_name(self._state))

    def owner_environment(self, service: str) -> dict[str, str]:
        """Return the environment of a service's migrations."""
        return migrate_environment(service, self._state, self.data)

    def environment_of(self, name: str) -> dict[str, str]:
        """Return the environment of one process of a service, such as `payouts-worker`, which its commands use too."""
        service, kind = name.split("-", 1)
        if kind == "api":
            return api_environment(service, self._state, self.data)
        return worker_environment(service, self._state, self.data, worker=name)

    @property
    def postgres(self) -> postgres.Server:
        """How to reach the stack's PostgreSQL, as its superuser or as any role."""
        return postgres.server(self.data / "postgres", self._state.ports["postgres"])

    def kafka(self, user: str = ADMIN) -> KafkaAccess:
        """Return how a user reaches the stack's Kafka, by default the one who may do everything."""
        return kafka.access(self.data / "kafka", self._state.ports["kafka"], user)

    def admit_consumer(self, name: str, topics: Sequence[str]) -> dict[str, str]:
        """Let a consumer read topics of the stack's Kafka, and return its environment. Raises StackError."""
        try:
            consumer_rights(name, topics)  # before a password is made
            access = self.kafka(name)
            assert access.password is not None
            asyncio.run(admit_consumer(self.kafka(), name, access.password, topics))
        except (KafkaRefusedError, KafkaError) as error:
            raise StackError(str(error)) from error
        return {
            "KAFKA_BOOTSTRAP_SERVERS": access.bootstrap_servers,
            "KAFKA_USER": name,
            "KAFKA_PASSWORD_FILE": str(password_file(kafka.passwords_folder(self.data / "kafka"), name)),
            "KAFKA_CA_FILE": str(access.ca_file),
        }

    def is_running(self) -> bool:
        """Return whether the process manager runs."""
        return self._supervisor.is_running()

    def processes(self) -> list[supervisor.ProcessInfo]:
        """Return every process and its state. Raises StackError if the stack is down."""
        if not self.is_running():
            raise StackError("the stack is down. Start it: make up")
        return self._supervisor.processes()

    def pids(self) -> dict[str, int]:
        """Return the pid of every process that runs now, by name."""
        return {info.name: info.pid for info in self.processes() if info.pid is not None}

    def start(self, name: str) -> None:
        """Start one process, and do not wait for it."""
        self._supervisor.start(name)

    def stop(self, name: str) -> None:
        """Stop one process and return when it has ended. It stays stopped until `start`."""
        self._supervisor.stop(name)

    def log(self, name: str) -> Path:
        """Return the log file of a process."""
        return self.data / "logs" / f"{name}.log"

    def wait_ready(self, programs: Iterable[Program], *, longest_seconds: float = LONGEST_SECONDS) -> None:
        """Return when these programs are ready. Raises StackError, which names the one that is not."""
        wait_ready(programs, self.data, pids=self.pids, log=self.log, longest_seconds=longest_seconds)

    def wait_all_ready(self, timeout_seconds: float) -> None:
        """Return when every process of the stack is ready. Raises StackError, which names the one that is not."""
        self.wait_ready(all_programs(self._state, self.data, workers_per_service()), longest_seconds=timeout_seconds)

    def why_not_stay(self, gateway_port: int | None) -> str | None:
        """Return why the ports of the running stack must change, or None. `gateway_port` is the wanted one, if any."""
        if gateway_port not in (None, self._state.ports["gateway"]):
            return f"LOCKSTEP_PORT is {gateway_port} now"
        running = self.pids()
        for info in self.processes():
            port = self._state.ports.get(info.name)
            if port is not None and not ports.is_free(port) and not listens(running.get(info.name), port):
                return f"Port {port}, which {info.name} had, is in use by another program"
        return None

    def down(self) -> int:
        """Stop everything. Return how many processes had to be ended outside the process manager."""
        if self.is_running():
            names = [info.name for info in self._supervisor.processes()]
            if "gateway" in self.pids():
                self._drain_gateway()
                self._supervisor.stop("gateway")
            # services first, because they finish their work with the database and the broker
            self._supervisor.stop(*(name for name in names if name not in INFRASTRUCTURE))
            self._supervisor.stop(*(name for name in names if name in INFRASTRUCTURE))
            self._supervisor.shut_down()
            deadline = time.monotonic() + SHUTDOWN_TIMEOUT_SECONDS
            while self.is_running() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
            # the process manager closes its port a moment before it ends
            while self._remaining() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
        return orphans.end_all(self._state.id, self.data / "postgres")

    def _drain_gateway(self) -> None:
        """Let the gateway answer the requests that it has. It is stopped afterwards even if this fails."""
        subprocess.run(
            [sys.executable, "-m", "lockstep_gateway", "drain"],
            env={**os.environ, **gateway_environment(self._state, self.data)},
            stderr=subprocess.DEVNULL,
            check=False,
        )

    def _remaining(self) -> bool:
        return any(orphans.processes_of(self._state.id, self.data / "postgres"))


@contextlib.contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Lock the data folder, so that one command at a time starts or stops the stack. Raises StackError if locked."""
    with (data / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                f"another make up, make down or make clean works in {data}. Wait until it has ended, then try again."
            ) from None
        yield


def up(data: Path, say: Callable[[str], None]) -> Stack:
    """Start what does not run of the stack, and return it when every process is ready. This may be repeated."""
    find_java()
    data = private_folder(data.resolve())  # logs, tables and topics are about people
    with exclusive(data):
        workers = workers_per_service()
        state = State.load(data) or State.new()
        gateway_port = wanted_port(state)
        reason = _why_not_stay(data, state, workers, gateway_port)
        if reason is not None:
            say(f"{reason}: stopping first")
            Stack(data, state).down()
        if "supervisor" not in state.ports or not supervisor.Supervisor(state).is_running():
            _prepare_folders(data, state, workers, gateway_port, say)
        stack = Stack(data, state)
        programs = all_programs(state, data, workers)
        configuration = data / "supervisord.conf"
        text = supervisor.configuration(programs, state, data)
        if stack.is_running() and configuration.read_text() != text:
            say("The settings have changed: stopping first")
            stack.down()
        if not stack.is_running():
            replace(configuration, text, mode=PRIVATE)
            supervisor.launch(state, data)
        infrastructure = [program for program in programs if program.name in INFRASTRUCTURE]
        others = [program for program in programs if program.name not in INFRASTRUCTURE]
        say("PostgreSQL and Kafka: starting")
        _start(stack, infrastructure)
        say("Roles, databases, tables and topics: preparing")
        prepare_all(state, data)
        if console.build_if_stale(say) and "gateway" in stack.pids():
            stack.stop("gateway")  # it reads the console at its start
        say("Services and gateway: starting")
        _start(stack, others)
        return stack


def _start(stack: Stack, programs: list[Program]) -> None:
    for program in programs:
        stack.start(program.name)
    stack.wait_ready(programs)


def _why_not_stay(data: Path, state: State, workers: int, gateway_port: int | None) -> str | None:
    stack = Stack(data, state) if "supervisor" in state.ports else None
    if stack is None or not stack.is_running():
        return None
    if new := [name for name in port_names(workers) if name not in state.ports]:
        return f"{new[0]} is new in this stack"
    return stack.why_not_stay(gateway_port)


def _prepare_folders(
    data: Path, state: State, workers: int, gateway_port: int | None, say: Callable[[str], None]
) -> None:
    """Clean up after a stack that died, choose ports, and make the folders that the processes need."""
    if ended := orphans.end_all(state.id, data / "postgres"):
        say(f"Ended {ended} processes that the last run left behind")
    usual = state.ports.get("gateway", PREFERRED_GATEWAY_PORT)
    state.choose_ports(port_names(workers), gateway_port=gateway_port)
    if gateway_port is None and state.ports["gateway"] != usual:
        say(f"Port {usual} is in use by another program: the gateway gets {state.ports['gateway']}")
    state.save(data)
    for name in ("logs", "gateway"):
        private_folder(data / name)
    issuer.Issuer.load_or_create(data / "issuer")
    postgres.remove_stale_lock(data / "postgres")
    if not kafka.is_downloaded():
        say("Apache Kafka: fetching its jars, once for this user")
    kafka.prepare_archive()
    with ThreadPoolExecutor(max_workers=2) as pool:
        cluster = pool.submit(postgres.prepare, data / "postgres")
        kafka.prepare(data / "kafka", state.ports["kafka"], state.ports["kafka-controller"], state.ports["kafka-node"])
        cluster.result()


def clean(data: Path) -> None:
    """Stop the stack and remove its data folder."""
    if not data.exists():
        return
    with exclusive(data):
        if State.load(data) is not None:
            with contextlib.suppress(StackError):
                Stack.load(data).down()
        shutil.rmtree(data)
