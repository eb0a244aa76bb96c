"""Events about organisations, guardians, texts and erasures are written with their changes, and have no gaps."""

import asyncio
from typing import Any
from uuid import UUID

import orjson
from contracts.cloudevents import from_record
from contracts.envelope import Event
from contracts.sessions import (
    GuardianLinked,
    GuardianUnlinked,
    OrganisationChanged,
    PersonErased,
    TextErased,
    TextWritten,
)

from .conftest import RECAP, School, add_people
from .helpers.corrections import NEW_RECAP, completed, decide, proposed
from .helpers.erasing import command, erase


async def on_topic(school: School, topic: str) -> list[Any]:
    """Return the events of a topic in the outbox, in order. A tombstone is its partition key."""
    rows = await school.rows(
        "SELECT key, CAST(headers AS text) AS headers, payload FROM outbox WHERE topic = :topic ORDER BY id",
        topic=topic,
    )
    return [
        row.key
        if row.payload is None
        else from_record([(name, value.encode()) for name, value in orjson.loads(row.headers).items()], row.payload)
        for row in rows
    ]


async def of_organisation(school: School) -> list[OrganisationChanged]:
    """Return the events of the organisation."""
    found = await on_topic(school, "sessions.organisations.v1")
    assert all(event.key == f"organisation:{school.org_id}" for event in found)
    return found


async def test_an_organisation_is_published_when_its_zone_or_policy_changes(school: School) -> None:
    """The organisation was set up before the test, in Prague."""
    for zone in ("Europe/Prague", "Asia/Tokyo", "Asia/Tokyo"):
        await school.ok("admin", "PUT", "/v1/organisation", {"name": f"Riverside {zone}", "zone": zone})
    for minutes in (60, 60):
        await school.ok("admin", "PUT", "/v1/policy", {"maximum_minutes": minutes})

    found = await of_organisation(school)

    said = [(event.sequence, event.zone, event.policy_version) for event in found]
    assert said == [(1, "Europe/Prague", 0), (2, "Asia/Tokyo", 0), (3, "Asia/Tokyo", 1)]
    assert [event.policy_effective_from is None for event in found] == [True, True, False]


async def test_changes_of_an_organisation_at_once_are_numbered_without_gaps_and_the_last_says_how_it_is(
    school: School,
) -> None:
    zones = ["Asia/Tokyo", "UTC", "Europe/Paris", "Europe/Prague"]
    await asyncio.gather(
        *(school.ok("admin", "PUT", "/v1/organisation", {"name": "Riverside", "zone": zone}) for zone in zones),
        *(school.ok("admin", "PUT", "/v1/policy", {"maximum_minutes": minutes}) for minutes in (50, 60, 70)),
    )
    found = await of_organisation(school)
    assert [event.sequence for event in found] == list(range(1, len(found) + 1))
    assert found[-1].zone == (await school.ok("admin", "GET", "/v1/organisation"))["zone"]
    assert found[-1].policy_version == 3


async def test_a_link_of_a_guardian_is_published_once_and_numbered_per_learner(school: School) -> None:
    await add_people(school, ["guardian-1", "guardian-2"])
    guardians = [school.people["guardian-1"], school.people["guardian-2"]]
    learner, other = school.people["learner-1"], school.people["learner-2"]
    for method, learner_id, guardian in (
        ("PUT", learner, guardians[0]),
        ("PUT", learner, guardians[0]),
        ("PUT", other, guardians[0]),
        ("PUT", learner, guardians[1]),
        ("DELETE", learner, guardians[0]),
        ("DELETE", learner, guardians[0]),
    ):
        assert (await school.send("admin", method, f"/v1/people/{learner_id}/guardians/{guardian}")).is_success

    found: list[GuardianLinked | GuardianUnlinked] = await on_topic(school, "sessions.guardians.v1")

    assert [(type(event), event.sequence, event.learner_id, event.guardian_id, event.by) for event in found] == [
        (GuardianLinked, 1, learner, guardians[0], school.admin_id),
        (GuardianLinked, 1, other, guardians[0], school.admin_id),
        (GuardianLinked, 2, learner, guardians[1], school.admin_id),
        (GuardianUnlinked, 3, learner, guardians[0], school.admin_id),
    ]
    assert {event.key for event in found} == {f"learner:{learner}", f"learner:{other}"}


async def test_an_erasure_is_published_with_its_texts_and_links(school: School) -> None:
    await add_people(school, ["guardian-1"])
    learner, guardian = school.people["learner-1"], school.people["guardian-1"]
    await school.send("admin", "PUT", f"/v1/people/{learner}/guardians/{guardian}")
    session_id = await school.started(roster=[{"person_id": learner, "acceptance": "accepted"}])
    await school.complete(session_id)
    note = await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/notes", {"text": "Ask about the exam."})
    [record] = await school.rows("SELECT event_id FROM completion_records")
    await command(school, learner, is_dry_run=True)
    assert await on_topic(school, "sessions.erasures.v1") == []

    erasures = [await erase(school, learner) for _ in range(2)]

    person, *texts, again = await on_topic(school, "sessions.erasures.v1")
    assert isinstance(person, PersonErased)
    assert isinstance(again, PersonErased)
    assert (person.key, person.sequence, person.person_id) == (f"person:{learner}", 1, learner)
    assert (again.sequence, [person.erasure_id, again.erasure_id]) == (2, erasures), "each erasure is asked for"
    assert all(isinstance(text, TextErased) for text in texts)
    erased = {UUID(note["note_id"]), record.event_id}
    assert {(text.text_id, text.session_id, text.sequence) for text in texts} == {
        (text_id, UUID(session_id), 2) for text_id in erased
    }
    written = await on_topic(school, "sessions.texts.v1")
    assert set(written[-2:]) == {f"text:{text_id}" for text_id in erased}, "tombstones, behind the texts"
    *_, unlinked = await on_topic(school, "sessions.guardians.v1")
    assert isinstance(unlinked, GuardianUnlinked)
    assert (unlinked.sequence, unlinked.guardian_id, unlinked.by) == (2, guardian, learner)


async def test_recaps_and_notes_are_published_when_they_hold(school: School) -> None:
    session_id = await completed(school)
    note = {"text": "Ask about the exam.", "audience": "coaches"}
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/notes", note)
    await proposed(school, session_id)  # minutes are no text
    body = {"field": "recap", "recap": NEW_RECAP, "reason": "Wrong session"}
    amendment_id = await proposed(school, session_id, body)
    assert len(await on_topic(school, "sessions.texts.v1")) == 2, "a proposal does not hold yet"
    await decide(school, "admin", session_id, amendment_id)

    found: list[TextWritten] = await on_topic(school, "sessions.texts.v1")

    coach = school.people["coach-1"]
    assert [(one.kind, one.audience, one.text, one.author_id) for one in found] == [
        ("recap", "everyone", RECAP, coach),
        ("note", "coaches", "Ask about the exam.", coach),
        ("recap", "everyone", NEW_RECAP, coach),
    ]
    assert [one.key for one in found] == [f"text:{one.text_id}" for one in found]
    assert found[2].text_id == UUID(amendment_id)
    events: list[Event] = await school.events(session_id)
    assert all(RECAP not in event.model_dump_json() for event in events)
