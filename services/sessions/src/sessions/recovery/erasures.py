"""Replay published erasures before anything else, so that no recovery brings back what was erased."""

from typing import Final

from chassis.database.statement import Statement
from chassis.messaging.recovering import Outcome
from contracts.sessions import PersonErased, TextErased
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.recovery.placeholders import NOBODY
from sessions.sealed.erase import erase_entry

REASON: Final = "This erasure was published, and replayed after the database was restored."

_ENTER = Statement("""
    INSERT INTO erased_texts (text_id, org_id, person_id, reason, erased_at)
    SELECT t.text_id, t.org_id, :nobody, :reason, :at FROM texts t
    WHERE t.org_id = :org_id AND t.text_id = :text_id
    ON CONFLICT DO NOTHING RETURNING text_id
""")
# A statement of its own, because the trigger on text_keys looks for the row in erased_texts.
_DESTROY_KEY = Statement("DELETE FROM text_keys WHERE text_id = :text_id")


async def take_erasure(db: AsyncConnection, event: PersonErased | TextErased, outcome: Outcome) -> None:
    """Erase a person or a text that the database still has. The event of a text does not say for whom it was erased."""
    if isinstance(event, PersonErased):
        if await erase_entry(db, org_id=event.org_id, person_id=event.person_id):
            outcome.add(event)
        return
    row = {"org_id": event.org_id, "text_id": event.text_id, "at": event.erased_at}
    if await _ENTER.one_or_none(db, {**row, "nobody": NOBODY, "reason": REASON}) is not None:
        await _DESTROY_KEY.execute(db, {"text_id": event.text_id})
        outcome.add(event)
