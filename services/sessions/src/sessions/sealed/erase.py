"""Erase a person: texts about them become unreadable. Records, which prove what was delivered, stay and name an id."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from contracts.sessions import GuardianUnlinked
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people.change import check_roles
from sessions.catalogue.people.guardians import Link, emit_links
from sessions.sealed.errors import NobodyToErase
from sessions.sealed.publish import ErasedText, publish_erasures
from sessions.words import ERASED_NAME

_LOCK = Statement("SELECT name, username FROM people WHERE org_id = :org_id AND id = :person_id FOR UPDATE")
_TAKE_PARTS = Statement("""
    WITH feeds AS (DELETE FROM calendar_feeds WHERE org_id = :org_id AND person_id = :person_id RETURNING 1),
    answers AS (DELETE FROM idempotency_keys WHERE org_id = :org_id AND caller = :person_id RETURNING 1),
    rows AS (
        UPDATE import_rows SET name = :erased, key = NULL, detail = NULL
        WHERE org_id = :org_id AND name <> :erased
          AND (target_id = :person_id OR split_part(folded_key, chr(31), 1) = folded(:username)) RETURNING 1
    )
    SELECT (SELECT count(*) FROM feeds) AS feeds, (SELECT count(*) FROM answers) AS answers,
           (SELECT count(*) FROM rows) AS import_rows
""")
_UNLINK = Statement("""
    DELETE FROM guardians WHERE org_id = :org_id AND :person_id IN (guardian_id, learner_id)
    RETURNING guardian_id, learner_id
""")
_RENAME = Statement("""
    UPDATE people SET name = :erased, username = :username, email = NULL, version = version + 1
    WHERE org_id = :org_id AND id = :person_id AND name <> :erased
    RETURNING id
""")
# Sessions in which the person ever learned. If a session had other learners, its texts are about them too.
_LEARNED = """
    learned AS (
        SELECT DISTINCT mine.session_id, EXISTS (
            SELECT FROM roster other
            WHERE other.session_id = mine.session_id AND other.person_id <> mine.person_id
        ) AS is_shared
        FROM roster mine WHERE mine.org_id = :org_id AND mine.person_id = :person_id
    )
"""
# These are two statements, because the trigger on text_keys looks for the row in erased_texts and would not see a row
# that the same statement writes.
_ENTER_TEXTS = Statement(f"""
    WITH {_LEARNED}
    INSERT INTO erased_texts (text_id, org_id, person_id, reason, erased_at)
    SELECT k.text_id, k.org_id, :person_id, :reason, :now
    FROM learned JOIN texts t ON t.org_id = :org_id AND t.session_id = learned.session_id
    JOIN text_keys k ON k.text_id = t.text_id
    WHERE :with_shared OR NOT learned.is_shared
    RETURNING text_id
""")  # noqa: S608 - a text of this module
_DESTROY_KEYS = Statement("""
    DELETE FROM text_keys k USING texts t
    WHERE k.text_id = ANY (CAST(:text_ids AS uuid[])) AND t.text_id = k.text_id
    RETURNING k.text_id, t.session_id
""")
_COUNT_KEPT = Statement(f"""
    WITH {_LEARNED}
    SELECT (SELECT count(*) FROM learned JOIN texts t ON t.session_id = learned.session_id
            JOIN text_keys k ON k.text_id = t.text_id) AS shared_texts,
           (SELECT count(*) FROM learned JOIN completion_records r ON r.session_id = learned.session_id)
               AS records_learned,
           (SELECT count(*) FROM session_coaches c JOIN completion_records r ON r.session_id = c.session_id
            WHERE c.org_id = :org_id AND c.person_id = :person_id) AS records_coached,
           (SELECT count(*) FROM sessions s WHERE s.org_id = :org_id AND :name <> :erased
            AND position(lower(:name) IN lower(concat_ws(' ', s.name, s.description, s.notice, s.cancel_reason))) > 0)
               AS sessions_naming
""")  # noqa: S608 - a text of this module


class Erasure(NamedTuple):
    """How many rows an erasure changed, and how many it had to keep."""

    texts: int
    calendar_addresses: int
    guardian_links: int
    kept_answers: int
    import_rows: int
    shared_texts: int
    records_learned: int
    records_coached: int
    sessions_naming: int


async def erase_entry(db: AsyncConnection, *, org_id: UUID, person_id: UUID) -> bool:
    """Erase a person's directory entry because a published erasure says so, and return whether there was one to erase.

    It asks nothing: the person took part in nothing when they were erased.
    """
    scope = {"org_id": org_id, "person_id": person_id}
    person = await _LOCK.one_or_none(db, scope)
    if person is None or person.name == ERASED_NAME:
        return False
    await _TAKE_PARTS.one(db, {**scope, "erased": ERASED_NAME, "username": person.username})
    await _RENAME.execute(db, {**scope, "erased": ERASED_NAME, "username": f"erased-{person_id}"})
    return True


async def erase_person(
    db: AsyncConnection,
    *,
    org_id: UUID,
    person_id: UUID,
    reason: str,
    with_shared: bool,
    now: datetime,
    new_id: NewId,
) -> Erasure:
    """Erase a person's directory entry and the keys of texts about them. A repetition finds nothing more to erase.

    Emit PersonErased the first time, TextErased for each text, and GuardianUnlinked for each link.

    With `with_shared`, texts of sessions that had other learners are erased too. Raises NobodyToErase, and RoleNeeded
    while the person takes part in something that is not over, because its coaches and learners need to know them.
    """
    scope = {"org_id": org_id, "person_id": person_id}
    person = await _LOCK.one_or_none(db, scope)
    if person is None:
        raise NobodyToErase(person_id, org_id)
    taken = await _TAKE_PARTS.one(db, {**scope, "erased": ERASED_NAME, "username": person.username})
    links = [Link(*row) for row in await _UNLINK.all(db, scope)]
    await check_roles(db, org_id=org_id, roles={person_id: "support"})  # a role that may take part in nothing
    renamed = await _RENAME.scalars(db, {**scope, "erased": ERASED_NAME, "username": f"erased-{person_id}"})
    text_ids: Sequence[UUID] = await _ENTER_TEXTS.scalars(
        db, {**scope, "reason": reason, "now": now, "with_shared": with_shared}
    )
    destroyed = await _DESTROY_KEYS.all(db, {"text_ids": list(text_ids)})
    erased = [ErasedText(*row) for row in destroyed]
    correlation_id = new_id()
    await emit_links(
        db,
        GuardianUnlinked,
        links,
        org_id=org_id,
        by=person_id,  # nobody's request did it; it happened for this person
        correlation_id=correlation_id,
        now=now,
        new_id=new_id,
    )
    persons = [person_id] if renamed else []
    await publish_erasures(
        db, persons=persons, texts=erased, org_id=org_id, correlation_id=correlation_id, now=now, new_id=new_id
    )
    kept = await _COUNT_KEPT.one(db, {**scope, "name": person.name, "erased": ERASED_NAME})
    return Erasure(
        texts=len(text_ids),
        calendar_addresses=taken.feeds,
        guardian_links=len(links),
        kept_answers=taken.answers,
        import_rows=taken.import_rows,
        shared_texts=kept.shared_texts,
        records_learned=kept.records_learned,
        records_coached=kept.records_coached,
        sessions_naming=kept.sessions_naming,
    )
