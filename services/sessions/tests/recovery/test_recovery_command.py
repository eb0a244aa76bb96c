"""A restored database is closed, `recover` completes it from a real broker, and the service goes on as one."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from chassis.messaging.topics import create_topics
from chassis.operations.kafka_access import KafkaAccess
from lockstep_local import kafka as local_kafka
from lockstep_local import ports
from lockstep_local.issuer import Issuer
from lockstep_local.waiting import eventually
from lockstep_testing.databases import Databases
from lockstep_testing.servers import admitted
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.corrections import completed, decide, proposed
from ..helpers.recovering import copied

SESSIONS = (sys.executable, "-m", "sessions")


@pytest.fixture
async def broker(tmp_path: Path, kafka_access: KafkaAccess) -> AsyncIterator[KafkaAccess]:  # it is a test with Kafka
    """A broker of its own, because the topics of the shared one have events of other tests."""
    port = ports.find_free()
    process = local_kafka.start_kafka(tmp_path / "kafka", port)
    await asyncio.to_thread(local_kafka.wait_ready, process, tmp_path / "kafka")
    access = await admitted(tmp_path / "kafka", port)
    await create_topics(access, replication_factor=1)
    yield access
    process.send_signal(signal.SIGKILL)
    process.wait()


def environment(school: School, broker: KafkaAccess) -> dict[str, str]:
    """Return the environment of the processes of a school."""
    return {
        **os.environ,
        "SESSIONS_ENVIRONMENT": "local",
        "SESSIONS_DATABASE_URL": school.database.api_url,
        "SESSIONS_WORKER_DATABASE_URL": school.database.worker_url,
        "SESSIONS_OWNER_DATABASE_URL": school.database.owner_url,
        "SESSIONS_JWKS_URL": "file:///dev/null",
        **broker.environment("SESSIONS_"),
        "SESSIONS_WORKER_PORT": str(ports.find_free()),
    }


@asynccontextmanager
async def worker(school: School, broker: KafkaAccess) -> AsyncIterator[None]:
    """Run a worker. It ends as a machine does that is lost."""
    process = await asyncio.create_subprocess_exec(*SESSIONS, "worker", env=environment(school, broker))
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def run(school: School, broker: KafkaAccess, *arguments: str) -> tuple[int | None, list[str]]:
    """Run a command, and return its exit status and its lines."""
    process = await asyncio.create_subprocess_exec(
        *SESSIONS, *arguments, env=environment(school, broker), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode().splitlines()


async def settled(school: School) -> bool:
    """Say whether everything is in the log and published."""
    [row] = await school.rows("SELECT (SELECT count(*) FROM log_queue) + (SELECT count(*) FROM outbox) AS waiting")
    return bool(row.waiting == 0)


async def test_a_restored_service_is_closed_until_it_is_recovered_and_goes_on_as_one(
    school: School, broker: KafkaAccess, databases: Databases, issuer: Issuer
) -> None:
    async with worker(school, broker):
        early = await completed(school)
        await eventually(lambda: settled(school), "an early checkpoint")
    known, waiting = await school.schedule(mode="in_person"), await completed(school)
    async with copied(school, databases, issuer) as restored:
        async with worker(school, broker):
            late = await completed(school)
            assert (await school.complete(known)).is_success
            amendment = await proposed(school, early)
            assert (await decide(school, "admin", early, amendment)).is_success
            await eventually(lambda: settled(school), "every event and checkpoint")
        proof = await school.ok("admin", "GET", f"/v1/sessions/{late}/proof")

        async with restored.superuser.begin() as db:
            await db.execute(text("DELETE FROM standings"))  # a copy has no standing of its own
        async with worker(restored, broker):

            async def behind() -> bool:
                return bool(await restored.rows("SELECT 1 FROM standings WHERE behind IS NOT NULL"))

            await eventually(behind, "what the worker saw")

            async def closed() -> bool:
                return not (await restored.send("admin", "GET", f"/v1/sessions/{known}")).is_success

            await eventually(closed, "an API that has looked")
            refused(await restored.send("admin", "GET", f"/v1/sessions/{known}"), 503, "database-behind")
            status, tried = await run(restored, broker, "recover", "--dry-run")
            assert (status, tried[-1]) == (0, "This was a dry run. Nothing was changed.")
            status, said = await run(restored, broker, "recover")  # beside a running worker
            assert status == 0, said
            assert said[:-1] == tried[:-1]
            assert not any(line.startswith("set right") for line in said), "all that waits in the copy was published"
            for session_id in (late, known):
                assert any(line.startswith(f"lost: the recap of session {session_id}, 20") for line in said), said
            assert not any(f"the recap of session {waiting}" in line for line in said), "the copy has it"

            async def opened() -> bool:
                return (await restored.send("admin", "GET", f"/v1/sessions/{late}")).is_success

            await eventually(opened, "an API that serves")
            after = await completed(restored)
            await eventually(lambda: settled(restored), "the new checkpoint")
        for session_id in (early, known, late, waiting):
            records = [
                await one.send("admin", "GET", f"/v1/sessions/{session_id}/record") for one in (school, restored)
            ]
            assert records[0].content == records[1].content
        status, said = await run(restored, broker, "audit")
        assert (status, said[-1].endswith("no differences")) == (0, True), said
        again = await restored.ok(
            "admin", "GET", f"/v1/sessions/{late}/proof", size=len(await school.rows("SELECT 1 FROM log_leaves"))
        )
        assert again["checkpoint"] == proof["checkpoint"]
        assert (await restored.ok("admin", "GET", f"/v1/sessions/{after}/proof"))["entries"]
