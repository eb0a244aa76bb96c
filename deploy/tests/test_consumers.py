"""The registry of topics names the services that read a topic, and no others."""

from collections.abc import Mapping

import attendance.worker
import payouts.worker
import pytest
import reports.worker
import sessions.worker
from chassis.messaging.consumer import Handler
from contracts.envelope import Event
from contracts.topics import DOWNSTREAM, TOPIC_OF, TOPICS

HANDLERS: Mapping[str, Mapping[type[Event], Handler]] = {
    "sessions": sessions.worker.HANDLERS,
    "attendance": attendance.worker.HANDLERS,
    "payouts": payouts.worker.HANDLERS,
    "reports": reports.worker.HANDLERS,
}


@pytest.mark.parametrize("service", HANDLERS)
def test_a_service_is_a_consumer_of_the_topics_whose_events_it_handles_and_of_no_others(service: str) -> None:
    handled = {TOPIC_OF[event].name for event in HANDLERS[service]}
    assert handled == {topic.name for topic in TOPICS if service in topic.consumers}


def test_every_consumer_is_a_service_or_downstream_and_your_consumers_may_read_what_is_for_them() -> None:
    for topic in TOPICS:
        assert set(topic.consumers) <= {*HANDLERS, DOWNSTREAM}, topic.name
        assert (DOWNSTREAM in topic.consumers) == (topic.audience == "downstream"), topic.name
