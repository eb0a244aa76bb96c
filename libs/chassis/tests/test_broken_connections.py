"""A connection that is lost between two requests is a Kafka error, in every event loop."""

import asyncio

import pytest
import uvloop
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest
from chassis.messaging import broken_connections
from chassis.operations.kafka_access import KafkaAccess


def test_a_write_to_a_lost_connection_under_uvloop_is_a_kafka_error(kafka_access: KafkaAccess) -> None:
    broken_connections.install()

    async def lose_and_send() -> None:
        host, port = kafka_access.bootstrap_servers.split(":")
        connection = await create_conn(host, int(port), **kafka_access.connection_options())
        connection._writer.transport.abort()
        await asyncio.sleep(0)  # the handle is closed now, and aiokafka's reader has not noticed yet
        with pytest.raises(KafkaConnectionError):
            await connection.send(MetadataRequest([]))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(lose_and_send())
