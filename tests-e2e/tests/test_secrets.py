"""What the processes of a stack can read: each has the secrets of its kind, and files of secrets are private."""

import stat
from pathlib import Path

import pytest
from lockstep_e2e.platform import Platform
from lockstep_local.programs import SERVICES

pytestmark = pytest.mark.kafka


def environment_of(pid: int) -> dict[str, str]:
    """Return the environment with which a process was started."""
    entries = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


async def test_no_process_holds_more_keys_than_its_kind_needs(platform: Platform) -> None:
    pids = platform.stack.pids()
    for service in SERVICES:
        for kind, role in (("api", "api"), ("worker", "worker")):
            environment = environment_of(pids[f"{service}-{kind}"])
            addresses = {name: value for name, value in environment.items() if "postgresql" in value}
            assert len(addresses) == 1, f"{service}-{kind} has {sorted(addresses)}"
            assert all(f"//{service}_{role}:" in value for value in addresses.values())
            has_kafka = any("KAFKA" in name for name in environment)
            assert has_kafka == (kind == "worker")
            assert not any("SIGNING_KEY" in name for name in environment) or kind == "worker"
    assert not any("postgresql" in value for value in environment_of(pids["gateway"]).values())


async def test_nobody_else_on_the_machine_reads_logs_tables_topics_and_secrets(platform: Platform) -> None:
    assert stat.S_IMODE(platform.stack.data.stat().st_mode) == 0o700
