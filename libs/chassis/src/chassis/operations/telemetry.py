"""Log output, traces and metrics: JSON lines by structlog; OpenTelemetry from HTTP to handlers; Prometheus."""

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

import structlog
from opentelemetry import propagate, trace
from prometheus_client import Counter, Gauge, Histogram

BATCH_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500)

RELAY_PUBLISHED = Counter(
    "lockstep_relay_published_total", "Events that the relay sent to Kafka and Kafka acknowledged."
)
RELAY_FAILURES = Counter("lockstep_relay_failures_total", "Relay transactions that were rolled back.")
RELAY_BATCH = Histogram("lockstep_relay_batch_events", "Events per relay transaction.", buckets=BATCH_BUCKETS)
RELAY_BACKLOG = Gauge("lockstep_relay_backlog_events", "Events that wait in the outbox.")
RELAY_AGE = Gauge("lockstep_relay_oldest_age_seconds", "Age of the oldest event that waits in the outbox.")
BEHIND_ITSELF = Gauge(
    "lockstep_behind_itself", "1 while the database lacks events that the service has published; run `recover`."
)
KAFKA_REFUSES = Gauge(
    "lockstep_kafka_refuses", "1 while Kafka refuses the process its password, a topic or its group; see the log."
)
KAFKA_REFUSALS = Counter("lockstep_kafka_refusals_total", "Looks that found that Kafka refuses something.")
CONSUMER_LAG = Gauge("lockstep_consumer_lag_records", "Kafka records not consumed yet.", ["topic", "partition"])
CONSUMER_BATCH = Histogram(
    "lockstep_consumer_batch_records", "Kafka records per consumed batch.", buckets=BATCH_BUCKETS
)
CONSUMER_HANDLED = Counter("lockstep_consumer_handled_total", "Events handled for the first time.", ["event"])
CONSUMER_DUPLICATES = Counter("lockstep_consumer_duplicates_total", "Redelivered events that had no effect.")
CONSUMER_SKIPPED = Counter(
    "lockstep_consumer_skipped_total",
    "Kafka records of a type that this version does not handle, and tombstones.",
    ["topic"],
)
CONSUMER_MISSED = Counter(
    "lockstep_consumer_missed_total", "Kafka records that were deleted before they were read.", ["topic"]
)
CONSUMER_BEGUN_AGAIN = Counter(
    "lockstep_consumer_begun_again_total",
    "Partitions read from the beginning, because the topic was made again.",
    ["topic"],
)
CONSUMER_RETRIES = Counter("lockstep_consumer_retries_total", "Batches that are tried again after a transient fault.")
CONSUMER_HALTED = Gauge("lockstep_consumer_halted", "1 while the consumer is halted because too much failed at once.")
PARKED_RECORDS = Counter("lockstep_parked_total", "Kafka records that were parked.", ["topic"])
PARKED_KEYS = Gauge("lockstep_parked_keys", "Partition keys with parked Kafka records.")
TASK_FAILURES = Counter(
    "lockstep_task_failures_total", "Failures of a background task for one organisation, which was set aside.", ["task"]
)
FORGOTTEN = Counter("lockstep_forgotten_rows_total", "Old rows that were deleted.", ["table"])
REFUSALS = Counter(
    "lockstep_refusals_total",
    "Requests that an API refused because one organisation, or all together (limit=process), take too much at once.",
    ["limit"],
)
CLOCK_SKEW = Gauge(
    "lockstep_clock_skew_seconds", "How far the clock of this process is ahead of its database's; negative: behind."
)

_causes: ContextVar[Mapping[UUID, str] | None] = ContextVar("causes", default=None)


def configure_logging(service: str, process: str) -> None:
    """Write every log line, also those of libraries, as one JSON object to standard output."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("aiokafka", "uvicorn.access", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service, process=process)


def configure_tracing(service: str) -> None:
    """Export traces over OTLP if the standard variable OTEL_EXPORTER_OTLP_ENDPOINT is set. Otherwise do nothing."""
    if "OTEL_EXPORTER_OTLP_ENDPOINT" not in os.environ:
        return
    # Imported here, because the exporter costs memory and start-up time, which only a process with tracing should pay.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


@contextmanager
def caused_by(traceparents: Mapping[UUID, str]) -> Iterator[None]:
    """Let events that are added in this context continue the trace of their causing event. Keys are event ids."""
    token = _causes.set(traceparents)
    try:
        yield
    finally:
        _causes.reset(token)


def traceparent_for(causation_id: UUID | None) -> str | None:
    """Return the W3C traceparent for an event: that of its cause, else that of the current span, else None."""
    causes = _causes.get()
    if causation_id is not None and causes is not None and causation_id in causes:
        return causes[causation_id]
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")
