"""The rights in Kafka follow from the registry: nobody has one that the registry does not name."""

import dataclasses

from contracts.access import ADMIN, PRINCIPALS, SERVICES, principal_of, readers, rights
from contracts.topics import TOPICS, Topic
from hypothesis import given
from hypothesis import strategies as st

services = st.sampled_from(SERVICES)
some = st.lists(services, unique=True).map(tuple)


@st.composite
def registries(draw: st.DrawFn) -> list[Topic]:
    """Draw a registry with other producers, consumers, reservations and auditors."""
    return [
        dataclasses.replace(
            topic, producer=draw(services), consumers=draw(some), reserved_for=draw(some), auditors=draw(some)
        )
        for topic in TOPICS
    ]


@given(registries())
def test_a_topic_is_written_by_its_producer_and_read_by_those_that_the_registry_names(topics: list[Topic]) -> None:
    given = rights(topics)
    for topic in topics:
        writers = {one.principal for one in given if one[1:] == ("write", "topic", topic.name, False)}
        assert writers == {principal_of(topic.producer)}
        named = {topic.producer, *topic.consumers, *topic.reserved_for, *topic.auditors}
        assert {one.principal for one in given if one[1:] == ("read", "topic", topic.name, False)} == {
            principal_of(service) for service in named
        }
    groups = {(one.principal, one.name) for one in given if one.resource == "group"}
    assert groups == {(principal_of(service), service) for service in SERVICES}
    assert not any(one.is_prefix for one in given)
    assert {one.name for one in given if one.resource == "topic"} == {topic.name for topic in topics}


def test_texts_are_read_by_reports_and_by_the_service_that_wrote_them_alone() -> None:
    [texts] = [topic for topic in TOPICS if topic.name == "sessions.texts.v1"]
    assert readers(texts) == {"sessions", "reports"}


def test_the_checkpoints_are_read_by_all_services_and_handled_by_none() -> None:
    [checkpoints] = [topic for topic in TOPICS if topic.name == "sessions.checkpoints.v1"]
    assert readers(checkpoints) == set(SERVICES)
    assert not set(checkpoints.consumers) & set(SERVICES)


def test_only_a_topic_for_a_service_is_reserved_and_it_is_for_some() -> None:
    for topic in TOPICS:
        assert (topic.audience == "service") == bool(topic.reserved_for), topic.name
        assert topic.audience != "service" or set(topic.consumers) <= set(topic.reserved_for), topic.name


def test_every_service_has_a_principal_of_its_own() -> None:
    assert len(set(PRINCIPALS)) == len(SERVICES)
    assert ADMIN not in PRINCIPALS
