"""Rows from before a migration are there afterwards, in the form that the code reads now."""

from uuid import UUID, uuid4

import pytest
from chassis.database.engine import create_engine
from chassis.sealing import unseal
from lockstep_testing.databases import Databases, upgrade
from lockstep_testing.searching import columns_with
from sessions.erasure.queries import read_erasure
from sessions.sealed.domain import opened
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

ORG, SESSION, UNLOGGED, EVENT = (uuid4() for _ in range(4))
PEOPLE = [uuid4() for _ in range(3)]

ROWS = [
    *(
        f"INSERT INTO people (org_id, id, username, name, role, created_at) "
        f"VALUES ('{ORG}', '{person}', 'user{place}', 'Ada{place} Lovelace', 'learner', now())"
        for place, person in enumerate(PEOPLE)
    ),
    *(
        "INSERT INTO sessions "
        "(org_id, id, version, state, name, description, mode, starts_at, ends_at, zone, created_at) "
        f"VALUES ('{ORG}', '{session}', 1, 'scheduled', '{session}', '', 'in_person', now() - interval '2 hours', "
        "now() - interval '1 hour', 'UTC', now())"
        for session in (SESSION, UNLOGGED)
    ),
    *(
        f"INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance) "
        f"VALUES ('{ORG}', '{SESSION}', '{person}', now(), 'accepted')"
        for person in PEOPLE
    ),
    f"INSERT INTO categories (org_id, id, name) VALUES ('{ORG}', '{SESSION}', 'Franc\u0327ais')",
    "INSERT INTO policies (org_id, version, minimum_minutes, maximum_minutes, step_minutes, recap_minimum_characters, "
    "acceptance_required, empty_call_required, log_within_hours, start_early_minutes, created_at, created_by) "
    f"VALUES ('{ORG}', 1, 5, 90, 5, 150, true, true, 72, 60, now() - interval '40 days', '{ORG}')",
    f"UPDATE sessions SET state = 'completed', completed_at = now(), version = 2 WHERE id = '{SESSION}'",
    "INSERT INTO completion_records (org_id, session_id, event_id, record, leaf_hash, request_digest, completed_at) "
    f"VALUES ('{ORG}', '{SESSION}', '{EVENT}', '{{}}', sha256('\\x00'::bytea || '{{}}'), sha256(''), now())",
    "INSERT INTO completion_texts (org_id, session_id, salt, recap, late_reason) "
    f"""VALUES ('{ORG}', '{SESSION}', sha256('salt'), '"We added."', 'ill')""",
]


async def test_rows_of_the_first_versions_are_counted_indexed_sealed_and_queued(databases: Databases) -> None:
    database = await databases.create_empty("sessions")
    await upgrade(database, "0003")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with superuser.begin() as db:
        for row in ROWS:
            await db.execute(text(row.replace(":", "\\:")))

    await upgrade(database, "head")

    async with superuser.connect() as db:
        counts = (await db.execute(text("SELECT id, learner_count FROM sessions"))).all()
        words = (await db.execute(text("SELECT count(*) FROM search_words WHERE word = 'lovelace'"))).scalar_one()
        sealed = (
            await db.execute(text("SELECT text_id, ciphertext, key FROM texts JOIN text_keys USING (text_id)"))
        ).one()
        queued = (await db.execute(text("SELECT session_id, event_id FROM log_queue"))).all()
        policies = (await db.execute(text("SELECT effective_from = created_at, rounding FROM policies"))).all()
        still_open = (await db.execute(text("SELECT session_id FROM open_sessions"))).scalars().all()
        category = (await db.execute(text("SELECT name FROM categories"))).scalar_one()
        unforced = await db.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity")
        )
        assert unforced.all() == []
    await superuser.dispose()
    assert {row.id: row.learner_count for row in counts} == {SESSION: 3, UNLOGGED: 0}
    assert words == len(PEOPLE)
    plain = unseal(sealed.ciphertext, text_id=UUID(str(sealed.text_id)), key=sealed.key)
    assert opened(plain).texts == {"recap": "We added.", "late_reason": "ill"}
    assert [tuple(row) for row in queued] == [(SESSION, EVENT)]
    assert [tuple(row) for row in policies] == [(True, "up")]
    assert still_open == [UNLOGGED]
    assert category == "Fran\u00e7ais"


async def test_names_that_differ_only_in_how_accents_are_written_are_reported(databases: Databases) -> None:
    database = await databases.create_empty("sessions")
    await upgrade(database, "0019")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with superuser.begin() as db:
        for name in ("Fran\u00e7ais", "Franc\u0327ais"):
            await db.execute(
                text("INSERT INTO categories (org_id, id, version, name) VALUES (:org, gen_random_uuid(), 1, :name)"),
                {"org": ORG, "name": name},
            )

    with pytest.raises(IntegrityError, match=r"Two rows of the table categories have a name .* Change one of them"):
        await upgrade(database, "head")

    async with superuser.begin() as db:
        await db.execute(text("UPDATE categories SET name = 'Französisch' WHERE name IS NOT NFC NORMALIZED"))
    await upgrade(database, "head")
    await superuser.dispose()


async def test_names_that_differ_only_in_their_spelling_are_reported_with_a_query_that_finds_them(
    databases: Databases,
) -> None:
    database = await databases.create_empty("sessions")
    await upgrade(database, "0021")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with superuser.begin() as db:
        for name in ("Room 4", "\uff32OOM 4", "Room 5"):
            await db.execute(
                text("INSERT INTO rooms (org_id, id, version, name, created_at) VALUES (:org, :id, 1, :name, now())"),
                {"org": ORG, "id": uuid4(), "name": name},
            )

    with pytest.raises(
        IntegrityError, match=r"Two rows of the table rooms have a name .* Change one of them"
    ) as raised:
        await upgrade(database, "head")

    query = str(raised.value.orig).split("This query finds them: ")[1]
    async with superuser.begin() as db:
        [found] = (await db.execute(text(query))).all()
        assert sorted(found[1]) == ["Room 4", "\uff32OOM 4"]
        await db.execute(text("UPDATE rooms SET name = 'Room 6' WHERE name <> 'Room 4' AND name <> 'Room 5'"))
    await upgrade(database, "head")
    async with superuser.begin() as db:
        # the previous version of the code names the columns of the old constraint
        await db.execute(
            text(
                "INSERT INTO rooms (org_id, id, version, name, created_at) VALUES (:org, :id, 1, 'Room 4', now()) "
                "ON CONFLICT (org_id, name) DO NOTHING"
            ),
            {"org": ORG, "id": uuid4()},
        )
        assert set((await db.execute(text("SELECT folded_name FROM rooms"))).scalars()) == {
            "room 4",
            "room 5",
            "room 6",
        }
    await superuser.dispose()


async def test_names_that_a_new_rule_makes_the_same_are_kept_apart_and_words_are_written_anew(
    databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await databases.create_empty("sessions")
    await upgrade(database, "0029")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    people = {"ida": "\u0141ukasz", "ida\u2800": "Ida", "ida\u2800-2": "Ida", "omega\u0345\u200b\u0301": "Ben"}
    rooms = ["Room 4", "Room\u28004", "Room\u2800 4", "\u1fb3\u200b\u0301", "\u1fb4"]
    async with superuser.begin() as db:
        for username, name in people.items():
            await db.execute(
                text(
                    "INSERT INTO people (org_id, id, version, username, name, role, created_at) "
                    "VALUES (:org, gen_random_uuid(), 1, :username, :name, 'learner', now())"
                ),
                {"org": ORG, "username": username, "name": name},
            )
        for place, name in enumerate(rooms):
            await db.execute(
                text("INSERT INTO rooms (org_id, id, version, name, created_at) VALUES (:org, :id, 1, :name, now())"),
                {"org": ORG, "id": UUID(int=place + 1), "name": name},
            )

    await upgrade(database, "head")

    async with superuser.connect() as db:
        names = (await db.execute(text("SELECT name FROM rooms ORDER BY id"))).scalars().all()
        usernames = set((await db.execute(text("SELECT username FROM people"))).scalars())
        words = set((await db.execute(text("SELECT word FROM search_words WHERE kind = 'person'"))).scalars())
        stale = await db.execute(text("SELECT name FROM rooms WHERE folded_name <> folded(name)"))
        assert stale.all() == []
        unforced = await db.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity")
        )
        assert unforced.all() == []
    await superuser.dispose()
    assert names == ["Room 4", "Room\u28004 (2)", "Room\u2800 4 (3)", "\u1fb3\u200b\u0301 (2)", "\u1fb4"]
    assert usernames == {"ida", "ida\u2800-3", "ida\u2800-2", "omega\u0345\u200b\u0301"}
    assert "lukasz" in words
    assert "\u0142ukasz" not in words
    reported = capsys.readouterr()
    assert (reported.out + reported.err).count("name kept apart") == 4


async def test_what_was_said_of_earlier_erasures_is_sealed_and_the_version_before_goes_on(databases: Databases) -> None:
    database = await databases.create_empty("sessions")
    await upgrade(database, "0023")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    gone, there = PEOPLE[0], PEOPLE[1]
    kept, lost, late = (uuid4() for _ in range(3))
    insert_text = (
        "INSERT INTO texts (text_id, org_id, session_id, kind, ciphertext, written_at) "
        f"VALUES ('{{text_id}}', '{ORG}', '{SESSION}', 'note', '', now())"
    )
    insert_key = f"INSERT INTO text_keys (text_id, org_id, key) VALUES ('{{text_id}}', '{ORG}', sha256(''))"
    person = (
        "INSERT INTO people (org_id, id, version, username, name, role, created_at) "
        "VALUES ('{org}', '{id}', 1, '{username}', '{name}', 'learner', now())"
    )
    reason = "Letter of Ada Lovelace, 3 May"
    async with superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))  # the session is of no interest here
        for statement in (
            person.format(org=ORG, id=gone, username=f"erased-{gone}", name="Erased person"),
            person.format(org=ORG, id=there, username="ben", name="Ben"),
            insert_text.format(text_id=kept),
            insert_text.format(text_id=lost),
            insert_key.format(text_id=kept),
            "INSERT INTO erased_texts (text_id, org_id, person_id, reason, erased_at) "
            f"VALUES ('{lost}', '{ORG}', '{gone}', '{reason}', now())",
        ):
            await db.execute(text(statement))

    await upgrade(database, "head")

    async with superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in (insert_text, insert_key):  # as the version before writes them
            await db.execute(text(statement.format(text_id=late)))
    async with superuser.connect() as db:
        [erasure_id] = (await db.execute(text("SELECT erasure_id FROM erasures"))).scalars()
        erasure = await read_erasure(db, org_id=ORG, erasure_id=erasure_id)
        assert (erasure.person_id, erasure.state, erasure.reason, erasure.note) == (gone, "erased", "other", reason)
        assert await columns_with(db, ["Lovelace"]) == []
        erased = await db.execute(text("SELECT id FROM people WHERE erased_at IS NOT NULL"))
        assert erased.scalars().all() == [gone]
        unpublished = await db.execute(text("SELECT text_id FROM text_keys WHERE NOT is_published"))
        assert set(unpublished.scalars()) == {kept, late}
        sequences = (await db.execute(text("SELECT key, sequence FROM sequences"))).all()
        assert [tuple(row) for row in sequences] == [(f"person:{gone}", 1)]
    await superuser.dispose()


async def test_proposals_without_a_decision_are_open_after_the_migration(databases: Databases) -> None:
    database = await databases.create_empty("sessions")
    await upgrade(database, "0028")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    waiting, decided = uuid4(), uuid4()
    async with superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        for amendment_id in (waiting, decided):
            await db.execute(
                text(
                    "INSERT INTO amendments (amendment_id, org_id, session_id, field, old, new, reason_sha256, "
                    "proposed_by, proposed_at) "
                    "VALUES (:id, :org, :session, 'minutes', '45', '30', sha256(''), :org, now())"
                ),
                {"id": amendment_id, "org": ORG, "session": SESSION},
            )
        await db.execute(
            text(
                "INSERT INTO amendment_decisions (amendment_id, org_id, session_id, decision, decided_by, decided_at, "
                "sequence) VALUES (:id, :org, :session, 'applied', :org, now(), 3)"
            ),
            {"id": decided, "org": ORG, "session": SESSION},
        )

    await upgrade(database, "head")

    async with superuser.connect() as db:
        rows = (await db.execute(text("SELECT amendment_id, org_id, session_id FROM open_proposals"))).all()
    await superuser.dispose()
    assert rows == [(waiting, ORG, SESSION)]
