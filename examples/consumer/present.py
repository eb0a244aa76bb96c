"""Start from the present: know how every session is now, without reading the history, and follow what happens next.

It needs aiokafka and nothing of Lockstep. Copy it into your own project, and keep `known` in your database.
"""

import asyncio
import json
import os
import ssl
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

STATE = "sessions.state.v1"
COMPLETIONS = "sessions.completions.v1"
USER = os.environ.get("KAFKA_USER")
PARTITIONS = 12  # of every topic; this number never changes
WAIT_MS = 500

Known = dict[str, dict[str, Any]]
"""What is known of each session, by its id: its sequence, its state, and the minutes of its completion."""


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


def news(headers: Sequence[tuple[str, bytes]], event: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an event says about its session. An event of another type says nothing."""
    match dict(headers)["ce_type"].decode().split(".")[2]:
        case "SessionStateChanged":
            completion = event["completion"]
            return {"state": event["state"], "minutes": completion and completion["logged_minutes"]}
        case "SessionCompleted":
            return {"state": "completed", "minutes": event["logged_minutes"]}
        case "SessionAmended":
            return {"minutes": event["new"]["logged_minutes"]}
        case "SessionVoided":
            return {"state": "voided"}
        case _:
            return {}


def learn(known: Known, headers: Sequence[tuple[str, bytes]], value: bytes) -> bool:
    """Take over what an event says, and return True, or return False if it is not newer than what is known.

    An event and the state after it are two messages with one sequence. Whichever comes second says nothing new.
    """
    event = json.loads(value)
    session = known.setdefault(event["session_id"], {"sequence": 0})
    if event["sequence"] <= session["sequence"]:
        return False
    session |= news(headers, event) | {"sequence": event["sequence"]}
    return True


async def note_ends(consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
    """Return the ends of the topics now. Call it first: nothing that happens later can be missed."""
    partitions = [TopicPartition(topic, number) for topic in (STATE, COMPLETIONS) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
    return ends


async def read_present(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> Known:
    """Read the topic of states from its beginning to its end, and return what is known of every session."""
    known: Known = {}
    partitions = [partition for partition in ends if partition.topic == STATE]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    until = await consumer.end_offsets(partitions)
    while any([await consumer.position(partition) < until[partition] for partition in partitions]):
        for records in (await consumer.getmany(timeout_ms=WAIT_MS)).values():
            for record in records:
                learn(known, record.headers, record.value)
    return known


async def follow(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int], known: Known) -> None:
    """Follow both topics from the noted ends, for as long as the program runs."""
    consumer.assign(list(ends))
    for partition, end in ends.items():
        consumer.seek(partition, end)
    while True:
        for records in (await consumer.getmany(timeout_ms=WAIT_MS)).values():
            for record in records:
                if learn(known, record.headers, record.value):
                    session_id = json.loads(record.value)["session_id"]
                    sys.stdout.write(f"session {session_id} is now {known[session_id]}\n")
                    sys.stdout.flush()


async def main() -> None:
    """Read the present and follow, until somebody stops the program."""
    consumer = AIOKafkaConsumer(**kafka_options(), enable_auto_commit=False)
    await consumer.start()
    try:
        ends = await note_ends(consumer)
        known = await read_present(consumer, ends)
        sys.stdout.write(f"{len(known)} sessions are known\n")
        sys.stdout.flush()
        await follow(consumer, ends, known)
    finally:
        await consumer.stop()


if __name__ == "__main__":
    asyncio.run(main())
