"""Erase what the sessions service holds about a person. Records, which prove a delivery, stay and name an id.

`created_by` of sessions, batches, links and all else that the person made stays too, because it is an id.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database import sealed_texts
from chassis.database.personal_traces import forget_answers
from chassis.database.sealed_texts import ErasedText
from chassis.database.statement import Statement
from chassis.ids import NewId
from contracts.sessions import GuardianUnlinked
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.accounts.unlink import erase_accounts
from sessions.catalogue.people.guardians import GuardianLink, emit_guardian_links
from sessions.erasure.domain import TOMBSTONE_AGAIN_AFTER, Tally
from sessions.sealed.publish import publish_erasures

ERASED_NAME: Final = "Erased person"
WORD_CHARACTERS_MIN: Final = 3
"""A shorter name is part of many words, so reports of imports are not searched for it."""

LOCK = Statement("""
    SELECT name, username, email, external_id, erased_at FROM people
    WHERE org_id = :org_id AND id = :person_id FOR UPDATE
""")
_TAKE_PARTS = Statement("""
    WITH feeds AS (DELETE FROM calendar_feeds WHERE org_id = :org_id AND person_id = :person_id RETURNING 1),
    rows AS (
        UPDATE import_rows SET name = :erased, key = NULL, external_id = NULL, digest = NULL, detail = NULL
        WHERE org_id = :org_id AND name <> :erased
          AND (target_id = :person_id OR split_part(folded_key, chr(31), 1) = folded(:username)
               OR EXISTS (SELECT FROM unnest(CAST(:words AS text[])) AS word
                          WHERE position(lower(word) IN lower(concat_ws(' ', name, key, detail))) > 0)) RETURNING 1
    ),
    files AS (
        UPDATE imports SET file_name = NULL
        WHERE org_id = :org_id
          AND EXISTS (SELECT FROM unnest(CAST(:words AS text[])) AS word
                      WHERE position(translate(lower(word), '_-.', '   ')
                                     IN translate(lower(file_name), '_-.', '   ')) > 0) RETURNING 1
    )
    SELECT (SELECT count(*) FROM feeds) AS feeds,
           (SELECT count(*) FROM rows) + (SELECT count(*) FROM files) AS import_rows
""")
_UNLINK = Statement("""
    DELETE FROM guardians WHERE org_id = :org_id AND :person_id IN (guardian_id, learner_id)
    RETURNING guardian_id, learner_id
""")
# A version before let somebody who was erased get a name again.
_RENAME = Statement("""
    UPDATE people SET name = :erased, username = :username, email = NULL, language = NULL, zone = NULL,
        external_id = NULL, version = version + 1, erased_at = coalesce(erased_at, :now)
    WHERE org_id = :org_id AND id = :person_id
      AND (erased_at IS NULL OR name <> :erased OR username <> :username
           OR num_nonnulls(email, language, zone, external_id) > 0)
    RETURNING id
""")
# Sessions in which the person ever learned. If a session had other learners, its texts are about them too, until all of
# them are erased.
_LEARNED = """
    learned AS (
        SELECT DISTINCT mine.session_id, EXISTS (
            SELECT FROM roster other JOIN people p ON p.org_id = other.org_id AND p.id = other.person_id
            WHERE other.session_id = mine.session_id AND other.person_id <> mine.person_id AND p.erased_at IS NULL
        ) AS is_shared
        FROM roster mine WHERE mine.org_id = :org_id AND mine.person_id = :person_id
    )
"""
# Notes of other erasures of the person are about them too, also if a service has not answered to one yet. So are the
# reasons why a coach could not give a session, and those why a substitute for them, or they as a substitute, were
# rejected.
_TEXTS_ABOUT = Statement(f"""
    WITH {_LEARNED}
    SELECT k.text_id
    FROM learned JOIN texts t ON t.org_id = :org_id AND t.session_id = learned.session_id
    JOIN text_keys k ON k.text_id = t.text_id
    WHERE :with_shared OR NOT learned.is_shared
    UNION ALL
    SELECT e.erasure_id FROM erasures e JOIN text_keys k ON k.text_id = e.erasure_id
    WHERE e.org_id = :org_id AND e.person_id = :person_id AND e.erasure_id <> :erasure_id
    UNION ALL
    SELECT k.text_id FROM substitutions x
    JOIN text_keys k ON k.text_id IN (x.reason_id, CASE x.proposed_by WHEN :person_id THEN x.proposal_id END)
    WHERE x.org_id = :org_id AND :person_id IN (x.proposed_by, x.coach_id)
""")  # noqa: S608 - a text of this module
_REPEAT_TOMBSTONES = Statement("""
    INSERT INTO tombstones_due (text_id, org_id, due_at)
    SELECT text_id, :org_id, :due_at FROM unnest(CAST(:text_ids AS uuid[])) AS new (text_id)
    ON CONFLICT (text_id) DO NOTHING
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


async def erase_entry(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Erase a person's directory entry because a published erasure says so, and return whether there was one to erase.

    It asks nothing: the person took part in nothing when they were erased.
    """
    scope = {"org_id": org_id, "person_id": person_id}
    person = await LOCK.one_or_none(db, scope)
    if person is None:
        return False
    await _erase_traces(db, person, org_id=org_id, person_id=person_id)
    await erase_accounts(db, org_id=org_id, person_id=person_id, now=now)
    return bool(await _RENAME.scalars(db, {**scope, **_no_name(person_id), "now": now}))


async def erase_person(
    db: AsyncConnection,
    person: Any,
    *,
    org_id: UUID,
    person_id: UUID,
    erasure_id: UUID,
    reason: str,
    with_shared: bool,
    now: datetime,
    new_id: NewId,
) -> Tally:
    """Erase a locked person's directory entry and the keys of texts about them. A repetition finds what is new.

    Emit PersonErased, TextErased for each text, and GuardianUnlinked for each link. `person` is the row that LOCK gave.
    With `with_shared`, texts of sessions that had other learners are erased too. Never commits.
    """
    scope = {"org_id": org_id, "person_id": person_id}
    feeds, import_rows, answers = await _erase_traces(db, person, org_id=org_id, person_id=person_id)
    accounts = await erase_accounts(db, org_id=org_id, person_id=person_id, now=now)
    links = [GuardianLink(*row) for row in await _UNLINK.all(db, scope)]
    renamed = await _RENAME.scalars(db, {**scope, **_no_name(person_id), "now": now})
    erased = await _erase_texts(db, scope, erasure_id=erasure_id, reason=reason, with_shared=with_shared, now=now)
    correlation_id = new_id()
    await emit_guardian_links(
        db,
        GuardianUnlinked,
        links,
        org_id=org_id,
        by=person_id,  # nobody's request did it; it happened for this person
        correlation_id=correlation_id,
        now=now,
        new_id=new_id,
    )
    await publish_erasures(
        db,
        person_id=person_id,
        erasure_id=erasure_id,
        texts=erased,
        org_id=org_id,
        correlation_id=correlation_id,
        now=now,
        new_id=new_id,
    )
    kept = await _COUNT_KEPT.one(db, {**scope, "name": person.name, "erased": ERASED_NAME})
    return Tally(
        erased={
            "directory_entry": len(renamed),
            "texts": len(erased),
            "calendar_addresses": feeds,
            "accounts": accounts,
            "guardian_links": len(links),
            "stored_answers": answers,
            "import_rows": import_rows,
        },
        kept={
            ("records_learned", "proves_delivery"): kept.records_learned,
            ("records_coached", "proves_delivery"): kept.records_coached,
            ("texts", "about_others"): kept.shared_texts,
            ("named_sessions", "by_hand"): kept.sessions_naming,
        },
    )


async def _erase_traces(db: AsyncConnection, person: Any, *, org_id: UUID, person_id: UUID) -> tuple[int, int, int]:
    """Return how many calendar addresses, rows of import reports (with names of files) and stored answers went."""
    is_no_name = {None, *_no_name(person_id).values()}
    words = [
        word for word in (person.name, person.username, person.email, person.external_id) if word not in is_no_name
    ]
    taken = await _TAKE_PARTS.one(
        db,
        {
            "org_id": org_id,
            "person_id": person_id,
            "erased": ERASED_NAME,
            "username": person.username,
            "words": [word for word in words if len(word) >= WORD_CHARACTERS_MIN],
        },
    )
    answers = await forget_answers(db, org_id=org_id, person_id=person_id, words=words)
    return taken.feeds, taken.import_rows, answers


def _no_name(person_id: UUID) -> dict[str, str]:
    """Return the name and the username that an erased person has."""
    return {"erased": ERASED_NAME, "username": f"erased-{person_id}"}


async def _erase_texts(
    db: AsyncConnection, scope: dict[str, UUID], *, erasure_id: UUID, reason: str, with_shared: bool, now: datetime
) -> Sequence[ErasedText]:
    """Destroy the keys of the texts about a person, and return those of sessions. Other texts are never published."""
    text_ids = await _TEXTS_ABOUT.scalars(db, {**scope, "erasure_id": erasure_id, "with_shared": with_shared})
    erased = await sealed_texts.erase(db, text_ids, **scope, reason=reason, now=now)
    of_sessions = [one for one in erased if one.session_id is not None]
    due = {"text_ids": [one.text_id for one in of_sessions], "due_at": now + TOMBSTONE_AGAIN_AFTER}
    await _REPEAT_TOMBSTONES.execute(db, {**due, "org_id": scope["org_id"]})
    return of_sessions
