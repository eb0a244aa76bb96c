"""SessionScheduled, SessionChanged and RosterChanged have the whole plan of a session, and who belongs to it."""

from typing import Any

from contracts.envelope import Event
from contracts.sessions import Participant, RosterChanged, SessionChanged, SessionScheduled, SessionState

from ..conftest import School

WINDOW = {
    "display_from": "2026-01-01T00:00:00Z",
    "display_until": "2100-01-01T00:00:00Z",
    "access_from": "2026-02-01T00:00:00Z",
    "access_until": "2099-01-01T00:00:00Z",
    "coach_from": "2026-03-01T00:00:00Z",
    "coach_until": "2098-01-01T00:00:00Z",
}


def plan_of(event: Event) -> dict[str, Any]:
    """Return the plan in an event as JSON."""
    assert isinstance(event, SessionState)
    return event.model_dump(mode="json", include=set(SessionState.model_fields))


async def stored_roster(school: School, session_id: str) -> tuple[Participant, ...]:
    """Return what the events have to say about the roster, from its table."""
    rows = await school.rows(
        "SELECT person_id, acceptance, answered_by, added_at, removed_at FROM roster WHERE session_id = :id "
        "ORDER BY person_id, added_at",
        id=session_id,
    )
    people = dict.fromkeys(row.person_id for row in rows)
    of_each = [[row for row in rows if row.person_id == person_id] for person_id in people]
    return tuple(
        Participant.model_validate(
            {
                "person_id": periods[-1].person_id,
                "acceptance": periods[-1].acceptance,
                "accepted_by": periods[-1].answered_by if periods[-1].acceptance == "accepted" else None,
                "periods": [{"enrolled_at": row.added_at, "removed_at": row.removed_at} for row in periods],
            }
        )
        for periods in of_each
        if periods[-1].removed_at is None
    )


async def test_a_new_session_and_a_changed_one_say_the_same_about_what_did_not_change(school: School) -> None:
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4.B", "members": [school.people["learner-3"]]})
    session_id = await school.schedule(
        **WINDOW,
        visibility="list_only",
        class_ids=[group["class_id"]],
        course_coaches={str(school.course_id): [school.people["coach-2"], school.people["coach-1"]]},
    )
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"visibility": "accessible"})

    scheduled, changed = await school.events(session_id)

    assert isinstance(scheduled, SessionScheduled)
    assert isinstance(changed, SessionChanged)
    assert plan_of(changed) == plan_of(scheduled) | {"visibility": "accessible"}
    assert {name: plan_of(scheduled)[name] for name in WINDOW} == WINDOW
    assert (scheduled.visibility, scheduled.run_id) == ("list_only", None)
    assert [str(one) for one in scheduled.class_ids] == [group["class_id"]]
    [coaches] = scheduled.course_coaches
    assert (coaches.course_id, set(coaches.person_ids)) == (
        school.course_id,
        {school.people["coach-1"], school.people["coach-2"]},
    )
    assert scheduled.roster == await stored_roster(school, session_id)
    assert len(scheduled.roster) == 3


async def test_a_roster_has_the_learners_who_are_on_it_with_all_their_periods(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}/roster"
    person, other = school.people["learner-1"], school.people["learner-2"]
    for delta in (
        {"remove": [person, other]},
        {"add": [{"person_id": person}]},
        {"remove": [person]},
        {"add": [{"person_id": person, "acceptance": "accepted"}]},
    ):
        await school.ok("admin", "POST", path, delta)
        event = (await school.events(session_id))[-1]
        assert isinstance(event, RosterChanged)
        assert event.roster == await stored_roster(school, session_id)

    assert isinstance(event, RosterChanged)
    [learner] = event.roster
    assert (learner.person_id, learner.acceptance, len(learner.periods)) == (person, "accepted", 3)


async def test_courses_and_their_coaches_are_in_the_event_of_their_change(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}/courses"
    await school.ok("admin", "POST", f"{path}/{school.course_id}/coaches", {"add": [school.people["coach-2"]]})
    added = (await school.events(session_id))[-1]
    await school.ok("admin", "POST", f"{path}/{school.course_id}/coaches", {"remove": [school.people["coach-2"]]})
    removed = (await school.events(session_id))[-1]

    assert isinstance(added, SessionChanged)
    assert [(one.course_id, one.person_ids) for one in added.course_coaches] == [
        (school.course_id, (school.people["coach-2"],))
    ]
    assert isinstance(removed, SessionChanged)
    assert removed.course_coaches == ()


async def test_a_copy_has_the_course_coaches_of_the_original_in_its_first_event(school: School) -> None:
    coaches = {str(school.course_id): [school.people["coach-2"]]}
    original = await school.schedule(course_coaches=coaches)
    copy = await school.ok("admin", "POST", f"/v1/sessions/{original}/copy", {})

    [scheduled] = await school.events(copy["session_id"])

    assert isinstance(scheduled, SessionScheduled)
    assert [one.person_ids for one in scheduled.course_coaches] == [(school.people["coach-2"],)]
