"""What Kafka refuses a real worker: it says so, works around nothing, parks nothing, and starts again when it may."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from chassis.messaging.admin import administration
from chassis.messaging.rights import give_exactly
from chassis.messaging.watchdog import WATCHDOG_EXIT_STATUS
from chassis.operations.kafka_access import KafkaAccess
from contracts.access import Right
from lockstep_local import certificates, ports
from lockstep_local.waiting import eventually
from lockstep_testing.databases import Databases
from lockstep_testing.servers import with_rights
from probing import service
from probing.harness import Probe, probe_on, raw
from probing.process import ProbeProcess
from pydantic import SecretStr

STARTS_BEFORE = 3
"""More looks than that within a few seconds would be a loop without a pause."""


class Refused:
    """A probe's worker whose rights a test changes, and what it said."""

    def __init__(self, probe: Probe, admin: KafkaAccess, user: str, log: Path) -> None:
        self.probe, self.admin, self.user, self.log = probe, admin, user, log
        self.port = ports.find_free()

    def rights(self) -> dict[str, Right]:
        """All that a worker needs, by a name for the test."""
        topic = self.probe.topic
        return {
            "write": Right(self.user, "write", "topic", topic),
            "read": Right(self.user, "read", "topic", topic),
            "group": Right(self.user, "read", "group", topic),
        }

    async def give(self, *names: str) -> None:
        """Let the user have exactly these rights."""
        rights = self.rights()
        async with administration(self.admin) as admin:
            await give_exactly(admin, [self.user], [rights[name] for name in names])

    def start(self, **environment: str) -> ProbeProcess:
        """Start the worker. Its output goes to a file."""
        with self.log.open("ab") as self.probe.output:
            return self.probe.start_worker(PROBE_WORKER_PORT=str(self.port), **environment)

    async def answer(self, path: str) -> str | None:
        """Return the worker's answer, or None if it does not listen."""
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            try:
                return (await client.get(f"http://127.0.0.1:{self.port}{path}")).text
            except httpx.TransportError:
                return None

    async def says(self, text: str) -> str:
        """Return the answer about readiness once it has this text."""

        async def look() -> str | None:
            said = await self.answer("/readyz")
            return said if said is not None and text in said else None

        return await eventually(look, f"readiness that says: {text}")

    async def logged(self, text: str) -> dict[str, Any]:
        """Return the line of the log about a refusal once there is one with this text."""

        async def look() -> dict[str, Any] | None:
            return next((line for line in self.refusals() if text in line["reason"]), None)

        return await eventually(look, f"a line in the log that says: {text}")

    def refusals(self) -> list[dict[str, Any]]:
        """All lines about refusals."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == "refused by Kafka"]


@pytest.fixture
async def refused(databases: Databases, kafka_access: KafkaAccess, tmp_path: Path) -> AsyncIterator[Refused]:
    """A probe with a user of its own, who may do nothing yet."""
    user = f"probe-{uuid4().hex[:8]}"
    limited = await with_rights(kafka_access, user)
    async with probe_on(databases, kafka_access) as probe:
        probe.access = limited
        yield Refused(probe, kafka_access, user, tmp_path / "worker.log")
        probe.access = kafka_access


async def test_a_wrong_password_is_named_and_the_worker_ends_after_a_pause(refused: Refused) -> None:
    await refused.give("write", "read", "group")
    secret = "a-wrong-password-of-the-test"
    worker = refused.start(PROBE_KAFKA_PASSWORD=secret)
    said = await refused.says(f"does not accept the password of the user {refused.user}. Set kafka_password")
    line = await refused.logged("does not accept the password")
    assert line["principal"] == refused.user
    assert "lockstep_kafka_refuses 1.0" in (await refused.answer("/metrics") or "")
    looks = len(refused.refusals())

    async def ended() -> bool:
        return worker.returncode is not None

    await eventually(ended, "the end of a worker that cannot consume")
    assert worker.returncode == WATCHDOG_EXIT_STATUS
    assert looks <= STARTS_BEFORE
    assert secret not in refused.log.read_text() + said
    assert await refused.probe.count("parked") == 0


async def test_a_certificate_of_another_authority_is_named(refused: Refused, tmp_path: Path) -> None:
    certificates.ensure(tmp_path / "other", ["127.0.0.1"])
    refused.start(PROBE_KAFKA_CA_FILE=str(certificates.ca_file(tmp_path / "other")))
    said = await refused.says("was not signed by the authority in")
    assert "Set kafka_ca_file" in said
    await refused.logged("was not signed by the authority in")


async def test_an_anonymous_worker_is_not_ready_and_is_told_what_to_set(refused: Refused) -> None:
    servers = refused.probe.access.bootstrap_servers
    refused.probe.access = KafkaAccess(servers)
    refused.start()
    await refused.says("does not talk to clients without TLS. Set kafka_user")


LACKS = {
    "write": "write to the topic",
    "read": "read the topic",
    "group": "into the consumer group",
}


@pytest.mark.parametrize("lacking", LACKS)
async def test_a_right_that_is_taken_is_named_and_the_worker_goes_on_once_it_has_it_again(
    refused: Refused, lacking: str
) -> None:
    probe = refused.probe
    await refused.give(*LACKS)
    refused.start()
    await eventually(ticks_have(refused, 1), "an effect of the first event")

    await refused.give(*(name for name in LACKS if name != lacking))
    said = await refused.says(LACKS[lacking])
    assert f"Kafka does not let the user {refused.user} " in said
    assert probe.topic in said
    assert "python -m chassis create-topics" in said
    await refused.logged(LACKS[lacking])
    assert len(refused.refusals()) <= STARTS_BEFORE
    await service.tick_in_transaction(probe.engine, "key")

    await refused.give(*LACKS)
    await eventually(ticks_have(refused, 2), "the effects of both events")
    await refused.says('"ready"')
    assert len(probe.processes) <= STARTS_BEFORE
    assert await probe.count("parked") == 0


@pytest.mark.parametrize("lacking", LACKS)
async def test_a_worker_that_starts_without_a_right_says_which(refused: Refused, lacking: str) -> None:
    await refused.give(*(name for name in LACKS if name != lacking))
    refused.start()
    await refused.says(LACKS[lacking])
    await refused.logged(LACKS[lacking])
    assert await refused.probe.count("parked") == 0


async def test_a_command_says_what_kafka_refuses(refused: Refused) -> None:
    await refused.give(*LACKS)
    await refused.probe.publish(raw(service.ticked("key", 1)), acknowledged=False)  # it has to be read
    await refused.give("write", "group")
    status, said = await refused.probe.recover()
    assert status == 1
    assert LACKS["read"] in said[-1]
    status, said = await refused.probe.recover(PROBE_KAFKA_PASSWORD="another")
    assert status == 1
    assert "does not accept the password" in said[-1]


def ticks_have(refused: Refused, effects: int) -> Callable[[], Awaitable[bool]]:
    """Return a look that ticks until there are effects, and starts a worker that has ended, as its manager does."""
    probe = refused.probe

    async def look() -> bool:
        if probe.processes[-1].returncode is not None:
            assert probe.processes[-1].returncode == WATCHDOG_EXIT_STATUS
            refused.start()
        if await probe.count("outbox") == 0 and await probe.count("effects") < effects:
            await service.tick_in_transaction(probe.engine, "key")
        return await probe.has("effects", effects)

    return look


def test_an_access_hides_its_password() -> None:
    access = KafkaAccess("kafka:9092", "sessions-worker", SecretStr("hidden-password"), Path("ca.pem"))
    assert "hidden-password" not in repr(access) + str(access) + repr(replace(access, ca_file=None))
