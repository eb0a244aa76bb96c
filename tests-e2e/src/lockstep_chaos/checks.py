"""Check what must be true after the faults, from the databases and the topics themselves."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from contracts.sessions import SessionAmended, SessionCompleted
from contracts.topics import PARTITIONS
from lockstep_local.programs import SERVICES
from lockstep_local.stack import Stack
from lockstep_local.waiting import HANGING_SECONDS

from lockstep_chaos.disasters import MadeAgain
from lockstep_chaos.findings import Findings, Seen
from lockstep_chaos.held import check_held, lost_by_nature
from lockstep_chaos.load import AMENDED_MINUTES, MINUTES
from lockstep_chaos.published import check_states, check_topics
from lockstep_chaos.snapshots import HANDLED, READ_TOPICS, Logs, Snapshot, differences, take
from lockstep_chaos.topics import Records, id_of, read_topics, type_of

DRAIN_SECONDS_MAX: Final = 15.0

_EFFECTS: Final = {
    "sessions": "SELECT DISTINCT session_id FROM session_attendance WHERE org_id = $1",
    "attendance": "SELECT session_id FROM official_registers WHERE org_id = $1",
    "payouts": "SELECT session_id FROM credits WHERE org_id = $1",
    "reports": "SELECT session_id FROM sessions WHERE org_id = $1"
    " AND refreshed_at IS NOT NULL AND locked_at IS NOT NULL AND credited_at IS NOT NULL",
}
_COMPLETIONS: Final = "SELECT session_id FROM completion_records WHERE org_id = $1"
_AMENDED: Final = "SELECT session_id FROM amendment_decisions WHERE org_id = $1 AND decision = 'applied'"
_REVERSED: Final = "SELECT session_id FROM reversals WHERE org_id = $1"
_PAID_MINUTES: Final = """
    SELECT earnings.session_id, logged_minutes FROM earnings LEFT JOIN reversals ON reversals.earning_id = earnings.id
    WHERE earnings.org_id = $1 AND reversals.earning_id IS NULL
"""
_EARNED: Final = """
    SELECT coalesce(sum(amount_minor), 0) + coalesce(sum(amount_minor) FILTER (WHERE earning_id IS NOT NULL), 0)
    FROM earnings LEFT JOIN reversals ON reversals.earning_id = earnings.id WHERE earnings.org_id = $1
"""
_NEWEST_INPUTS: Final = """
    SELECT DISTINCT ON (subject_type, subject_id) subject_type || ':' || subject_id AS key, event_id
    FROM insight_inputs ORDER BY subject_type, subject_id, version DESC
"""
_INPUTS_TOPIC: Final = "reports.insight-inputs.v1"


async def sessions_in(stack: Stack, service: str, query: str, org_id: object) -> Counter[str]:
    """Return how often each session is in the answer to a query on a service's database."""
    db = await asyncpg.connect(stack.postgres.dsn(service))
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
        amended = await sessions_in(stack, "sessions", _AMENDED, org_id)
        missing += len(amended - await sessions_in(stack, "payouts", _REVERSED, org_id))
        waiting = sum([await _count(stack, service, "outbox") for service in SERVICES])
        waiting += await _count(stack, "sessions", "log_queue")
        if missing == 0 and waiting == 0:
            return time.monotonic() - begun
        await asyncio.sleep(0.2)
    return None


async def _count(stack: Stack, service: str, table: str) -> int:
    db = await asyncpg.connect(stack.postgres.dsn(service))
    try:
        return int(await db.fetchval(f"SELECT count(*) FROM {table}"))
    finally:
        await db.close()


async def check(stack: Stack, org_id: object, seen: Seen) -> Findings:
    """Compare acknowledgements, records, effects, topics, positions, inboxes and ledger."""
    findings = Findings({"acknowledged": len(seen.completed)}, [])
    completions = await sessions_in(stack, "sessions", _COMPLETIONS, org_id)
    findings.numbers["completed"] = len(completions)
    for service in SERVICES:
        findings.expect(not await _count(stack, service, "parked"), f"{service}: records are parked")
        await _check_positions(stack, service, findings)
    records = await read_topics(stack.kafka())
    lost = lost_by_nature(seen.restored, records)
    findings.numbers["lost_unpublished"] = sum(map(len, lost.values()))
    missing = seen.completed - set(completions) - lost.get(SessionCompleted.type, set())
    findings.expect(not missing, "an acknowledged completion has no record", missing)
    for service, query in _EFFECTS.items():
        effects = await sessions_in(stack, service, query, org_id)
        findings.numbers[service] = len(effects)
        findings.expect(not completions - effects, f"{service}: an effect is missing", completions - effects)
        findings.expect(not effects - completions, f"{service}: an effect without a completion", effects - completions)
    amended = seen.amended - lost.get(SessionAmended.type, set()) - lost.get(SessionCompleted.type, set())
    await _check_amendments(stack, org_id, amended, findings)
    await _check_ledger(stack, org_id, findings)
    await check_held(stack, records, seen, lost, findings)
    check_topics(records, completions, seen, findings)
    check_states(
        records, completions, amended=set(await sessions_in(stack, "sessions", _AMENDED, org_id)), findings=findings
    )
    await _check_inputs(stack, records, findings)
    at_end = [await take(stack, service) for service in SERVICES]
    _check_inboxes(records, [*seen.snapshots, *at_end], seen.made_again, findings)
    _check_skipped(at_end, findings)
    return findings


async def _check_amendments(stack: Stack, org_id: object, acknowledged: set[str], findings: Findings) -> None:
    """Check that each amendment was followed once, and that earnings have the minutes that hold."""
    amended = await sessions_in(stack, "sessions", _AMENDED, org_id)
    findings.numbers["amended"] = len(amended)
    findings.expect(not acknowledged - set(amended), "an acknowledged amendment is lost", acknowledged - set(amended))
    reversed_ = await sessions_in(stack, "payouts", _REVERSED, org_id)
    findings.expect(reversed_ == amended, "payouts: amended sessions are not those reversed", amended - reversed_)
    db = await asyncpg.connect(stack.postgres.dsn("payouts"))
    try:
        paid = await db.fetch(_PAID_MINUTES, org_id)
    finally:
        await db.close()
    wrong = [
        str(row["session_id"])
        for row in paid
        if row["logged_minutes"] != (AMENDED_MINUTES if str(row["session_id"]) in amended else MINUTES)
    ]
    findings.expect(not wrong, "payouts: earnings have minutes that do not hold", wrong)


async def _check_ledger(stack: Stack, org_id: object, findings: Findings) -> None:
    """Check that the transfers of each currency move what was earned, between accounts of that currency."""
    db = await asyncpg.connect(stack.postgres.dsn("payouts"))
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
        # what was reversed was transferred back too
        earned = await db.fetchval(_EARNED, org_id)
    finally:
        await db.close()
    debited, credited = (sum(row[column] for row in balances) for column in ("debited", "credited"))
    findings.numbers["earned_minor"] = int(earned)
    findings.expect(debited == credited, f"the ledger does not balance: debits {debited}, credits {credited}")
    findings.expect(earned == credited, f"earned and reversed are {earned}, but {credited} was transferred")


async def _check_inputs(stack: Stack, records: Records, findings: Findings) -> None:
    """Check that the latest published insight inputs of each subject are the newest ones of reports."""
    db = await asyncpg.connect(stack.postgres.dsn("reports"))
    try:
        newest = {row["key"]: row["event_id"] for row in await db.fetch(_NEWEST_INPUTS)}
    finally:
        await db.close()
    published = {(record.key or b"").decode(): id_of(record) for record in records[_INPUTS_TOPIC] if type_of(record)}
    wrong = {key for key in newest.keys() | published.keys() if newest.get(key) != published.get(key)}
    findings.expect(not wrong, "the latest insight inputs in the topic are not the newest ones of reports", wrong)


async def _check_positions(stack: Stack, service: str, findings: Findings) -> None:
    """Wait until a service's positions are the last records of all partitions that it reads, which must come soon."""
    partitions = [TopicPartition(topic, number) for topic in READ_TOPICS[service] for number in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(**stack.kafka().options(), enable_auto_commit=False)
    await consumer.start()
    begun = time.monotonic()
    try:
        while True:
            ends = await consumer.end_offsets(partitions)
            positions = (await take(stack, service)).positions
            behind = [one for one in partitions if positions.get((one.topic, one.partition), -1) != ends[one] - 1]
            if not behind or time.monotonic() - begun > DRAIN_SECONDS_MAX:
                break
            await asyncio.sleep(0.2)
    finally:
        await consumer.stop()
    findings.expect(not behind, f"{service}: {len(behind)} positions are not the ends of their partitions", behind)


def _check_inboxes(
    records: Records, snapshots: Sequence[Snapshot], made_again: Sequence[MadeAgain], findings: Findings
) -> None:
    """Check each snapshot: the inbox has exactly the events at or before the positions."""
    logs = {service: Logs(service, records) for service in SERVICES}
    wrong = [said for one in snapshots if (said := differences(one, logs[one.service], made_again))]
    findings.expect(not wrong, f"{len(wrong)} snapshots have another inbox than their positions say", wrong)
    findings.numbers["snapshots"] = len(snapshots)


def _check_skipped(snapshots: Iterable[Snapshot], findings: Findings) -> None:
    """Check that no range of a type that is handled is left."""
    for one in snapshots:
        left = [range_ for range_ in one.skipped if range_.type in HANDLED[one.service]]
        findings.expect(not left, f"{one.service}: ranges of handled types are still skipped", left)
