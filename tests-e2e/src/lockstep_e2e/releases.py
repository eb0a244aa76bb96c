"""Runs services of another release beside those of this one, on one Kafka and one PostgreSQL."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx
from lockstep_local import ports
from lockstep_local.cache import cache_folder, one_at_a_time
from lockstep_local.failure import tail
from lockstep_local.stack import CLONE, Stack
from lockstep_local.waiting import eventually

LOCK: Final = "requirements.lock"
RUNS_FROM: Final = ("libs", "services")
"""The folders of a release that its services run from."""

STOP_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Release:
    """The code of a release, and a Python with the packages that this release needs."""

    folder: Path
    python: Path

    def environment(self) -> dict[str, str]:
        """Return the environment in which its packages, and not those of this clone, are found."""
        sources = [str(source) for part in RUNS_FROM for source in sorted(self.folder.glob(f"{part}/*/src"))]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(sources)}

    def run(self, service: str, command: str, environment: Mapping[str, str]) -> None:
        """Run a command of a service, such as `migrate`, to its end. Raises CalledProcessError if it fails."""
        subprocess.run(
            [str(self.python), "-m", service, command], env={**self.environment(), **environment}, check=True
        )

    def start(self, service: str, command: str, environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        """Start a command of a service, such as `worker`. Its output is appended to `log`."""
        log.touch(mode=0o600)  # as the stack's other logs
        with log.open("ab") as output:
            return subprocess.Popen(
                [str(self.python), "-m", service, command],
                env={**self.environment(), **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )


def previous_commit() -> str:
    """Return the commit of the previous release."""
    *_, last = (CLONE / "RELEASES").read_text().split("\n\n")[-1].strip().splitlines()
    _, _, commit = last.split()
    return commit


def of_commit(commit: str, folder: Path) -> Release:
    """Return the release of a commit, whose files are written to `folder`. Its environment is that of its own lock."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "-C", str(CLONE), "archive", commit], stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return Release(folder, _environment_of(folder / LOCK))


def copy_of_this(folder: Path) -> Release:
    """Return a copy of this clone's services, which a test may change. It has the packages of this clone."""
    for part in RUNS_FROM:
        shutil.copytree(CLONE / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    return Release(folder, Path(sys.executable))


def _environment_of(lock: Path) -> Path:
    """Return the Python of an environment with the packages of a lock. It is made once per user."""
    name = f"release-{sys.implementation.cache_tag}-{sha256(lock.read_bytes()).hexdigest()[:16]}"
    made = cache_folder() / "environments" / name
    python, ready = made / "bin" / "python", made / ".ready"
    with one_at_a_time(made):
        if not ready.exists():
            uv = [str(Path(sys.executable).parent / "uv")]
            subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(made)], check=True)
            subprocess.run(
                [*uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(lock)], check=True
            )
            ready.touch()
    return python


@dataclass
class Rollout:
    """Exchanges processes of a stack for those of other releases, and back."""

    stack: Stack
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    async def deploy(self, release: Release, *names: str) -> None:
        """Replace processes, for example `payouts-worker`, by those of a release.

        A new worker runs beside the old one until it is ready. An API is stopped first, because the gateway knows only
        its port.
        """
        for name in names:
            service, kind = name.rsplit("-", 1)
            environment = self.stack.environment_of(name)
            port = self.stack.ports[name]
            if kind == "worker":
                port = ports.find_free()
                environment |= {f"{service.upper()}_WORKER_PORT": str(port)}
            else:
                self._end(name)
            log = self.stack.data / "logs" / f"{name}-of-another-release.log"
            started = release.start(service, kind, environment, log)
            try:
                await _ready(name, port, started, log)
            finally:
                self._end(name)
                self._running[name] = started

    def _end(self, name: str) -> None:
        """End the process that has this name now, of whichever release it is."""
        running = self._running.pop(name, None)
        if running is None:
            self.stack.stop(name)
            return
        running.terminate()
        try:
            running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()

    def take_back(self) -> None:
        """Run this clone's processes again, and do not wait for them."""
        for name in tuple(self._running):
            self._end(name)
            self.stack.start(name)


async def _ready(name: str, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:

        async def look() -> bool:
            assert process.poll() is None, f"{name} of the other release has ended:\n{tail(log)}"
            try:
                return (await client.get(f"http://{ports.LOOPBACK}:{port}/readyz")).is_success
            except httpx.TransportError:
                return False

        await eventually(look, f"{name} of the other release")


@asynccontextmanager
async def rollout(stack: Stack) -> AsyncIterator[Rollout]:
    """Give a rollout. Afterwards this clone's processes run again."""
    exchanging = Rollout(stack)
    try:
        yield exchanging
    finally:
        exchanging.take_back()
