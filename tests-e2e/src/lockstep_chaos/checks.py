"""Check what must be true after the faults, from the databases and the topics themselves."""

import asyncio
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from contracts.cloudevents import from_record
from contracts.envelope import Event
from contracts.topics import TOPICS
from lockstep_local import postgres
from lockstep_local.programs import SERVICES
from lockstep_local.stack import Stack
from lockstep_local.waiting import HANGING_SECONDS

DRAIN_SECONDS_MAX: Final = 15.0
SHOWN_MAX: Final = 5

_EFFECTS: Final = {
    "sessions": "SELECT DISTINCT session_id FROM session_attendance WHERE org_id = $1",
    "attendance": "SELECT session_id FROM official_registers WHERE org_id = $1",
    "payouts": "SELECT session_id FROM credits WHERE org_id = $1",
    "reports": "SELECT session_id FROM sessions WHERE org_id = $1"
    " AND refreshed_at IS NOT NULL AND locked_at IS NOT NULL AND credited_at IS NOT NULL",
}
_COMPLETIONS: Final = "SELECT session_id FROM completion_records WHERE org_id = $1"


@dataclass
class Findings:
    """The result of the checks: numbers to print, and broken promises."""

    numbers: dict[str, object]
    broken: list[str]

    def expect(self, holds: bool, promise: str, examples: Iterable[object] = ()) -> None:
        """Note a promise that does not hold."""
        if not holds:
            shown = [str(example) for _, example in zip(range(SHOWN_MAX), examples, strict=False)]
            self.broken.append(f"{promise}{': ' + ', '.join(shown) if shown else ''}")


async def sessions_in(stack: Stack, service: str, query: str, org_id: object) -> Counter[str]:
    """Return how often each session is in the answer to a query on a service's database."""
    db = await asyncpg.connect(postgres.dsn(stack.ports["postgres"], service))
    try:
        return Counter(str(row[0]) for row in await db.fetch(query, org_id))
    finally:
        await db.close()


async def drain(stack: Stack, org_id: object) -> float | None:
    """Wait until all completions have their effects and outboxes are empty. Return the seconds, or None: never."""
    begun = time.monotonic()
    while time.monotonic() - begun < HANGING_SECONDS:
        completions = await sessions_in(stack, "sessions", _COMPLETIONS, org_id)
        missing = sum([len(completions - await sessions_in(stack, *one, org_id)) for one in _EFFECTS.items()])
        waiting = sum([await _count(stack, service, "outbox") for service in SERVICES])
        waiting += await _count(stack, "sessions", "log_queue")
        if missing == 0 and waiting == 0:
            return time.monotonic() - begun
        await asyncio.sleep(0.2)
    return None


async def _count(stack: Stack, service: str, table: str) -> int:
    db = await asyncpg.connect(postgres.dsn(stack.ports["postgres"], service))
    try:
        return int(await db.fetchval(f"SELECT count(*) FROM {table}"))
    finally:
        await db.close()


async def check(stack: Stack, org_id: object, acknowledged: set[str]) -> Findings:
    """Compare acknowledgements, records, effects, topics, inboxes and ledger."""
    findings = Findings({"acknowledged": len(acknowledged)}, [])
    completions = await sessions_in(stack, "sessions", _COMPLETIONS, org_id)
    findings.numbers["completed"] = len(completions)
    lost = acknowledged - set(completions)
    findings.expect(not lost, "an acknowledged completion has no record", lost)
    for service, query in _EFFECTS.items():
        effects = await sessions_in(stack, service, query, org_id)
        findings.numbers[service] = len(effects)
        findings.expect(not completions - effects, f"{service}: an effect is missing", completions - effects)
        findings.expect(not effects - completions, f"{service}: an effect without a completion", effects - completions)
    await _check_ledger(stack, org_id, findings)
    records = await read_topics(f"127.0.0.1:{stack.ports['kafka']}")
    _check_topics(records, set(completions), findings)
    await _check_log(stack, findings)
    for service in SERVICES:
        await _check_inbox(stack, service, records, findings)
        findings.expect(not await _count(stack, service, "parked"), f"{service}: records are parked")
    return findings


async def _check_ledger(stack: Stack, org_id: object, findings: Findings) -> None:
    """Check that the transfers of each currency move what was earned, between accounts of that currency."""
    db = await asyncpg.connect(postgres.dsn(stack.ports["postgres"], "payouts"))
    try:
        balances = await db.fetch(
            """
            SELECT coalesce(sum(amount_minor) FILTER (WHERE debit_account_id = accounts.id), 0) AS debited,
                   coalesce(sum(amount_minor) FILTER (WHERE credit_account_id = accounts.id), 0) AS credited
            FROM accounts JOIN transfers ON accounts.id IN (debit_account_id, credit_account_id)
            WHERE accounts.org_id = $1
            GROUP BY accounts.id
            """,
            org_id,
        )
        earned = await db.fetchval("SELECT coalesce(sum(amount_minor), 0) FROM earnings WHERE org_id = $1", org_id)
    finally:
        await db.close()
    debited, credited = (sum(row[column] for row in balances) for column in ("debited", "credited"))
    findings.numbers["earned_minor"] = int(earned)
    findings.expect(debited == credited, f"the ledger does not balance: debits {debited}, credits {credited}")
    findings.expect(earned == credited, f"the earnings are {earned}, but {credited} was transferred")


async def _check_log(stack: Stack, findings: Findings) -> None:
    """Check, as an operator would, that the log has every record once and agrees with its published checkpoints."""
    audit = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sessions", "audit"),
        env=os.environ | stack.environment("sessions"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await audit.communicate()
    findings.expect(audit.returncode == 0, "the audit of the log found differences", said.decode().splitlines()[-5:])


async def read_topics(bootstrap_servers: str) -> Mapping[str, list[ConsumerRecord]]:
    """Return all records of all topics, per partition in order."""
    records: dict[str, list[ConsumerRecord]] = {topic.name: [] for topic in TOPICS}
    consumer = AIOKafkaConsumer(
        *records, bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(list(consumer.assignment()))
        for partition, end in ends.items():
            while await consumer.position(partition) < end:
                for batch in (await consumer.getmany(partition, timeout_ms=500)).values():
                    records[partition.topic].extend(batch)
    finally:
        await consumer.stop()
    return records


def _check_topics(records: Mapping[str, list[ConsumerRecord]], completions: set[str], findings: Findings) -> None:
    """Check the order, the gaps and the uniqueness of the published events."""
    sequences: dict[tuple[str, str], set[int]] = defaultdict(set)
    duplicates = 0
    for topic in TOPICS:
        ids: dict[tuple[str, int], object] = {}
        last: dict[str, int] = defaultdict(int)
        events: Counter[tuple[str, str]] = Counter()
        for record in records[topic.name]:
            event = from_record(record.headers, record.value)
            place = (event.key, event.sequence)
            if place in ids:
                duplicates += 1
                findings.expect(ids[place] == event.event_id, f"{topic.name}: two events have one sequence", [place])
                continue
            ids[place] = event.event_id
            findings.expect(event.sequence > last[event.key], f"{topic.name}: an event is out of order", [place])
            last[event.key] = event.sequence
            sequences[topic.producer, event.key].add(event.sequence)
            events[type(event).__name__, str(getattr(event, "session_id", ""))] += 1
        _check_once_per_completion(topic.events, events, completions, findings)
    gaps = [place for place, seen in sequences.items() if seen != set(range(1, len(seen) + 1))]
    findings.expect(not gaps, "a sequence has gaps", gaps)
    findings.numbers["published"] = sum(map(len, records.values()))
    findings.numbers["published_twice"] = duplicates


def _check_once_per_completion(
    kinds: Iterable[type[Event]], events: Counter[tuple[str, str]], completions: set[str], findings: Findings
) -> None:
    for kind in ("SessionCompleted", "AttendanceLocked", "EarningsCredited"):
        if kind not in {one.__name__ for one in kinds}:
            continue
        seen = Counter({session: count for (name, session), count in events.items() if name == kind})
        missing = completions - set(seen)
        findings.expect(not missing, f"{kind} was never published", missing)
        findings.expect(max(seen.values(), default=1) == 1, f"a session has two events {kind}")


async def _check_inbox(
    stack: Stack, service: str, records: Mapping[str, list[ConsumerRecord]], findings: Findings
) -> None:
    """Check that a service's inbox names every event of its topics, because the inbox makes effects single."""
    consumed = [topic.name for topic in TOPICS if service in topic.consumers]
    db = await asyncpg.connect(postgres.dsn(stack.ports["postgres"], service))
    try:
        inbox = {str(row[0]) for row in await db.fetch("SELECT event_id FROM inbox")}
    finally:
        await db.close()
    published: dict[str, Any] = {
        dict(record.headers)["ce_id"].decode(): name for name in consumed for record in records[name]
    }
    missing = [f"{name} {event_id}" for event_id, name in published.items() if event_id not in inbox]
    findings.expect(not missing, f"{service}: {len(missing)} consumed events are not in the inbox", missing)
