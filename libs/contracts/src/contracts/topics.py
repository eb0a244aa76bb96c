"""The registry of all topics: producer, consumers, events, partition key and retention of each."""

from dataclasses import dataclass
from typing import Literal

from contracts.attendance import (
    AttendanceAdded,
    AttendanceAmended,
    AttendanceDataErased,
    AttendanceLocked,
    RegisterVoided,
)
from contracts.envelope import Event
from contracts.erasures import PersonDataErased
from contracts.payouts import EarningsCredited, EarningsReversed, PayoutsDataErased
from contracts.reports import InsightInputsRefreshed, ReportsDataErased
from contracts.sessions import (
    GuardianLinked,
    GuardianUnlinked,
    LogCheckpointed,
    OrganisationChanged,
    PersonErased,
    PresenceChanged,
    RosterChanged,
    SessionAmended,
    SessionCancelled,
    SessionChanged,
    SessionCompleted,
    SessionFoundUnlogged,
    SessionScheduled,
    SessionStarted,
    SessionStateChanged,
    SessionVoided,
    TextErased,
    TextWritten,
)

PARTITIONS = 12
"""Partitions of every topic, and shards of every outbox. It can never change: partition keys would move."""

Service = Literal["sessions", "attendance", "payouts", "reports"]
Audience = Literal["own", "service", "downstream"]
"""Who may read a topic: all services of Lockstep, only the services that it names, or your consumers too."""

HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS

DOWNSTREAM = "downstream"
"""The consumers that are no service of Lockstep, in a topic's list of consumers and in names of operations."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and what its consumers can rely on.

    `key` names the aggregate whose id is the partition key. `retention_days` is None when messages are kept without
    limit. A `compacted` topic keeps the latest message of each partition key. `consumers` are those that read the topic
    today, and `audience` those that may. `reserved_for` names the services of a topic for a service, which may read it
    before they do. `auditors` are the services whose command `audit` reads it, while their workers do not. The last
    three are settings of compaction; None leaves Kafka's own default.
    """

    name: str
    events: tuple[type[Event], ...]
    producer: Service
    consumers: tuple[str, ...]
    key: str
    audience: Audience
    retention_days: int | None
    compacted: bool = False
    partitions: int = PARTITIONS
    reserved_for: tuple[Service, ...] = ()
    auditors: tuple[Service, ...] = ()
    segment_ms: int | None = None
    max_compaction_lag_ms: int | None = None
    delete_retention_ms: int | None = None


def _answers_to_erasures(service: Service, event: type[PersonDataErased]) -> Topic:
    return Topic(
        name=f"{service}.erasures.v1",
        events=(event,),
        producer=service,
        consumers=("sessions",),
        key="person",
        audience="own",
        retention_days=None,  # a service whose database was restored reads here whom it has to erase again
    )


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
        consumers=(),  # the services follow the states; presence and reminders are for readers to come
        key="session",
        audience="own",
        retention_days=30,
    ),
    Topic(
        name="sessions.completions.v1",
        events=(SessionCompleted, SessionAmended, SessionVoided),
        producer="sessions",
        consumers=("attendance", "payouts", "reports", DOWNSTREAM),
        key="session",
        audience="downstream",
        retention_days=None,  # the public stream, from which consumers rebuild their projections
    ),
    Topic(
        name="sessions.state.v1",
        events=(SessionStateChanged,),
        producer="sessions",
        consumers=("attendance", "reports", DOWNSTREAM),
        key="session",
        audience="downstream",
        retention_days=None,
        compacted=True,
    ),
    Topic(
        name="sessions.organisations.v1",
        events=(OrganisationChanged,),
        producer="sessions",
        consumers=("attendance", "payouts", "reports"),
        key="organisation",
        audience="own",
        retention_days=None,
    ),
    Topic(
        name="sessions.guardians.v1",
        events=(GuardianLinked, GuardianUnlinked),
        producer="sessions",
        consumers=("attendance", "reports"),
        key="learner",
        audience="own",
        retention_days=None,
    ),
    Topic(
        name="sessions.texts.v1",
        events=(TextWritten,),
        producer="sessions",
        consumers=(),
        key="text",
        audience="service",
        reserved_for=("reports",),
        retention_days=None,
        compacted=True,
        # An erased text has to be gone soon, and a reader that was away for a while has to see that it is.
        segment_ms=HOUR_MS,
        max_compaction_lag_ms=HOUR_MS,
        delete_retention_ms=30 * DAY_MS,
    ),
    Topic(
        name="sessions.erasures.v1",
        events=(PersonErased, TextErased),
        producer="sessions",
        consumers=("attendance", "payouts", "reports", DOWNSTREAM),
        key="person or text",
        audience="downstream",
        retention_days=None,  # erased wins, in whatever order things arrive
    ),
    Topic(
        name="sessions.checkpoints.v1",
        events=(LogCheckpointed,),
        producer="sessions",
        consumers=(DOWNSTREAM,),
        key="log",
        audience="downstream",
        retention_days=None,  # an audit compares the log with them
        auditors=("attendance", "payouts", "reports"),
    ),
    Topic(
        name="attendance.registers.v1",
        events=(AttendanceLocked, AttendanceAmended, AttendanceAdded, RegisterVoided),
        producer="attendance",
        consumers=("sessions", "reports", DOWNSTREAM),
        key="session",
        audience="downstream",
        retention_days=None,
    ),
    _answers_to_erasures("attendance", AttendanceDataErased),
    Topic(
        name="payouts.earnings.v1",
        events=(EarningsCredited, EarningsReversed),
        producer="payouts",
        consumers=("reports",),
        key="session",
        audience="own",
        retention_days=None,
    ),
    _answers_to_erasures("payouts", PayoutsDataErased),
    Topic(
        name="reports.insight-inputs.v1",
        events=(InsightInputsRefreshed,),
        producer="reports",
        consumers=(DOWNSTREAM,),
        key="subject",
        audience="downstream",
        retention_days=None,
        compacted=True,
    ),
    _answers_to_erasures("reports", ReportsDataErased),
)

EVENTS: dict[str, type[Event]] = {event.type: event for topic in TOPICS for event in topic.events}
"""Every event, by its CloudEvents type."""

TOPIC_OF: dict[type[Event], Topic] = {event: topic for topic in TOPICS for event in topic.events}
"""The topic on which an event is published."""
