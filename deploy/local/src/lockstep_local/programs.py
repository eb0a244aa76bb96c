"""The processes of a stack: their commands, environments and ports, and how each of them is stopped."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from contracts.access import principal_of

from lockstep_local import console, issuer, kafka, passwords, postgres
from lockstep_local.failure import StackError
from lockstep_local.ports import LOOPBACK
from lockstep_local.state import State

SERVICES = ("sessions", "attendance", "payouts", "reports")
INFRASTRUCTURE = ("postgres", "kafka")
DatabaseRole = Literal["api", "worker", "owner"]
DATABASE_SETTING: dict[DatabaseRole, str] = {
    "api": "DATABASE",
    "worker": "WORKER_DATABASE",
    "owner": "OWNER_DATABASE",
}
"""How the settings begin that say how a role reaches its database."""
MAX_WORKERS = 12
"""The number of partitions. More workers than that would have nothing to do."""


@dataclass(frozen=True, slots=True)
class Program:
    """One supervised process. If it speaks HTTP, `health_path` on its `port` says whether it is ready."""

    name: str
    command: list[str]
    port: int
    stop_signal: str = "TERM"
    stop_timeout_seconds: int = 25  # the services give their requests 20
    environment: dict[str, str] = field(default_factory=dict)
    health_path: str | None = None


def workers_per_service() -> int:
    """Return how many worker processes each service runs: LOCKSTEP_WORKERS, by default one. Raises StackError."""
    text = os.environ.get("LOCKSTEP_WORKERS", "1")
    if not text.isdecimal() or not 1 <= int(text) <= MAX_WORKERS:
        raise StackError(f"LOCKSTEP_WORKERS is {text!r}. It must be a number from 1 to {MAX_WORKERS}.")
    return int(text)


def worker_names(service: str, workers: int) -> list[str]:
    """Return the program names of a service's workers: `sessions-worker`, `sessions-worker-2`, …"""
    return [f"{service}-worker", *(f"{service}-worker-{number}" for number in range(2, workers + 1))]


def port_names(workers: int) -> list[str]:
    """Return the names of everything in a stack that listens on a port of its own."""
    names = ["gateway", "gateway-admin", "issuer", "postgres", "kafka", "kafka-controller", "kafka-node", "supervisor"]
    for service in SERVICES:
        names += [f"{service}-api", *worker_names(service, workers)]
    return names


def issuer_name(state: State) -> str:
    """Return the name of the stack's token issuer: the address at which the gateway serves it."""
    return f"http://{LOOPBACK}:{state.ports['gateway']}{issuer.PATH}"


def worker_environment(service: str, state: State, data: Path, *, worker: str | None = None) -> dict[str, str]:
    """Return the environment of a worker, by default of the first, and of the commands: with the way to Kafka."""
    prefix, user = f"{service.upper()}_", principal_of(service)
    values = {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers(state.ports["kafka"]),
        "KAFKA_USER": user,
        "KAFKA_PASSWORD_FILE": str(kafka.passwords_folder(data / "kafka") / user / passwords.FILE),
        "KAFKA_CA_FILE": str(kafka.ca_file(data / "kafka")),
        "WORKER_HOST": LOOPBACK,
        "WORKER_PORT": str(state.ports[worker or f"{service}-worker"]),
    }
    shared = _environment(service) | _database(service, state, data, "worker")
    return shared | {prefix + name: value for name, value in values.items()}


def api_environment(service: str, state: State, data: Path) -> dict[str, str]:
    """Return the environment of a service's API, which needs no Kafka."""
    prefix = f"{service.upper()}_"
    values = {
        "API_HOST": LOOPBACK,
        "API_PORT": str(state.ports[f"{service}-api"]),
        "JWT_ISSUER": issuer_name(state),
        "JWT_AUDIENCE": issuer.AUDIENCE,
        "JWKS_URL": (data / "issuer" / "jwks.json").as_uri(),
    }
    if service == "sessions":
        values["PUBLIC_URL"] = f"http://{LOOPBACK}:{state.ports['gateway']}"
    shared = _environment(service) | _database(service, state, data, "api")
    return shared | {prefix + name: value for name, value in values.items()}


def migrate_environment(service: str, state: State, data: Path) -> dict[str, str]:
    """Return the environment of a service's migrations, which alone have the password of the owner of its tables."""
    return _environment(service) | _database(service, state, data, "owner")


LIMITED = ("CALLER", "ORGANISATION", "RATE_LIMIT")
"""Whose requests per second the gateway limits, as its settings name them."""
SHARE = "ORGANISATION_SHARE_PERCENT"


def _environment(service: str) -> dict[str, str]:
    return {f"{service.upper()}_ENVIRONMENT": "local"}


def _database(service: str, state: State, data: Path, role: DatabaseRole) -> dict[str, str]:
    """Return the settings by which one role reaches a service's database: a URL, and the file with the password."""
    beginning, name = f"{service.upper()}_{DATABASE_SETTING[role]}", f"{service}_{role}"
    address = postgres.address(state.ports["postgres"], service, user=name)
    server = postgres.server(data / "postgres", state.ports["postgres"])
    return {
        f"{beginning}_URL": address.replace("postgresql:", "postgresql+asyncpg:", 1),
        f"{beginning}_PASSWORD_FILE": str(server.passwords / name / passwords.FILE),
    }


def gateway_environment(state: State, data: Path) -> dict[str, str]:
    """Return the environment of the gateway. LOCKSTEP_CORS_ORIGINS and limits come from the caller's environment."""
    values = {
        "LOCKSTEP_GATEWAY_HOST": LOOPBACK,
        "LOCKSTEP_GATEWAY_PORT": str(state.ports["gateway"]),
        "LOCKSTEP_GATEWAY_ADMIN_PORT": str(state.ports["gateway-admin"]),
        "LOCKSTEP_GATEWAY_RUNTIME": str(data / "gateway"),
        "LOCKSTEP_CONSOLE_FOLDER": str(console.BUILT),
        "LOCKSTEP_JWT_ISSUER": issuer_name(state),
        "LOCKSTEP_JWT_AUDIENCE": issuer.AUDIENCE,
        "LOCKSTEP_JWKS_URL": (data / "issuer" / "jwks.json").as_uri(),
    }
    if "issuer" in state.ports:  # a stack of release 0.5.0 or older, which is stopped, has none
        values["LOCKSTEP_LOCAL_ISSUER_ADDRESS"] = f"{LOOPBACK}:{state.ports['issuer']}"
    for service in SERVICES:
        values[f"LOCKSTEP_{service.upper()}_HOST"] = LOOPBACK
        values[f"LOCKSTEP_{service.upper()}_PORT"] = str(state.ports[f"{service}-api"])
    return values


def issuer_environment(state: State, data: Path) -> dict[str, str]:
    """Return the environment of the sign-in, which reads people as the worker of sessions does."""
    role = "sessions_worker"
    server = postgres.server(data / "postgres", state.ports["postgres"])
    return {
        "LOCKSTEP_ISSUER_ENVIRONMENT": "local",
        issuer.NAME_SETTING: issuer_name(state),
        "LOCKSTEP_ISSUER_FOLDER": str(data / "issuer"),
        "LOCKSTEP_ISSUER_HOST": LOOPBACK,
        "LOCKSTEP_ISSUER_PORT": str(state.ports["issuer"]),
        "LOCKSTEP_ISSUER_DATABASE_URL": postgres.address(state.ports["postgres"], "sessions", user=role),
        "LOCKSTEP_ISSUER_DATABASE_PASSWORD_FILE": str(server.passwords / role / passwords.FILE),
    }


def full_speed() -> dict[str, str]:
    """Return the settings of a stack on which one organisation works at full speed: in benchmarks and tests.

    The limits of callers and organisations are then as high as what all together may send.
    """
    rates = {f"LOCKSTEP_{whose}_{what}": "100000" for whose in LIMITED for what in ("PER_SECOND", "BURST")}
    return rates | {f"{service.upper()}_{SHARE}": "100" for service in SERVICES}


def all_programs(state: State, data: Path, workers: int) -> list[Program]:
    """Return every process of the stack. The folders of PostgreSQL and Kafka must be prepared."""
    ports = state.ports
    programs = [
        Program(
            "postgres",
            postgres.command(data / "postgres", ports["postgres"]),
            ports["postgres"],
            stop_signal="INT",  # fast shutdown, which does not wait until clients disconnect
            stop_timeout_seconds=30,
        ),
        Program("kafka", kafka.command(data / "kafka"), ports["kafka"], stop_timeout_seconds=30),
    ]
    for service in SERVICES:
        api, names = f"{service}-api", worker_names(service, workers)
        python = [sys.executable, "-m", service]
        environment = api_environment(service, state, data)
        programs.append(Program(api, [*python, "api"], ports[api], environment=environment, health_path="/readyz"))
        for name in names:
            environment = worker_environment(service, state, data, worker=name)
            command = [*python, "worker"]
            programs.append(Program(name, command, ports[name], environment=environment, health_path="/readyz"))
    sign_in = Program(
        "issuer",
        [sys.executable, "-m", "lockstep_local.sign_in"],
        ports["issuer"],
        environment=issuer_environment(state, data),
        health_path="/healthz",
    )
    gateway = Program(
        "gateway",
        [sys.executable, "-m", "lockstep_gateway"],
        ports["gateway"],
        environment=gateway_environment(state, data),
        health_path="/readyz",
    )
    return [*programs, sign_in, gateway]
