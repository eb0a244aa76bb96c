"""The registry of all topics: producer, consumers, events, partition key and retention of each."""

from dataclasses import dataclass
from typing import Literal

from contracts.attendance import AttendanceAmended, AttendanceLocked
from contracts.envelope import Event
from contracts.payouts import EarningsCredited, EarningsReversed
from contracts.reports import InsightInputsRefreshed
from contracts.sessions import (
    LogCheckpointed,
    PresenceChanged,
    RosterChanged,
    SessionAmended,
    SessionCancelled,
    SessionChanged,
    SessionCompleted,
    SessionFoundUnlogged,
    SessionScheduled,
    SessionStarted,
    SessionVoided,
)

PARTITIONS = 12
"""Partitions of every topic, and shards of every outbox. It can never change: partition keys would move."""

Service = Literal["sessions", "attendance", "payouts", "reports"]


DOWNSTREAM = "downstream"
"""The consumers that are no service of Lockstep, in a topic's list of consumers and in names of operations."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and what its consumers can rely on.

    `key` names the aggregate whose id is the partition key. `retention_days` is None when messages are kept without
    limit. A `compacted` topic keeps the latest message of each partition key.
    """

    name: str
    events: tuple[type[Event], ...]
    producer: Service
    consumers: tuple[str, ...]
    key: str
    retention_days: int | None
    compacted: bool = False
    partitions: int = PARTITIONS


TOPICS: tuple[Topic, ...] = (
    Topic(
        name="sessions.lifecycle.v1",
        events=(
            SessionScheduled,
            SessionChanged,
            RosterChanged,
            SessionStarted,
            PresenceChanged,
            SessionFoundUnlogged,
            SessionCancelled,
        ),
        producer="sessions",
        consumers=("attendance",),
        key="session",
        retention_days=30,
    ),
    Topic(
        name="sessions.completions.v1",
        events=(SessionCompleted, SessionAmended, SessionVoided),
        producer="sessions",
        consumers=("attendance", "payouts", "reports", DOWNSTREAM),
        key="session",
        retention_days=None,  # the public stream, from which consumers rebuild their projections
    ),
    Topic(
        name="sessions.checkpoints.v1",
        events=(LogCheckpointed,),
        producer="sessions",
        consumers=(DOWNSTREAM,),
        key="organisation",
        retention_days=None,  # an audit compares the log with them
    ),
    Topic(
        name="attendance.registers.v1",
        events=(AttendanceLocked, AttendanceAmended),
        producer="attendance",
        consumers=("sessions", "reports", DOWNSTREAM),
        key="session",
        retention_days=None,
    ),
    Topic(
        name="payouts.earnings.v1",
        events=(EarningsCredited, EarningsReversed),
        producer="payouts",
        consumers=("reports",),
        key="session",
        retention_days=None,
    ),
    Topic(
        name="reports.insight-inputs.v1",
        events=(InsightInputsRefreshed,),
        producer="reports",
        consumers=(DOWNSTREAM,),
        key="subject",
        retention_days=None,
        compacted=True,
    ),
)

EVENTS: dict[str, type[Event]] = {event.type: event for topic in TOPICS for event in topic.events}
"""Every event, by its CloudEvents type."""

TOPIC_OF: dict[type[Event], Topic] = {event: topic for topic in TOPICS for event in topic.events}
"""The topic on which an event is published."""
