"""Sessions whose records are in a published log, and forgeries of a person who may write everything in Kafka."""

import time
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import rfc8785
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete
from chassis.database.engine import create_engine
from chassis.ids import new_id
from chassis.messaging import auditing
from chassis.messaging.admin import administration
from chassis.messaging.consumer import Handler, apply
from chassis.messaging.topics import create_topics
from chassis.operations.kafka_access import KafkaAccess
from chassis.operations.log_settings import LogSettings
from contracts.cloudevents import to_record
from contracts.envelope import Event
from contracts.sessions import LogCheckpointed, SessionAmended, SessionCompleted, SessionVoided
from contracts.topics import TOPICS
from contracts.transparency.checkpoints import Checkpoint, origin_of, sign
from contracts.transparency.merkle import append, fold, leaf_hash
from contracts.transparency.records import COMPLETION_RECORD
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from lockstep_testing.databases import ServiceDatabase
from lockstep_testing.events import POLICY

BEGIN: Final = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
OLD_SECONDS: Final = 3_600
FORGER: Final = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
_PUT_POSITION: Final = text("""
    INSERT INTO positions (topic, partition, record_offset) VALUES (:topic, :partition, :offset)
    ON CONFLICT (topic, partition) DO UPDATE SET record_offset = greatest(positions.record_offset, :offset)
""")


@dataclass
class Logged:
    """An organisation, its log under a name of its own, and its events. `key` signs the log."""

    access: KafkaAccess
    org_id: UUID = field(default_factory=uuid4)
    coach_ids: tuple[UUID, ...] = field(default_factory=lambda: (uuid4(), uuid4()))
    learner_ids: tuple[UUID, ...] = field(default_factory=lambda: (uuid4(), uuid4()))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    log_name: str = field(default_factory=lambda: f"log.test/{uuid4()}")
    leaves: list[bytes] = field(default_factory=list)
    checkpoints: int = 0

    def completed(self, **more: Any) -> SessionCompleted:
        """Return a completion of 45 minutes with its record. `more` replaces fields of both."""
        session_id = uuid4()
        said = {
            "org_id": str(self.org_id),
            "session_id": str(session_id),
            "sequence": 3,
            "batch_id": None,
            "category_id": None,
            "course_ids": [],
            "mode": "in_person",
            "coaches": [{"person_id": str(one), "share_basis_points": 5_000} for one in self.coach_ids],
            "roster": [
                {"person_id": str(one), "acceptance": "accepted", "accepted_by": "answer"} for one in self.learner_ids
            ],
            "never_answered": [],
            "run_id": None,
            "planned_by_coach": False,
            "planned_starts_at": None,
            "planned_ends_at": None,
            "started_at": _instant(BEGIN),
            "ended_at": _instant(BEGIN + timedelta(minutes=45)),
            "zone": "Europe/Prague",
            "raw_minutes": 45,
            "logged_minutes": 45,
            "completed_at": _instant(BEGIN + timedelta(minutes=50)),
            "completed_by": str(self.coach_ids[0]),
            "on_behalf_of": None,
            "recap_by": None,
            "contradictions": [],
            "attendance_version": None,
            **more,
        }
        record = rfc8785.dumps({**said, "type": COMPLETION_RECORD, "policy": {"unpaid": False}})
        whole = {**self._envelope(session_id, 3), **said, "policy": POLICY, "presence": ()}
        return SessionCompleted.model_validate({**whole, **_named(record)})

    def amended(self, of: SessionCompleted, minutes: int) -> SessionAmended:
        """Return an amendment of the minutes."""
        old = _values(of, of.logged_minutes)
        about = {"field": "minutes", "old": old, "new": {**old, "logged_minutes": minutes}}
        return SessionAmended.model_validate(self._correction(of, "amendment", "amended_at", about))

    def voided(self, of: SessionCompleted) -> SessionVoided:
        """Return the void of a completion."""
        about = {"withdrawn": _values(of, of.logged_minutes)}
        return SessionVoided.model_validate(self._correction(of, "void", "voided_at", about))

    def checkpoint(self, *events: Any, key: Ed25519PrivateKey | None = None) -> LogCheckpointed:
        """Return the next checkpoint, which adds the records of these events. Another key forges it: the log stays."""
        added = [bytes.fromhex(event.record_hash) for event in events]
        leaves = [*self.leaves, *added]
        root, origin = fold(append(0, [], leaves).edge), origin_of(self.log_name, self.org_id)
        number = self.checkpoints + 1
        if key is None:
            self.leaves, self.checkpoints = leaves, number
        return LogCheckpointed.model_validate(
            {
                **self._envelope(f"log:{self.org_id}", number),
                "origin": origin,
                "tree_size": len(leaves),
                "root_hash": root.hex(),
                "leaf_hashes": [leaf.hex() for leaf in added],
                "checkpoint": sign(Checkpoint(origin, len(leaves), root), key or self.key),
                "checkpointed_at": BEGIN,
            }
        )

    def _envelope(self, key: UUID | str, sequence: int) -> dict[str, Any]:
        return {
            "event_id": new_id(),
            "org_id": self.org_id,
            "occurred_at": BEGIN,
            "key": str(key),
            "sequence": sequence,
            "correlation_id": uuid4(),
        }

    def _correction(self, of: SessionCompleted, kind: str, at: str, about: Mapping[str, Any]) -> dict[str, Any]:
        said = {
            "org_id": str(self.org_id),
            "session_id": str(of.session_id),
            "sequence": 4,
            "amendment_id": str(uuid4()),
            "completed_sequence": of.sequence,
            "proposed_by": str(self.coach_ids[0]),
            "approved_by": None,
            **about,
        }
        now = _instant(BEGIN + timedelta(hours=1))
        record = rfc8785.dumps({**said, "type": f"lockstep.{kind}-record.v1", "recorded_at": now})
        return {**self._envelope(of.session_id, 4), **said, at: now, **_named(record)}

    async def publish(self, *events: Event, old: bool = True) -> dict[tuple[str, int], int]:
        """Publish events, an hour ago or now, and return the offset of the last one in each partition."""
        await create_topics(self.access, replication_factor=1)
        producer = AIOKafkaProducer(**self.access.options(), acks="all")
        await producer.start()
        offsets = {}
        try:
            for event in events:
                record = to_record(event)
                sent = await producer.send_and_wait(
                    record.topic,
                    key=record.key,
                    value=record.value,
                    headers=record.headers,
                    timestamp_ms=int((time.time() - OLD_SECONDS * old) * 1_000),
                )
                offsets[sent.topic, sent.partition] = sent.offset
        finally:
            await producer.stop()
        return offsets

    async def forget(self) -> None:
        """Delete what was published. Otherwise the next service on this broker finds that its database lacks it."""
        async with administration(self.access) as admin:
            everything = {
                TopicPartition(topic.name, number): RecordsToDelete(before_offset=-1)
                for topic in TOPICS
                if topic.producer == "sessions" and not topic.compacted
                for number in range(topic.partitions)
            }
            await admin.delete_records(everything)

    def settings(self, kind: type[LogSettings], database: ServiceDatabase) -> LogSettings:
        """Return the settings of the audit of a service."""
        return kind(**self.values(database))

    def values(self, database: ServiceDatabase) -> dict[str, Any]:
        """Return the settings of the audit of a service, by name."""
        return {
            "environment": "local",
            "worker_database_url": database.worker_url,
            "log_name": self.log_name,
            "log_public_key": b64encode(self.key.public_key().public_bytes_raw()).decode(),
            "kafka_bootstrap_servers": self.access.bootstrap_servers,
            "kafka_user": self.access.user,
            "kafka_password": self.access.password,
            "kafka_ca_file": self.access.ca_file,
        }


async def handle(
    database: ServiceDatabase,
    handlers: Mapping[type[Event], Handler],
    events: Sequence[Event],
    offsets: Mapping[tuple[str, int], int],
) -> None:
    """Let a service handle published events, as its worker does: effects and positions in one transaction."""
    engine = create_engine(database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        await apply(db, handlers, [event for event in events if type(event) in handlers], {})
        for (topic, partition), offset in offsets.items():
            await db.execute(_PUT_POSITION, {"topic": topic, "partition": partition, "offset": offset})
    await engine.dispose()


@dataclass
class Audit:
    """The audit of a service, and what it must say."""

    logged: Logged
    settings: LogSettings
    audited: auditing.Audited[Any]
    capsys: Any

    async def run(self) -> tuple[int, str]:
        """Audit the organisation, and return the exit status and what was printed."""
        status = await auditing.audit_effects(self.settings, self.audited, org_id=self.logged.org_id)
        return status, self.capsys.readouterr().out

    async def finds(self, *texts: str, differences: int) -> None:
        """Assert that the audit finds this number of differences, and prints these texts."""
        status, said = await self.run()
        assert status == (1 if differences else 0), said
        for one in texts:
            assert one in said, (one, said)
        assert said.endswith(
            f": {f'{differences} difference' + 's' * (differences > 1) if differences else 'no differences'}\n"
        ), said

    async def finds_what_is_invented(
        self, database: ServiceDatabase, handlers: Mapping[type[Event], Handler], *, number: int
    ) -> None:
        """Let the service handle a completion that only a forged checkpoint has, and assert that the audit says so.

        `number` is the one that the next checkpoint of the log would have.
        """
        logged = self.logged
        invented = logged.completed()
        published = await logged.publish(invented, logged.checkpoint(invented, key=FORGER))
        await handle(database, handlers, [invented], published)
        await self.finds(
            f"{logged.org_id}  checkpoint {number}, event ",
            "its note is not a checkpoint of this log: it is not signed by the log's key",
            f"{logged.org_id}  session {invented.session_id}, event {invented.event_id} (sessions.completions.v1[",
            f"no signed checkpoint has its record {invented.record_hash}",
            differences=2,
        )

    async def finds_each(self, tamperings: Mapping[str, str], session_id: UUID, superuser: AsyncEngine) -> None:
        """Assert for each statement that the audit prints its text while a superuser has changed rows by it."""
        for statement, expected in tamperings.items():
            async with _tampered(superuser, statement, session_id):
                status, said = await self.run()
            assert status == auditing.DIFFERENT
            assert expected in said, (statement, said)


@asynccontextmanager
async def _tampered(superuser: AsyncEngine, statement: str, session_id: UUID) -> AsyncIterator[None]:
    """Change rows by an UPDATE or DELETE, as a superuser whom no trigger stops, and change them back afterwards."""
    table = statement.removeprefix("DELETE FROM ").removeprefix("UPDATE ").split()[0]
    async with superuser.connect() as db:
        await db.execute(text("SET session_replication_role = replica"))
        await db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        await db.execute(text(f"CREATE TEMPORARY TABLE kept AS TABLE {table}"))
        await db.execute(text(statement), {"id": session_id})
        await db.commit()
        yield
        await db.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - a test's own name
        await db.execute(text(f"INSERT INTO {table} SELECT * FROM kept"))  # noqa: S608
        await db.execute(text("DROP TABLE kept"))
        await db.execute(text("RESET session_replication_role"))
        await db.commit()


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _named(record: bytes) -> dict[str, str]:
    return {"record": record.decode(), "record_hash": leaf_hash(record).hex()}


def _values(of: SessionCompleted, minutes: int) -> dict[str, Any]:
    coaches = [{"person_id": str(one.person_id), "share_basis_points": one.share_basis_points} for one in of.coaches]
    return {"logged_minutes": minutes, "coaches": coaches, "recap_sha256": "0" * 64}
