"""What ending sessions needs besides their records: the open sessions, and the reports of call providers."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, SmallInteger, Table, Text, Uuid, text

from sessions.tables.base import INSTANT, metadata, org, refers

# Sessions that are neither completed nor cancelled, and that have a planned end or have begun. Triggers keep this table
# up to date (migration 0008).
open_sessions = Table(
    "open_sessions",
    metadata,
    org(),
    Column("session_id", Uuid, primary_key=True),
    Column("planned", Boolean, nullable=False),
    Column("ended_at", INSTANT, nullable=False),
    Column("remind_at", INSTANT),
    Column("reminded", SmallInteger, nullable=False, server_default=text("0")),
    Index("open_sessions_by_end", "org_id", "ended_at"),
    Index("open_sessions_due", "remind_at", postgresql_where=text("remind_at IS NOT NULL")),
)

call_hooks = Table(
    "call_hooks",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("hook_id", Uuid, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("created_by", Uuid, nullable=False),
)

call_events = Table(
    "call_events",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("webhook_id", Text, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("received_at", INSTANT, nullable=False),
    refers("session_id", "sessions"),
    Index("call_events_by_person", "session_id", "person_id", "at"),
    Index("call_events_by_time", "received_at"),
)
