"""Replay published erasures before anything else, so that no recovery brings back what was erased."""

from typing import Final

from chassis.database.statement import Statement
from chassis.messaging.recovering import Outcome
from contracts.sessions import PersonErased, TextErased
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.erasure.domain import REPLAYED, TOMBSTONE_AGAIN_AFTER
from sessions.erasure.erase import erase_entry
from sessions.recovery.placeholders import NOBODY

_ENTER = Statement("""
    INSERT INTO erased_texts (text_id, org_id, person_id, reason, erased_at)
    SELECT t.text_id, t.org_id, :nobody, :reason, :at FROM texts t
    WHERE t.org_id = :org_id AND t.text_id = :text_id
    ON CONFLICT DO NOTHING RETURNING text_id
""")
# The copy lacks the tombstone that is due, and the published one may be the first. A text that the copy lacks too was
# written and erased after it.
_TOMBSTONE = Statement("""
    INSERT INTO tombstones_due (text_id, org_id, due_at)
    SELECT :text_id, :org_id, :due_at
    WHERE NOT EXISTS (SELECT FROM erased_texts WHERE text_id = :text_id AND reason <> :reason)
    ON CONFLICT (text_id) DO NOTHING
""")
# A statement of its own, because the trigger on text_keys looks for the row in erased_texts.
_DESTROY_KEY = Statement("DELETE FROM text_keys WHERE text_id = :text_id")


# The other services have answered, or will. The answers come with their topics.
_TAKE: Final = Statement("""
    INSERT INTO erasures AS known (erasure_id, org_id, person_id, state, reason, with_shared, asked_at)
    VALUES (:erasure_id, :org_id, :person_id, 'erasing', :reason, false, :at)
    ON CONFLICT (erasure_id) DO UPDATE SET state = 'erasing' WHERE known.state IN ('proposed', 'approved')
""")
_RAISE: Final = Statement("""
    INSERT INTO sequences AS known (org_id, key, sequence) VALUES (:org_id, :key, :sequence)
    ON CONFLICT (key) DO UPDATE SET sequence = greatest(known.sequence, excluded.sequence)
""")


async def take_erasure(db: AsyncConnection, event: PersonErased | TextErased, outcome: Outcome) -> None:
    """Erase a person or a text that the database still has. The event of a text does not say for whom it was erased."""
    if isinstance(event, PersonErased):
        await _take_person(db, event, outcome)
        return
    row = {"org_id": event.org_id, "text_id": event.text_id, "at": event.erased_at}
    due = {"org_id": event.org_id, "text_id": event.text_id, "due_at": event.erased_at + TOMBSTONE_AGAIN_AFTER}
    await _TOMBSTONE.execute(db, {**due, "reason": REPLAYED})
    if await _ENTER.one_or_none(db, {**row, "nobody": NOBODY, "reason": REPLAYED}) is not None:
        await _DESTROY_KEY.execute(db, {"text_id": event.text_id})
        outcome.add(event)


async def _take_person(db: AsyncConnection, event: PersonErased, outcome: Outcome) -> None:
    await _RAISE.execute(db, {"org_id": event.org_id, "key": event.key, "sequence": event.sequence})
    if event.erasure_id is not None:
        row = {"erasure_id": event.erasure_id, "org_id": event.org_id, "person_id": event.person_id}
        await _TAKE.execute(db, {**row, "reason": REPLAYED, "at": event.erased_at})
    if await erase_entry(db, org_id=event.org_id, person_id=event.person_id, now=event.erased_at):
        outcome.add(event)
