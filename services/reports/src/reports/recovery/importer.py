"""Raise the versions of insight inputs above what was published. Their values come from the events of the others."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging.recovering import Importer, Outcome
from contracts.envelope import Event
from contracts.reports import InsightInputsRefreshed, ReportsDataErased
from contracts.topics import TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.erasure.erase import erase_again

# A subject that the copy does not know begins with nothing: the consumer adds its sessions again.
_RAISE = Statement("""
    INSERT INTO subjects AS known (org_id, subject_type, subject_id, version, sessions_completed, minutes_logged,
        sessions_with_attendance, sessions_attended, marks_counted, marks_present)
    VALUES (:org_id, :subject_type, :subject_id, :version, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (org_id, subject_type, subject_id) DO UPDATE SET version = excluded.version
    WHERE known.version < excluded.version AND known.erased_at IS NULL
    RETURNING version
""")
# So the API shows what was published until there is a newer version.
_KEEP = Statement("""
    INSERT INTO insight_inputs (org_id, subject_type, subject_id, version, event_id, caused_by, refreshed_at, features)
    VALUES (:org_id, :subject_type, :subject_id, :version, :event_id, :caused_by, :at, CAST(:features AS jsonb))
    ON CONFLICT DO NOTHING
""")
_RAISE_KEYS = Statement("""
    UPDATE subjects SET version = new.version
    FROM unnest(CAST(:types AS text[]), CAST(:ids AS uuid[]), CAST(:versions AS bigint[]))
         AS new (subject_type, subject_id, version)
    WHERE subjects.subject_type = new.subject_type AND subjects.subject_id = new.subject_id
      AND subjects.version < new.version
""")
_SUBJECTS: Final = frozenset({"learner", "coach", "batch"})


async def take(db: AsyncConnection, events: Sequence[Event], outcome: Outcome) -> None:
    """Raise the versions of the subjects of some events, and keep what was published of them."""
    for event in events:
        if isinstance(event, ReportsDataErased):
            if await erase_again(db, org_id=event.org_id, person_id=event.person_id, now=event.erased_at):
                outcome.add(event)
            continue
        if not isinstance(event, InsightInputsRefreshed) or event.subject_type not in _SUBJECTS:
            continue
        subject = {
            "org_id": event.org_id,
            "subject_type": event.subject_type,
            "subject_id": event.subject_id,
            "version": event.sequence,
        }
        if await _RAISE.one_or_none(db, subject) is None:
            continue
        outcome.add(event)
        cause = event.causation_id or event.event_id
        values = {"event_id": event.event_id, "caused_by": cause, "at": event.occurred_at}
        await _KEEP.execute(db, {**subject, **values, "features": event.features.model_dump_json()})


async def raise_sequences(db: AsyncConnection, sequences: Mapping[str, int]) -> None:
    """Raise the versions of subjects, by their partition keys, to at least these numbers."""
    keys = [key.partition(":") for key in sequences]
    columns = {"types": [kind for kind, _, _ in keys], "ids": [UUID(id_) for _, _, id_ in keys]}
    await _RAISE_KEYS.execute(db, {**columns, "versions": list(sequences.values())})


async def finish(_: AsyncConnection, __: Outcome, ___: None) -> None:
    """Do nothing more: the consumer derives the values."""


# Erasures come first, so that no recovery brings back what was erased.
TOPICS: Final = tuple(TOPIC_OF[event].name for event in (ReportsDataErased, InsightInputsRefreshed))

IMPORTER: Final = Importer(TOPICS, take, raise_sequences, finish)
