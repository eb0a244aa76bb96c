"""Write again the versions of policies that records pin. A record has all values that decide a completion.

Without the version of a record, nobody could correct the completion.
"""

from dataclasses import asdict, fields
from typing import Any, Final

import orjson
from chassis.database.statement import Statement
from chassis.messaging.recovering import Lost, Outcome
from contracts.sessions import SessionCompleted
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.domain import DEFAULT_POLICY, Policy

_COLUMNS: Final = tuple(field.name for field in fields(Policy))
_KNOWN = Statement("SELECT 1 FROM policies WHERE org_id = :org_id AND version = :version")
_INSERT = Statement(f"""
    INSERT INTO policies (org_id, effective_from, created_at, created_by, {", ".join(_COLUMNS)})
    VALUES (:org_id, :since, :at, :by, {", ".join(f":{name}" for name in _COLUMNS)})
""")  # noqa: S608 - names of this service


async def ensure_policy(db: AsyncConnection, event: SessionCompleted, outcome: Outcome) -> None:
    """Write the version of the policy under which a session was completed, if it does not exist.

    It holds from the planned start of this session on, because no event says since when it held.
    """
    values: dict[str, Any] = orjson.loads(event.record)["policy"]
    version = values["version"]
    scope = {"org_id": event.org_id, "version": version}
    if version == DEFAULT_POLICY.version or await _KNOWN.one_or_none(db, scope) is not None:
        return
    within = values["log_within_hours"]
    reminders = [hour for hour in DEFAULT_POLICY.reminder_hours if hour < within]
    row = {**asdict(DEFAULT_POLICY), **{name: values[name] for name in values.keys() & set(_COLUMNS)}}
    since = event.planned_starts_at or event.started_at
    own = {"reminder_hours": reminders, "since": since, "at": event.completed_at, "by": event.completed_by}
    await _INSERT.execute(db, {**row, **own, "org_id": event.org_id})
    lost = "the reminders, the early start, the separate duties, the second person of erasures, the names of fellows"
    what = f"{lost} and the first day of version {version}"
    outcome.lost.append(Lost("the policy of organisation", event.org_id, what, event.completed_at))
