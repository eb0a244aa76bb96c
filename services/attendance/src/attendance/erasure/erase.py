"""Erases the texts about people. Marks stay, because they prove who was there; they name a person by an id."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database import personal_traces, sealed_texts
from chassis.database.statement import Insert, Statement
from chassis.erasure import PersonToErase, answer_to
from chassis.ids import NewId, new_id
from chassis.messaging import outbox
from contracts.attendance import AttendanceDataErased
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.texts.seal import seal_plain
from attendance.texts.write import LOCK_ALONE

_ENTER: Final = Insert(
    "erased_people",
    "person_id uuid, org_id uuid, erased_at timestamptz",
    then="ON CONFLICT (person_id) DO NOTHING RETURNING person_id",
)
# Statements of their own, after the lock, because their snapshots must see what was committed before it.
_TEXTS_ABOUT: Final = Statement("""
    SELECT text_id FROM mark_history WHERE org_id = :org_id AND person_id = :person_id AND text_id IS NOT NULL
    UNION ALL
    SELECT text_id FROM register_amendments
    WHERE org_id = :org_id AND person_id = :person_id AND text_id IS NOT NULL
    UNION ALL
    SELECT decided.text_id
    FROM register_amendment_decisions AS decided JOIN register_amendments AS made USING (amendment_id)
    WHERE made.org_id = :org_id AND made.person_id = :person_id AND decided.text_id IS NOT NULL
""")
_COUNT_KEPT: Final = Statement("""
    SELECT (SELECT count(*) FROM official_marks WHERE org_id = :org_id AND person_id = :person_id) AS marks,
           (SELECT count(*) FROM mark_history AS given JOIN text_keys USING (text_id)
            WHERE given.org_id = :org_id AND given.marked_by = :person_id)
           + (SELECT count(*) FROM register_amendments AS made JOIN text_keys USING (text_id)
              WHERE made.org_id = :org_id AND made.proposed_by = :person_id) AS texts_by
""")


async def erase_people(db: AsyncConnection, people: Sequence[PersonToErase], *, now: datetime, new_id: NewId) -> None:
    """Destroy the keys of texts about people, forget answers that name them, and answer each. Never commits.

    A text about one of them that is written later keeps no key. Texts that a person wrote about others stay.
    """
    await LOCK_ALONE.execute(db, {"person_ids": [person.person_id for person in people]})
    await _ENTER.rows(db, [(person.person_id, person.org_id, now) for person in people])
    answers = [await _erase(db, person, now=now, new_id=new_id) for person in people]
    await outbox.add(db, *answers)


async def erase_again(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Erase in a restored database what it has again. Return whether it did not know that the person was erased."""
    await LOCK_ALONE.execute(db, {"person_ids": [person_id]})
    is_new = bool(await _ENTER.rows(db, [(person_id, org_id, now)]))
    await _erase_texts(db, org_id=org_id, person_id=person_id, now=now, new_id=new_id)
    return is_new


async def _erase(db: AsyncConnection, person: PersonToErase, *, now: datetime, new_id: NewId) -> AttendanceDataErased:
    scope = {"org_id": person.org_id, "person_id": person.person_id}
    texts = await _erase_texts(db, org_id=person.org_id, person_id=person.person_id, now=now, new_id=new_id)
    answers = await personal_traces.forget_answers(db, org_id=person.org_id, person_id=person.person_id)
    kept = await _COUNT_KEPT.one(db, scope)
    return answer_to(
        person,
        AttendanceDataErased,
        erased={"texts": texts, "stored_answers": answers},
        kept={("marks", "proves_delivery"): kept.marks, ("texts", "about_others"): kept.texts_by},
        now=now,
    )


async def _erase_texts(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime, new_id: NewId) -> int:
    """Destroy the keys of the texts about a person, also of those that were in plain yet, and return how many."""
    plain = await seal_plain(db, org_id=org_id, person_id=person_id, now=now, new_id=new_id)
    text_ids = await _TEXTS_ABOUT.scalars(db, {"org_id": org_id, "person_id": person_id})
    erased = await sealed_texts.erase(db, text_ids, org_id=org_id, person_id=person_id, reason="person_erased", now=now)
    return len(erased) + plain
