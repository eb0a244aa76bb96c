"""`audit` of a service that rests on completions: compares what it holds with the published transparency log.

Everything is read in an order that no running service can disturb. First come the ids of the sessions of which the
service holds something, then the checkpoints, then the completions and their corrections, partition by partition. For
each partition there is one snapshot of the database. It has the position up to which the service has read, so its rows
say exactly what the records up to there have caused.

What stays in memory: 32 bytes per leaf and per checkpoint, 48 per session, and the corrections of one partition.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from contracts.cloudevents import MalformedRecordError, from_record, header
from contracts.envelope import Event
from contracts.sessions import LogCheckpointed, SessionAmended, SessionCompleted, SessionVoided
from contracts.topics import TOPIC_OF
from contracts.transparency.keys import KeyChain, chain_of
from contracts.transparency.notes import BadNoteError
from contracts.transparency.published import Hashes, PublishedLogs
from contracts.transparency.records import event_faults
from contracts.transparency.standing import Corrected, Standing, after_correction
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.database.statement import Statement
from chassis.messaging.reading import UnreadableTopicsError, ends_of, reading, records_between, records_until
from chassis.operations.log_settings import LogSettings
from chassis.wording import counted, printable

DIFFERENT: Final = 1
NOT_COMPARED: Final = 2
PAGE_SESSIONS: Final = 5_000
COMPARED_AT_ONCE: Final = 200
NEW_SECONDS: Final = 60.0
"""A record enters the log within a second. One that is older than this and is not in it is a difference."""

COMPLETIONS: Final = TOPIC_OF[SessionCompleted].name
CHECKPOINTS: Final = TOPIC_OF[LogCheckpointed].name
_UUID_BYTES: Final = 16
_BEFORE_ALL: Final = UUID(int=0)

_SNAPSHOT = Statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_NO_LIMITS = Statement("""
    SELECT set_config('transaction_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)
""")
_POSITION = Statement("SELECT record_offset FROM positions WHERE topic = :topic AND partition = :partition")
_PARKED = Statement("SELECT DISTINCT key FROM parked WHERE topic = :topic AND key = ANY (CAST(:keys AS bytea[]))")

Correction = SessionAmended | SessionVoided


HeldT = TypeVar("HeldT")


class Audited(NamedTuple, Generic[HeldT]):
    """What a service holds of completed sessions. It is only read."""

    held: str
    """A session of which it holds something, for example "credited session"."""
    sessions: Statement
    """Selects (org_id, session_id) of the sessions of which it holds something: of `org_id` or, if that is NULL, of all
    organisations; behind the id `after`, in the order of ids, at most `limit`."""
    read: Callable[[AsyncConnection, Sequence[Standing]], Awaitable[Mapping[UUID, HeldT]]]
    """Returns what it holds of some sessions, by session. Those of which it holds nothing are missing."""
    differences: Callable[[Standing, HeldT | None], Iterable[str]]
    """Returns where that is not what the events of the session say."""


async def audit_effects(settings: LogSettings, audited: Audited[Any], *, org_id: UUID | None) -> int:
    """Compare, print every difference and a summary, and return the exit status.

    0: no difference. 1: differences. 2: none found, but the topics could not be read.
    """
    public_key, access = settings.log_verifier(), settings.kafka()
    client_id = f"{settings.service}-audit"
    engine = create_engine(settings.needed("worker_database_url"), application_name=client_id, pool_size=1)
    seen = Counter[str]()
    differences, unreadable = 0, False
    try:
        async with reading(access, [COMPLETIONS, CHECKPOINTS], client_id=client_id) as consumer:
            async for place in _Audit(engine, consumer, audited, org_id, seen).run(settings.log_name, public_key):
                differences += 1
                print(printable("  ".join(place)))
    except UnreadableTopicsError as error:
        unreadable = True
        print(printable(f"not compared with the log: {error}. Try again."))
    finally:
        await engine.dispose()
    print(
        f"{counted(seen['logs'], 'log')} with {counted(seen['leaves'], 'leaf', 'leaves')} and "
        f"{counted(seen['checkpoints'], 'checkpoint')}, {counted(seen['held'], audited.held)}, {seen['compared']} "
        f"compared with their records ({seen['parked']} parked, {seen['new']} not yet in the log): "
        f"{counted(differences, 'difference') if differences else 'no differences'}"
    )
    return DIFFERENT if differences else NOT_COMPARED if unreadable else 0


class _Difference(NamedTuple):
    org: str
    place: str
    text: str


@dataclass
class _Audit:
    """One run of the command. Its functions yield differences."""

    engine: AsyncEngine
    consumer: AIOKafkaConsumer
    audited: Audited[Any]
    org_id: UUID | None
    seen: Counter[str]
    completed: Hashes = field(default_factory=lambda: Hashes(_UUID_BYTES))
    """The sessions whose completion is published."""

    async def run(self, log_name: str, public_key: Ed25519PublicKey) -> AsyncIterator[_Difference]:
        """Yield every difference."""
        held = await self._held()
        completions = await ends_of(self.consumer, COMPLETIONS)
        read_at, checkpoints = now(), await ends_of(self.consumer, CHECKPOINTS)
        try:
            chain = chain_of(log_name, public_key, await self._key_changes(checkpoints))
        except BadNoteError as error:
            yield _Difference("-", CHECKPOINTS, str(error))
            chain = KeyChain(log_name, (public_key,), ())
        logs = PublishedLogs(chain)
        async for difference in self._follow(checkpoints, logs):
            yield difference
        begins = await self.consumer.beginning_offsets(list(completions))
        for partition, begin in begins.items():
            part = _Partition(self, partition, begin, completions[partition], logs, read_at)
            async for difference in part.compare():
                yield difference
        for at in range(0, len(held), 2 * _UUID_BYTES):
            org_id, session_id = (bytes(held[at + low : at + low + _UUID_BYTES]) for low in (0, _UUID_BYTES))
            if session_id not in self.completed:
                text = f"it is a {self.audited.held} here, but no completion of it was published"
                yield _Difference(str(UUID(bytes=org_id)), f"session {UUID(bytes=session_id)}", text)

    async def _held(self) -> bytearray:
        """Return the organisations and sessions of which the service holds something by now, 32 bytes for each."""
        held, after = bytearray(), _BEFORE_ALL
        while True:
            async with self.engine.connect() as db:
                scope = {"org_id": self.org_id, "after": after, "limit": PAGE_SESSIONS}
                page = await self.audited.sessions.all(db, scope)
            if not page:
                return held
            self.seen["held"] += len(page)
            for one in page:
                held += one.org_id.bytes + one.session_id.bytes
            after = page[-1].session_id

    async def _key_changes(self, ends: Mapping[TopicPartition, int]) -> set[str]:
        changes: set[str] = set()
        async for records in records_until(self.consumer, ends):
            for record in records:
                event = _event(record)
                if isinstance(event, LogCheckpointed):
                    changes.update(event.key_changes)
        return changes

    async def _follow(self, ends: Mapping[TopicPartition, int], logs: PublishedLogs) -> AsyncIterator[_Difference]:
        """Take the published checkpoints and their leaves."""
        async for records in records_until(self.consumer, ends):
            for record in records:
                event = _event(record)
                if isinstance(event, LogCheckpointed):
                    fault = logs.follow(event)
                    if fault is not None and self.org_id in (None, event.org_id):
                        place = f"checkpoint {event.sequence}, event {event.event_id} ({_place(record)})"
                        yield _Difference(str(event.org_id), place, fault)
                elif isinstance(event, str):
                    yield _Difference("-", _place(record), event)
        self.seen["logs"], self.seen["leaves"], self.seen["checkpoints"] = logs.counts()


@dataclass
class _Partition:
    """One partition of the completions, compared with one snapshot of the database."""

    audit: _Audit
    partition: TopicPartition
    begin: int
    end: int
    logs: PublishedLogs
    read_at: datetime
    """When the reading of the checkpoints began. What is older must be in the log."""

    async def compare(self) -> AsyncIterator[_Difference]:
        """Yield the differences of all sessions of this partition."""
        async with self.audit.engine.connect() as db:
            await _SNAPSHOT.execute(db)
            await _NO_LIMITS.execute(db)
            place = {"topic": self.partition.topic, "partition": self.partition.partition}
            position = await _POSITION.scalar(db, place)
            handled = 0 if position is None else position + 1
            corrected: dict[UUID, Corrected] = {}
            async for record, event in self._events(max(handled, self.end), {SessionAmended, SessionVoided}):
                for text in self._of_correction(event, corrected if record.offset < handled else {}):
                    yield self._difference(record, event, text)
                for difference in self._unlogged(record, event):
                    yield difference
            standings: dict[UUID, tuple[ConsumerRecord, Standing]] = {}
            async for record, event in self._events(max(handled, self.end), {SessionCompleted}):
                for difference in self._unlogged(record, event):
                    yield difference
                self.audit.completed.add(event.session_id.bytes)
                if record.offset >= handled:
                    continue
                if event.session_id in standings or len(standings) == COMPARED_AT_ONCE:
                    async for difference in self._held(db, standings):
                        yield difference
                    standings = {}
                standings[event.session_id] = record, Standing(event, corrected.get(event.session_id))
            async for difference in self._held(db, standings):
                yield difference

    async def _events(self, end: int, kinds: set[type[Any]]) -> AsyncIterator[tuple[ConsumerRecord, Any]]:
        """Yield the events of these types, with their records. Others are for another reading, or for other readers."""
        names = {kind.type.encode() for kind in kinds}
        async for records in records_between(self.audit.consumer, self.partition, self.begin, end):
            for record in records:
                if header(record.headers, "ce_type") in names:
                    event = _event(record)
                    if isinstance(event, Event) and self.audit.org_id in (None, event.org_id):
                        yield record, event

    def _of_correction(self, event: Correction, corrected: dict[UUID, Corrected]) -> list[str]:
        """Take a correction that the service has handled. Return what is wrong with it beside what came before it."""
        after, faults = after_correction(corrected.get(event.session_id), event)
        if after is not None:
            corrected[event.session_id] = after
        return faults

    def _unlogged(self, record: ConsumerRecord, event: SessionCompleted | Correction) -> Iterator[_Difference]:
        """Yield what is wrong with an event by itself, and that its record is not in the log."""
        for text in event_faults(event):
            yield self._difference(record, event, text)
        if self.logs.has(event.org_id, bytes.fromhex(event.record_hash)):
            return
        age_seconds = self.read_at.timestamp() - record.timestamp / 1_000
        if -NEW_SECONDS - (now() - self.read_at).total_seconds() < age_seconds < NEW_SECONDS:
            self.audit.seen["new"] += 1
            print(printable("  ".join(self._difference(record, event, f"not yet in the log: {age_seconds:.1f} s old"))))
        else:
            yield self._difference(record, event, f"no signed checkpoint has its record {event.record_hash}")

    async def _held(
        self, db: AsyncConnection, standings: Mapping[UUID, tuple[ConsumerRecord, Standing]]
    ) -> AsyncIterator[_Difference]:
        """Yield where the service holds something else than what its events say."""
        if not standings:
            return
        keys = [str(session_id).encode() for session_id in standings]
        parked = set(await _PARKED.scalars(db, {"topic": self.partition.topic, "keys": keys}))
        audited = self.audit.audited
        found = await audited.read(db, [standing for _, standing in standings.values()])
        for session_id, (record, standing) in standings.items():
            if str(session_id).encode() in parked:
                self.audit.seen["parked"] += 1
                continue
            self.audit.seen["compared"] += 1
            for text in (*standing.faults(), *audited.differences(standing, found.get(session_id))):
                yield self._difference(record, standing.completion, text)

    def _difference(self, record: ConsumerRecord, event: SessionCompleted | Correction, text: str) -> _Difference:
        place = f"session {event.session_id}, event {event.event_id} ({_place(record)})"
        return _Difference(str(event.org_id), place, text)


def _event(record: ConsumerRecord) -> Event | str:
    """Return the event in a Kafka record, or why it cannot be read."""
    try:
        return from_record(record.headers, record.value)
    except MalformedRecordError as error:
        return f"it cannot be read: {error}"


def _place(record: ConsumerRecord) -> str:
    return f"{record.topic}[{record.partition}]@{record.offset}"
