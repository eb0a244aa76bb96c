"""A downstream consumer of completed sessions. It reads sessions.completions.v1 and prints one line for each.

It needs aiokafka and nothing of Lockstep. Copy it into your own project, and put your work where it prints.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import ssl
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer

TOPIC = "sessions.completions.v1"
COMPLETED = b"lockstep.sessions.SessionCompleted.v1"
KNOWN = {COMPLETED, b"lockstep.sessions.SessionAmended.v1", b"lockstep.sessions.SessionVoided.v1"}
USER = os.environ.get("KAFKA_USER")
GROUP_ID = os.environ.get("GROUP_ID", f"{USER}.completions")
BATCH_RECORDS_MAX = 100
WAIT_MS = 500


def kafka_options() -> dict[str, Any]:
    """Return how this consumer reaches Kafka. Its user has rights of its own; the file has Kafka's authority."""
    options: dict[str, Any] = {"bootstrap_servers": os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")}
    if USER is None:
        return options
    return options | {
        "security_protocol": "SASL_SSL",
        "ssl_context": ssl.create_default_context(cafile=os.environ.get("KAFKA_CA_FILE")),
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": USER,
        "sasl_plain_password": Path(os.environ["KAFKA_PASSWORD_FILE"]).read_text().strip(),
    }


def describe(event: Mapping[str, Any]) -> str:
    """Return one line about a SessionCompleted event. The event has all that is needed: the platform is not asked."""
    people = sum(takes_part(learner) for learner in event["roster"])
    shares = ", ".join(f"{coach['person_id']} {coach['share_basis_points'] / 100:g}%" for coach in event["coaches"])
    return (
        f"{event['completed_at']} session {event['session_id']} of organisation {event['org_id']}: "
        f"{event['logged_minutes']} minutes, {people} learners, coaches {shares}"
    )


def takes_part(learner: Mapping[str, Any]) -> bool:
    """Return whether a learner of the roster accepted and was not removed before the completion.

    The periods of a learner who was removed are all closed. Without periods, the learner was on the roster all along.
    """
    periods = learner["periods"]
    was_removed = bool(periods) and all(period["removed_at"] is not None for period in periods)
    return learner["acceptance"] == "accepted" and not was_removed


def is_proved(event: Mapping[str, Any]) -> bool:
    """Return whether the completion record in the event is the one whose hash the event, and later the log, has."""
    leaf = hashlib.sha256(b"\x00" + event["record"].encode()).hexdigest()
    return bool(leaf == event["record_hash"])


def completed(headers: Sequence[tuple[str, bytes]], value: bytes | None) -> Mapping[str, Any] | None:
    """Return the event in a Kafka record, or None if it is not a completion.

    A CloudEvents header has the type. Types and fields that are unknown here are ignored, because new ones may be added
    at any time. Known ones never change their meaning. Raises ValueError for an unknown type that must not be ignored.
    """
    kind = dict(headers).get("ce_type")
    if kind not in KNOWN and dict(headers).get("ce_critical") == b"true":
        raise ValueError(f"the event type {kind!r} must not be skipped: this consumer needs a newer version")
    if value is None or kind != COMPLETED:
        return None
    event: Mapping[str, Any] = json.loads(value)
    return event


def handle(event: Mapping[str, Any]) -> None:
    """Do the work of one event. Delivery is at least once, so the same event_id may come again after a crash.

    Therefore store event_id under a unique key in the transaction of your effect. Then the effect happens once.
    """
    if not is_proved(event):
        raise ValueError(f"the record of the event {event['event_id']} is not the one whose hash it has: do not use it")
    sys.stdout.write(f"{describe(event)} [{event['event_id']}]\n")
    sys.stdout.flush()


async def consume(stopping: asyncio.Event) -> None:
    """Read, handle, and only then commit the offsets, until `stopping` is set."""
    consumer = AIOKafkaConsumer(
        TOPIC,
        **kafka_options(),
        group_id=GROUP_ID,
        enable_auto_commit=False,  # auto-commit would commit what has been read, not what has been handled
        auto_offset_reset="earliest",  # the topic is kept without limit: a new group starts with the first completion
    )
    await consumer.start()
    try:
        while not stopping.is_set():
            batches = await consumer.getmany(timeout_ms=WAIT_MS, max_records=BATCH_RECORDS_MAX)
            for records in batches.values():
                for record in records:
                    event = completed(record.headers, record.value)
                    if event is not None:
                        handle(event)
            if batches:
                await consumer.commit()
    finally:
        await consumer.stop()


async def main() -> None:
    """Run until SIGINT or SIGTERM."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await consume(stopping)


if __name__ == "__main__":
    asyncio.run(main())
