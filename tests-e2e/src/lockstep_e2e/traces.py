"""Everything about a session that a request could have changed, anywhere, so that before and after can be compared."""

from typing import Any
from uuid import UUID

from contracts.topics import TOPICS
from lockstep_local.waiting import eventually

from lockstep_e2e import topics
from lockstep_e2e.platform import Platform

SESSION_TABLES = {
    "sessions": "id",
    "roster": "session_id",
    "session_coaches": "session_id",
    "call_presence": "session_id",
    "completion_records": "session_id",
    "texts": "session_id",
}
ATTENDANCE_TABLES = {"registers": "session_id", "mark_history": "session_id", "official_registers": "session_id"}
ORGANISATION_TABLES = {
    "sessions": ("people", "courses", "categories", "policies", "sessions", "idempotency_keys"),
    "attendance": ("registers", "idempotency_keys"),
    "payouts": ("rates", "idempotency_keys"),
}
EMITTING = ("sessions", "attendance")
READ = tuple(topic.name for topic in TOPICS if "attendance" in topic.consumers)


async def traces(platform: Platform, org_id: UUID, session_id: UUID) -> dict[str, Any]:
    """Return all rows of a session, counts of its organisation's rows, and the ends of its topics.

    Waits until the outboxes have published everything about the session, and attendance has read it, so that no late
    event is missed and none of an earlier request comes between.
    """
    await eventually(lambda: _is_handed_over(platform, session_id), f"end of what the outboxes hold of {session_id}")
    await eventually(lambda: _is_read(platform, session_id), f"what attendance reads of {session_id}")
    found: dict[str, Any] = {}
    for service, tables in (("sessions", SESSION_TABLES), ("attendance", ATTENDANCE_TABLES)):
        for table, column in tables.items():
            statement = f"SELECT to_jsonb(t)::text AS row FROM {table} t WHERE {column} = $1 ORDER BY 1"
            found[f"{service}.{table}"] = await platform.rows(service, statement, session_id)
    for service, names in ORGANISATION_TABLES.items():
        for table in names:
            rows = await platform.rows(service, f"SELECT count(*) FROM {table} WHERE org_id = $1", org_id)
            found[f"{service}.{table} of the organisation"] = rows[0]["count"]
    found["topics"] = await topics.ends(platform, topics.ALL_TOPICS, session_id)
    return found


async def _is_read(platform: Platform, session_id: UUID) -> bool:
    """Return whether attendance has read its topics up to their ends, where the session is."""
    read = {
        row["topic"]: row["record_offset"] + 1
        for row in await platform.rows(
            "attendance",
            "SELECT topic, record_offset FROM positions WHERE partition = $1",
            topics.partitions_of(READ, session_id)[0].partition,
        )
    }
    ends = await topics.ends(platform, READ, session_id)
    return all(read.get(topic, 0) >= end for topic, end in ends.items())


async def _is_handed_over(platform: Platform, session_id: UUID) -> bool:
    statement = "SELECT count(*) FROM outbox WHERE key = $1"
    counts = [await platform.rows(service, statement, str(session_id)) for service in EMITTING]
    return all(rows[0]["count"] == 0 for rows in counts)
