"""PostgreSQL and Kafka as the stack starts them: they are durable and strict, and come back after a crash."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from lockstep_local import databases, kafka, ports, postgres, preparation
from lockstep_local.failure import StackError
from lockstep_local.passwords import password_file
from lockstep_local.programs import SERVICES
from lockstep_local.waiting import eventually
from lockstep_testing.servers import admitted


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A PostgreSQL data folder and a port for its server."""
    folder, port = tmp_path / "postgres", ports.find_free()
    yield folder, port
    lock = folder / "postmaster.pid"
    if lock.exists():  # the server that a failed test left
        with contextlib.suppress(ProcessLookupError):  # or it has ended, and left its file
            os.kill(int(lock.read_text().split()[0]), signal.SIGQUIT)


async def is_over(session_id: int) -> bool:
    """Say whether a session of the operating system has no process left."""
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(pid) == session_id:
                return False
    return True


async def test_postgres_keeps_what_it_committed_through_a_crash(cluster: tuple[Path, int]) -> None:
    folder, port = cluster
    process = postgres.start_postgres(folder, port)
    postgres.wait_ready(process, folder, port)
    db = await asyncpg.connect(postgres.server(folder, port).dsn())
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert await db.fetchval("SELECT current_setting($1)", setting) == "on"
    await db.execute("CREATE TABLE kept AS SELECT 1 AS one")
    process.kill()
    process.wait()
    await db.close()
    # Its children end by themselves, each when it notices. Until then a server refuses to start on their data.
    await eventually(lambda: is_over(process.pid), "the end of every child")
    process = postgres.start_postgres(folder, port)
    postgres.wait_ready(process, folder, port)
    db = await asyncpg.connect(postgres.server(folder, port).dsn())
    assert await db.fetchval("SELECT one FROM kept") == 1
    await db.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


async def test_each_service_reaches_its_own_database_and_no_other(cluster: tuple[Path, int]) -> None:
    folder, port = cluster
    process = postgres.start_postgres(folder, port)
    postgres.wait_ready(process, folder, port)
    server = postgres.server(folder, port)
    for _ in range(2):  # the second time changes nothing
        preparation.create_databases(server)
    for service in SERVICES:
        for role in ("owner", "api", "worker"):
            db = await asyncpg.connect(server.dsn(service, user=f"{service}_{role}"))
            attributes = await db.fetchrow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            assert attributes is not None
            assert not any(attributes.values())
            await db.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


FORMER_RELEASE = """
    CREATE ROLE payouts_owner LOGIN PASSWORD 'lockstep';
    CREATE ROLE payouts_api LOGIN PASSWORD 'lockstep'
"""


async def test_a_data_folder_from_before_gets_passwords_of_its_own_and_keeps_its_rows(
    cluster: tuple[Path, int],
) -> None:
    folder, port = cluster
    server = postgres.server(folder, port)
    file = password_file(server.passwords, postgres.SUPERUSER)
    file.write_text("lockstep")  # as `make up` of release 0.2.0 made it
    process = postgres.start_postgres(folder, port)
    postgres.wait_ready(process, folder, port)
    db = await asyncpg.connect(server.dsn())
    await db.execute(FORMER_RELEASE)
    await db.execute("CREATE DATABASE payouts OWNER payouts_owner")
    await db.close()
    db = await asyncpg.connect(server.dsn("payouts"))
    await db.execute("CREATE TABLE rates AS SELECT 7 AS kept; GRANT SELECT ON rates TO payouts_api")
    await db.close()
    shutil.rmtree(server.passwords)

    for _ in range(2):  # the second start has them already
        preparation.create_databases(server)
        for user in databases.ALL:
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(postgres.address(port, user=user), password="lockstep")
        passwords = {user: password_file(server.passwords, user) for user in databases.ALL}
        assert len({path.read_text() for path in passwords.values()}) == len(passwords)
        assert {stat.S_IMODE(path.stat().st_mode) for path in passwords.values()} == {0o600}
        for user in ("payouts_api", postgres.SUPERUSER):
            db = await asyncpg.connect(server.dsn("payouts", user=user))
            assert await db.fetchval("SELECT kept FROM rates") == 7
            await db.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


async def test_a_server_with_a_password_of_its_own_is_left_alone_and_named(cluster: tuple[Path, int]) -> None:
    folder, port = cluster
    process = postgres.start_postgres(folder, port)
    postgres.wait_ready(process, folder, port)
    server = postgres.server(folder, port)
    file = password_file(server.passwords, postgres.SUPERUSER)
    file.write_text("another")
    with pytest.raises(StackError, match=f"the password of postgres in {file}.*ALTER ROLE postgres PASSWORD"):
        preparation.create_databases(server)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_a_lock_left_by_a_dead_server_does_not_keep_the_next_from_starting(cluster: tuple[Path, int]) -> None:
    folder, port = cluster
    postgres.prepare(folder)
    # the pid in the file belongs to another process by now
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n1\n{port}\n\n127.0.0.1\n0 0\nready\n")
    process = postgres.start_postgres(folder, port)
    postgres.wait_ready(process, folder, port)
    process.send_signal(signal.SIGINT)
    process.wait(10)


def test_a_server_that_cannot_start_is_an_error_that_shows_its_log(cluster: tuple[Path, int]) -> None:
    folder, port = cluster
    postgres.prepare(folder)
    with (folder / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    process = postgres.start_postgres(folder, port)
    with pytest.raises(StackError, match="no_such_setting"):
        postgres.wait_ready(process, folder, port)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[tuple[Path, int, list[subprocess.Popen[bytes]]]]:
    """A Kafka data folder, a port for its node, and a list. The fixture stops the processes that a test adds to it."""
    running: list[subprocess.Popen[bytes]] = []
    yield tmp_path / "kafka", ports.find_free(), running
    for process in running:
        kafka.stop(process)


@pytest.mark.kafka
async def test_kafka_keeps_what_it_acknowledged_through_a_kill_and_makes_no_topics_by_itself(
    broker: tuple[Path, int, list[subprocess.Popen[bytes]]],
) -> None:
    folder, port, running = broker
    running.append(kafka.start_kafka(folder, port))
    kafka.wait_ready(running[-1], folder)
    access = await admitted(folder, port)
    admin = AIOKafkaAdminClient(**access.options())
    await admin.start()
    await admin.create_topics([NewTopic("made", num_partitions=1, replication_factor=1)])
    producer = AIOKafkaProducer(**access.options(), acks="all", enable_idempotence=True)
    await producer.start()
    await producer.send_and_wait("made", b"kept")
    await producer.client.fetch_all_metadata()
    producer.client.add_topic("unmade")
    await producer.client.force_metadata_update()
    assert "unmade" not in await admin.list_topics()
    await producer.stop()
    await admin.close()

    running[-1].kill()
    running[-1].wait()
    running.append(kafka.start_kafka(folder, port))
    kafka.wait_ready(running[-1], folder)
    consumer = AIOKafkaConsumer("made", **access.options(), auto_offset_reset="earliest")
    await consumer.start()
    assert (await consumer.getone()).value == b"kept"
    await consumer.stop()
