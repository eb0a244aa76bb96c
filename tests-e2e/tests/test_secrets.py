"""What the processes of a stack can read: each has the secrets of its kind, and files of secrets are private."""

import stat
from pathlib import Path

import pytest
from lockstep_e2e.platform import Platform
from lockstep_local.databases import ALL
from lockstep_local.passwords import password_file
from lockstep_local.programs import SERVICES

pytestmark = pytest.mark.kafka
WRITTEN_BY_PROCESSES = ("logs", "kafka", "postgres", "gateway")
"""The folders of the data folder into which the processes of a stack write."""


def environment_of(pid: int) -> dict[str, str]:
    """Return the environment with which a process was started."""
    entries = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def arguments_of(pid: int) -> str:
    """Return the command line of a process, which every user of the machine may read."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode()


def log_of(platform: Platform, name: str) -> str:
    """Return what a process has written into its log."""
    return platform.stack.log(name).read_text()


def passwords_in(platform: Platform, texts: list[str]) -> set[str]:
    """Return the database roles whose password, or whose file with it, is named in the texts."""
    files = {role: password_file(platform.stack.postgres.passwords, role) for role in ALL}
    return {
        role
        for role, file in files.items()
        if any(str(file) in text or file.read_text().strip() in text for text in texts)
    }


async def test_no_process_holds_more_keys_than_its_kind_needs(platform: Platform) -> None:
    pids = platform.stack.pids()
    for service in SERVICES:
        for kind, role in (("api", "api"), ("worker", "worker")):
            environment = environment_of(pids[f"{service}-{kind}"])
            addresses = {name: value for name, value in environment.items() if "postgresql" in value}
            assert len(addresses) == 1, f"{service}-{kind} has {sorted(addresses)}"
            assert all(f"//{service}_{role}@" in value for value in addresses.values())
            has_kafka = any("KAFKA" in name for name in environment)
            assert has_kafka == (kind == "worker")
            assert not any("SIGNING_KEY" in name for name in environment) or kind == "worker"
    assert not any("postgresql" in value for value in environment_of(pids["gateway"]).values())


async def test_a_process_holds_the_password_of_its_own_database_role_and_no_other(platform: Platform) -> None:
    pids = platform.stack.pids()
    held = {name: passwords_in(platform, list(environment_of(pid).values())) for name, pid in pids.items()}
    own = {f"{service}-{kind}": {f"{service}_{kind}"} for service in SERVICES for kind in ("api", "worker")}
    # only a worker sees all organisations, whose people the sign-in of development shows
    assert held == own | {"issuer": {"sessions_worker"}} | {name: set() for name in ("postgres", "kafka", "gateway")}
    assert passwords_in(platform, [arguments_of(pid) for pid in pids.values()]) == set()
    assert passwords_in(platform, [log_of(platform, name) for name in pids]) == set()


async def test_nobody_else_on_the_machine_reads_logs_tables_topics_and_secrets(platform: Platform) -> None:
    data = platform.stack.data
    folders = [data, *(path for path in data.iterdir() if path.is_dir())]
    assert {path.name for path in folders if stat.S_IMODE(path.stat().st_mode) != 0o700} == set()
    kept = [path for name in WRITTEN_BY_PROCESSES for path in (data / name).rglob("*") if path.is_file()]
    kept += (data / "passwords").rglob("password")
    assert kept
    open_to_others = {str(path.relative_to(data)) for path in kept if path.stat().st_mode & 0o077}
    # the authority's certificate is public
    assert open_to_others == {"kafka/certificates/ca.pem"}
