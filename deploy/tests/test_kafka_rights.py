"""On a real Kafka, every principal may do what the registry says, and nothing else."""

import asyncio
from dataclasses import replace
from secrets import token_urlsafe
from uuid import uuid4

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
    for_code,
)
from chassis.messaging.admin import KafkaRefusedError, acls_of, administration, set_passwords
from chassis.messaging.rights import OPEN, acl, admit_consumer, dismiss_consumer, give_exactly
from chassis.messaging.topics import create_topics
from chassis.operations.kafka_access import KafkaAccess
from contracts.access import PRINCIPALS, SERVICES, Right, principal_of, readers, rights
from contracts.topics import TOPICS, Topic
from lockstep_local.waiting import eventually
from lockstep_testing.servers import need_passwords, with_rights
from pydantic import SecretStr

COMPLETIONS, TEXTS = "sessions.completions.v1", "sessions.texts.v1"
READ_MS = 10_000

Users = dict[str, KafkaAccess]


@pytest.fixture(scope="module")
def users(kafka_access: KafkaAccess) -> Users:
    """Every principal of the services, with the rights that the operator's command gives it."""
    need_passwords(kafka_access)
    made = {name: replace(kafka_access, user=name, password=SecretStr(token_urlsafe())) for name in PRINCIPALS}

    async def prepare() -> None:
        async with administration(kafka_access) as admin:
            await set_passwords(admin, {name: one.password for name, one in made.items() if one.password})
            # rights that change show that the passwords, which were set before them, are known
            await give_exactly(admin, PRINCIPALS, [Right(PRINCIPALS[0], "read", "group", token_urlsafe())])
        await create_topics(kafka_access, replication_factor=1)

    asyncio.run(prepare())
    return made


async def produce(access: KafkaAccess, topic: str) -> None:
    """Write a record that looks like an event of sessions."""
    producer = AIOKafkaProducer(**access.options(), acks="all", enable_idempotence=True, request_timeout_ms=READ_MS)
    try:
        await producer.start()
        headers = [("ce_type", b"lockstep.sessions.SessionCompleted.v1"), ("ce_source", b"/lockstep/sessions")]
        await producer.send_and_wait(topic, b"{}", key=str(uuid4()).encode(), headers=headers)
    finally:
        await producer.stop()


async def consume(access: KafkaAccess, topic: str, group: str) -> None:
    """Join a group and read what there is on a topic."""
    consumer = AIOKafkaConsumer(
        topic, **access.options(), group_id=group, auto_offset_reset="earliest", request_timeout_ms=READ_MS
    )
    try:
        await consumer.start()
        await consumer.getmany(timeout_ms=READ_MS, max_records=1)
    finally:
        await consumer.stop()


async def assert_shut_out(access: KafkaAccess) -> None:
    """Check that nobody gets in like this. Return when the connections are closed, which aiokafka does not wait for."""
    with pytest.raises(KafkaConnectionError):
        await produce(access, COMPLETIONS)
    port = int(access.bootstrap_servers.rsplit(":", 1)[1])

    async def closed() -> bool:
        return not [one for one in psutil.Process().net_connections() if one.raddr and one.raddr.port == port]

    await eventually(closed, "the end of all connections to Kafka")


def of_service(users: Users, service: str) -> KafkaAccess:
    """Return how the worker of a service reaches Kafka."""
    return users[principal_of(service)]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_writes_its_own_topics_and_no_others(users: Users, service: str) -> None:
    for topic in TOPICS:
        if topic.producer == service:
            await produce(of_service(users, service), topic.name)
        else:
            with pytest.raises(TopicAuthorizationFailedError):
                await produce(of_service(users, service), topic.name)


@pytest.mark.parametrize("principal", [name for name in PRINCIPALS if name != "sessions-worker"])
async def test_nobody_but_sessions_can_forge_a_completion(users: Users, principal: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await produce(users[principal], COMPLETIONS)


def refused_reads() -> list[tuple[str, str]]:
    """Return each service with each topic that it may not read."""
    return [(one, topic.name) for one in SERVICES for topic in TOPICS if one not in readers(topic)]


@pytest.mark.parametrize(("service", "topic"), refused_reads())
async def test_a_service_reads_no_topic_that_is_not_for_it(users: Users, service: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await consume(of_service(users, service), topic, service)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reads_what_is_for_it_in_its_own_group(users: Users, service: str) -> None:
    mine: Topic = next(topic for topic in TOPICS if service in topic.consumers)
    await consume(of_service(users, service), mine.name, service)
    other = SERVICES[SERVICES.index(service) - 1]
    for group in (other, f"{service}-2"):
        with pytest.raises(GroupAuthorizationFailedError):
            await consume(of_service(users, service), mine.name, group)


async def test_texts_are_for_reports_alone(users: Users) -> None:
    await consume(of_service(users, "reports"), TEXTS, "reports")
    for service in ("attendance", "payouts"):
        with pytest.raises(TopicAuthorizationFailedError):
            await consume(of_service(users, service), TEXTS, service)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_creates_and_deletes_no_topic(users: Users, service: str) -> None:
    access = of_service(users, service)
    own = next(topic.name for topic in TOPICS if topic.producer == service)
    async with administration(access) as admin:
        answers = [
            *(await admin.create_topics([NewTopic(f"{service}.made.v1", 1, 1)])).topic_errors,
            *(await admin.delete_topics([own])).topic_error_codes,
        ]
    assert [for_code(code) for _, code, *_ in answers] == [TopicAuthorizationFailedError] * 2


async def test_nobody_without_a_password_gets_in(users: Users) -> None:
    [known, *_] = users.values()
    plain = KafkaAccess(known.bootstrap_servers)
    without_user = KafkaAccess(known.bootstrap_servers, ca_file=known.ca_file)
    unknown = replace(known, user="nobody")
    for access in (plain, without_user, unknown):
        await assert_shut_out(access)


async def test_what_a_service_should_not_have_is_taken_from_it_and_others_keep_theirs(
    users: Users, kafka_access: KafkaAccess
) -> None:
    stranger = f"stranger-{uuid4().hex[:6]}"
    theirs = Right(stranger, "read", "topic", COMPLETIONS)
    await with_rights(kafka_access, stranger, theirs)
    async with administration(kafka_access) as admin:
        mine = [right for right in rights() if right.principal == "payouts-worker"]
        await give_exactly(admin, ["payouts-worker"], [*mine, Right("payouts-worker", "write", "topic", COMPLETIONS)])
        await produce(users["payouts-worker"], COMPLETIONS)
        await create_topics(kafka_access, replication_factor=1)
        assert await acls_of(admin, "payouts-worker") == {acl(right) for right in mine}
        assert await acls_of(admin, stranger) == {acl(theirs)}
    with pytest.raises(TopicAuthorizationFailedError):
        await produce(users["payouts-worker"], COMPLETIONS)


async def test_a_consumer_of_the_operator_reads_what_it_was_admitted_to_until_it_is_dismissed(
    users: Users, kafka_access: KafkaAccess
) -> None:
    name = f"warehouse-{uuid4().hex[:6]}"
    access = replace(kafka_access, user=name, password=SecretStr(token_urlsafe()))
    assert access.password is not None
    await admit_consumer(kafka_access, name, access.password, [COMPLETIONS])
    await consume(access, COMPLETIONS, f"{name}.one")
    for topic, group, error in (
        ("sessions.state.v1", f"{name}.one", TopicAuthorizationFailedError),
        (COMPLETIONS, "reports", GroupAuthorizationFailedError),
        (COMPLETIONS, f"{name}-two", GroupAuthorizationFailedError),
    ):
        with pytest.raises(error):
            await consume(access, topic, group)
    # who may write nothing does not even become an idempotent producer
    with pytest.raises((TopicAuthorizationFailedError, ClusterAuthorizationFailedError)):
        await produce(access, COMPLETIONS)
    await dismiss_consumer(kafka_access, name)
    await assert_shut_out(access)


@pytest.mark.parametrize("name", ["sessions-worker", "admin", "", "Academy", "a b", "-a", "a.b", "x" * 64])
async def test_a_consumer_cannot_have_a_name_of_the_platform_or_one_that_is_none(
    kafka_access: KafkaAccess, name: str
) -> None:
    with pytest.raises(KafkaRefusedError, match="cannot be the name of a consumer"):
        await admit_consumer(kafka_access, name, SecretStr("x"), [COMPLETIONS])
    with pytest.raises(KafkaRefusedError, match="cannot be the name of a consumer"):
        await dismiss_consumer(kafka_access, name)


@pytest.mark.parametrize("topic", [TEXTS, "sessions.lifecycle.v1", "no.such.topic"])
async def test_a_topic_that_is_not_open_is_refused_and_the_open_ones_are_named(
    kafka_access: KafkaAccess, topic: str
) -> None:
    with pytest.raises(KafkaRefusedError, match=f"{topic}: not open to your consumers.*{OPEN[0]}"):
        await admit_consumer(kafka_access, "warehouse", SecretStr("x"), [COMPLETIONS, topic])
