"""The registry of topics names the services that read a topic, and no others."""

from collections.abc import Mapping
from importlib.util import find_spec

import attendance.worker
import payouts.worker
import pytest
import reports.worker
import sessions.worker
from chassis.messaging.auditing import CHECKPOINTS, COMPLETIONS
from chassis.messaging.behind import topics_of
from chassis.messaging.consumer import Handler
from chassis.messaging.recovering import Importer
from chassis.messaging.refusals import needs_of
from contracts.access import principal_of, rights
from contracts.envelope import Event
from contracts.topics import DOWNSTREAM, TOPIC_OF, TOPICS

HANDLERS: Mapping[str, Mapping[type[Event], Handler]] = {
    "sessions": sessions.worker.HANDLERS,
    "attendance": attendance.worker.HANDLERS,
    "payouts": payouts.worker.HANDLERS,
    "reports": reports.worker.HANDLERS,
}

IMPORTERS: Mapping[str, Importer] = {
    "sessions": sessions.worker.IMPORTER,
    "attendance": attendance.worker.IMPORTER,
    "payouts": payouts.worker.IMPORTER,
    "reports": reports.worker.IMPORTER,
}


@pytest.mark.parametrize("service", HANDLERS)
def test_a_service_is_a_consumer_of_the_topics_whose_events_it_handles_and_of_no_others(service: str) -> None:
    handled = {TOPIC_OF[event].name for event in HANDLERS[service]}
    assert handled == {topic.name for topic in TOPICS if service in topic.consumers}


def test_every_consumer_is_a_service_or_downstream_and_your_consumers_may_read_what_is_for_them() -> None:
    for topic in TOPICS:
        assert set(topic.consumers) <= {*HANDLERS, DOWNSTREAM}, topic.name
        assert (DOWNSTREAM in topic.consumers) == (topic.audience == "downstream"), topic.name


@pytest.mark.parametrize("service", HANDLERS)
def test_a_worker_has_the_rights_that_its_code_needs_and_no_others(service: str) -> None:
    handled = {TOPIC_OF[event].name for event in HANDLERS[service]}
    needs = needs_of(service, handled)
    mine = {right for right in rights() if right.principal == principal_of(service)}
    others = {topic.name for topic in TOPICS if service in (*topic.reserved_for, *topic.auditors)}
    assert {right.name for right in mine if right.operation == "write"} == needs.writes
    assert {right.name for right in mine if right[1:3] == ("read", "topic")} == {*needs.reads, *others}
    assert {right.name for right in mine if right.resource == "group"} == {needs.group}
    # what it reads of its own: to see whether it is behind itself, and to recover
    own = needs.reads - handled
    assert own == {*topics_of(service), *IMPORTERS[service].topics}


@pytest.mark.parametrize("service", HANDLERS)
def test_a_topic_names_the_services_whose_audits_alone_read_it(service: str) -> None:
    read = {COMPLETIONS, CHECKPOINTS} if find_spec(f"{service}.audit.effects") else set()
    handled = {TOPIC_OF[event].name for event in HANDLERS[service]}
    assert {topic.name for topic in TOPICS if service in topic.auditors} == read - handled
