"""Check that sessions still has what others hold, although its database was restored: records, checkpoints, leaves."""

import asyncio
import hashlib
import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg
from contracts.cloudevents import from_record
from contracts.sessions import LogCheckpointed, SessionAmended, SessionCompleted, SessionScheduled, SessionVoided
from contracts.topics import TOPIC_OF
from lockstep_local.stack import Stack

from lockstep_chaos.findings import Findings, Seen
from lockstep_chaos.restoring import ALWAYS_RESTORED, Restored
from lockstep_chaos.topics import Records, id_of, type_of

_WITH_RECORD: Final = frozenset({SessionCompleted.type, SessionAmended.type, SessionVoided.type})
_RECORDS: Final = """
    SELECT event_id, record, leaf_hash FROM completion_records
    UNION ALL SELECT event_id, record, leaf_hash FROM correction_records
"""
_NOTES: Final = "SELECT org_id, number, note FROM log_checkpoints"
_LOST_LEAF: Final = re.compile(r"lost: the record of (leaf \d+) of the log of organisation (\S+),")
_MISSING: Final = "its record is missing"


def lost_by_nature(restored: Iterable[Restored], records: Records) -> Mapping[str, set[str]]:
    """Return the partition keys, by type, of events that had not reached Kafka when the database of sessions was lost.

    Nobody but the clients who made them knows of them. Everything else must still be there.
    """
    published = {id_of(one) for topic in records.values() for one in topic if type_of(one)}
    lost: dict[str, set[str]] = {}
    for one in restored:
        for event_id, (kind, key) in one.unpublished.items():
            if one.service == ALWAYS_RESTORED and event_id not in published:
                lost.setdefault(kind, set()).add(key)
    return lost


async def check_held(
    stack: Stack, records: Records, seen: Seen, lost: Mapping[str, set[str]], findings: Findings
) -> None:
    """Check the records, the checkpoints, the log, and the sessions that a restored database did not know."""
    db = await asyncpg.connect(stack.postgres.dsn("sessions"))
    try:
        stored = {row["event_id"]: (bytes(row["record"]), row["leaf_hash"].hex()) for row in await db.fetch(_RECORDS)}
        notes = {(row["org_id"], row["number"]): row["note"] for row in await db.fetch(_NOTES)}
    finally:
        await db.close()
    check_records(records, stored, findings)
    check_checkpoints(records, notes, findings)
    scheduled = {(one.key or b"").decode() for one in records[TOPIC_OF[SessionScheduled].name] if type_of(one)}
    findings.expect(
        not seen.unknown & scheduled, "a restored database does not know a published session", seen.unknown & scheduled
    )
    await _check_audit(stack, seen.restored, sum(len(lost.get(kind, ())) for kind in _WITH_RECORD), findings)
    await _check_audits_of_effects(stack, findings)


def check_records(records: Records, stored: Mapping[UUID, tuple[bytes, str]], findings: Findings) -> None:
    """Check that every record that was ever published is stored with the same bytes and the same leaf hash."""
    published: dict[UUID, tuple[bytes, str]] = {}
    for one in records[TOPIC_OF[SessionCompleted].name]:
        if type_of(one) in _WITH_RECORD:
            event = from_record(one.headers, one.value)
            assert isinstance(event, SessionCompleted | SessionAmended | SessionVoided)
            published[event.event_id] = ((event.record or "").encode(), event.record_hash)
    differs = [one for one, record in published.items() if stored.get(one) != record]
    findings.expect(not differs, "a published record is not stored as it was published", differs)
    forged = [
        one for one, (record, leaf_hash) in stored.items() if hashlib.sha256(b"\0" + record).hexdigest() != leaf_hash
    ]
    findings.expect(not forged, "a stored record has another leaf hash", forged)
    unheard = stored.keys() - published.keys()
    findings.expect(not unheard, "a record was never published", unheard)
    findings.numbers["records"] = len(stored)


def check_checkpoints(records: Records, notes: Mapping[tuple[UUID, int], str], findings: Findings) -> None:
    """Check that the published checkpoints of each log are one log that only grows, and that they are all stored."""
    logs: dict[UUID, list[LogCheckpointed]] = {}
    for one in records[TOPIC_OF[LogCheckpointed].name]:
        if type_of(one) == LogCheckpointed.type:
            event = from_record(one.headers, one.value)
            assert isinstance(event, LogCheckpointed)
            logs.setdefault(event.org_id, []).append(event)
    for org_id, events in logs.items():
        for fault in _faults(events):
            findings.expect(False, f"the published log of {org_id} forks: {fault}")
        differs = [one.sequence for one in events if notes.get((org_id, one.sequence)) != one.checkpoint]
        findings.expect(not differs, "a published checkpoint is not stored as it was signed", differs)
    findings.numbers["checkpoints"] = len(notes)


def _faults(events: Sequence[LogCheckpointed]) -> Iterator[str]:
    leaves: list[bytes] = []
    number, known = 0, dict[int, LogCheckpointed]()
    for event in events:
        if event.sequence <= number:  # a relay published it twice
            if known[event.sequence].checkpoint != event.checkpoint:
                yield f"two checkpoints have the number {event.sequence}"
            continue
        number, known[event.sequence] = event.sequence, event
        leaves += map(bytes.fromhex, event.leaf_hashes)
        if (len(leaves), root_of(leaves).hex()) != (event.tree_size, event.root_hash):
            yield f"checkpoint {event.sequence} is not the one of the leaves up to it"


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a Merkle tree by the definition of RFC 6962, not by the code of the service."""
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + root_of(leaves[:middle]) + root_of(leaves[middle:])).digest()


async def _check_audit(stack: Stack, restored: Iterable[Restored], lost_records: int, findings: Findings) -> None:
    """Check, as an operator would, that the log has every record once and agrees with its published checkpoints.

    A leaf may lack its record only if `recover` has named it, and the record was lost with the database.
    """
    status, said = await _audit(stack, "sessions")
    named = {found.groups() for one in restored for line in one.said if (found := _LOST_LEAF.match(line))}
    differences = [line for line in said[:-1] if not _is_named(line, named)]
    findings.expect(not differences, "the audit of the log found differences", differences)
    findings.expect(status == (1 if said[1:] else 0), "the audit of the log did not end", said[-1:])
    findings.expect(len(named) <= lost_records, f"{len(named)} leaves lack a record, but {lost_records} were lost")


async def _check_audits_of_effects(stack: Stack, findings: Findings) -> None:
    """Check, as an operator would, that every effect rests on a record in the published log, and is what it says."""
    for service in ("attendance", "payouts", "reports"):
        status, said = await _audit(stack, service)
        findings.expect(status == 0, f"the audit of {service} found differences", said)


async def _audit(stack: Stack, service: str) -> tuple[int | None, list[str]]:
    """Return the exit status of a service's audit, and the lines that it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", service, "audit"),
        env=os.environ | stack.environment_of(f"{service}-worker"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode().splitlines()
    return process.returncode, said


def _is_named(difference: str, named: Collection[tuple[str, ...]]) -> bool:
    """Say whether a line of the audit is about a leaf that `recover` has named."""
    org_id, _, rest = difference.partition("  ")
    place, _, what = rest.partition("  ")
    return (place, org_id) in named and what.startswith(_MISSING)
