"""My sessions: the sessions that a person coaches or learns in, before, within and after each window."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sessions.session.schedule import Window, Windows
from sessions.session.visibility import Part, own_dates, when

from ..conftest import School, refused

HOUR = timedelta(hours=1)

# The bounds of each window, as hours from now. None means no bound.
PLACES: dict[str, tuple[float | None, float | None]] = {
    "before": (24, 48),
    "within": (-24, 24),
    "after": (-48, -24),
    "without an end": (-24, None),
    "without a start": (None, 24),
}
WHEN = {
    "before": "upcoming",
    "within": "current",
    "after": "past",
    "without an end": "current",
    "without a start": "current",
}
VISIBILITIES = ["read_only", "accessible", "not_accessible", "list_only"]
OUTSIDE = {"read_only": "read_only", "accessible": "open", "list_only": "none"}


def window(kind: str, place: str) -> dict[str, datetime | None]:
    """Return the fields of a window at this place relative to now."""
    now = datetime.now(UTC)
    return {
        f"{kind}_{side}": None if hours is None else now + timedelta(hours=hours)
        for side, hours in zip(("from", "until"), PLACES[place], strict=True)
    }


async def mine(school: School, who: str, **params: object) -> dict[str, Any]:
    """Return a person's sessions by name."""
    found: dict[str, Any] = {}
    cursor: str | None = None
    for _ in range(100):
        page = await school.ok(who, "GET", "/v1/me/sessions", **params, **({"cursor": cursor} if cursor else {}))
        found |= {item["name"]: item for item in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            return found
    raise AssertionError("pages without end")


async def test_a_learner_finds_each_visibility_before_within_and_after_the_access_window(school: School) -> None:
    for place in PLACES:
        for visibility in VISIBILITIES:
            await school.schedule(name=f"{place} {visibility}", visibility=visibility, **window("access", place))

    found = await mine(school, "learner-1", limit=200)

    expected = {}
    for place in PLACES:
        for visibility in VISIBILITIES:
            if WHEN[place] == "current":
                expected[f"{place} {visibility}"] = ("current", "open")
            elif visibility != "not_accessible":
                expected[f"{place} {visibility}"] = (WHEN[place], OUTSIDE[visibility])
    assert {name: (item["when"], item["access"]) for name, item in found.items()} == expected
    assert {item["part"] for item in found.values()} == {"learner"}
    for when_ in ("current", "past", "upcoming"):
        assert await mine(school, "learner-1", when=when_, limit=3) == {
            name: item for name, item in found.items() if item["when"] == when_
        }


async def test_what_a_list_says_of_access_is_what_reading_gives(school: School) -> None:
    for place in PLACES:
        for visibility in VISIBILITIES:
            await school.schedule(visibility=visibility, **window("access", place))

    for item in (await mine(school, "learner-1", limit=200)).values():
        answer = await school.send("learner-1", "GET", f"/v1/sessions/{item['session_id']}")
        if item["access"] == "none":
            refused(answer, 403, "session-not-open")
        else:
            assert answer.json()["access"] == item["access"]


@pytest.mark.parametrize("coach_place", [None, *PLACES])
async def test_a_coach_goes_by_the_coach_window_else_the_access_window(school: School, coach_place: str | None) -> None:
    coach_window = window("coach", coach_place) if coach_place else {}
    for place in PLACES:
        await school.schedule(name=place, visibility="not_accessible", **window("access", place), **coach_window)

    found = await mine(school, "coach-1")

    expected = {place: WHEN[coach_place or place] for place in PLACES}
    assert {name: item["when"] for name, item in found.items()} == expected
    assert {name: item["access"] for name, item in found.items()} == {
        place: "open" if when_ == "current" else "read_only" for place, when_ in expected.items()
    }
    assert {(item["part"], item["acceptance"]) for item in found.values()} == {("coach", None)}
    for when_ in ("current", "past", "upcoming"):
        assert set(await mine(school, "coach-1", when=when_)) == {one for one in PLACES if expected[one] == when_}


async def test_without_windows_the_schedule_decides_and_without_a_schedule_nothing_does(school: School) -> None:
    now = datetime.now(UTC)
    hours = {"past": -5, "current": -0.5, "upcoming": 5}
    for name, offset in hours.items():
        start = now + offset * HOUR
        await school.schedule(name=name, starts_at=start, ends_at=start + HOUR)
    await school.schedule(name="open", starts_at=None, ends_at=None)

    for who in ("coach-1", "learner-1"):
        found = await mine(school, who)
        assert {name: item["when"] for name, item in found.items()} == {
            **{name: name for name in hours},
            "open": "current",
        }
        assert [*found] == ["open", "past", "current", "upcoming"]
        assert [*await mine(school, who, sort="-start", limit=1)] == ["upcoming", "current", "past", "open"]


async def test_learners_see_nothing_outside_the_display_window_and_coaches_do(school: School) -> None:
    for place in PLACES:
        await school.schedule(name=place, **window("display", place))

    shown = {place for place in PLACES if WHEN[place] == "current"}
    assert set(await mine(school, "learner-1")) == shown
    assert set(await mine(school, "coach-1")) == set(PLACES)


async def test_one_finds_what_one_has_a_part_in_and_nothing_else(school: School) -> None:
    now = datetime.now(UTC)
    coach_2, learner_3 = school.people["coach-2"], school.people["learner-3"]
    own = await school.schedule(name="Own", coaches=[{"person_id": coach_2}])
    co_coached = await school.schedule(
        name="Co-coached", coaches=[{"person_id": school.people["coach-1"]}, {"person_id": coach_2}]
    )
    of_course = await school.schedule(name="Of a course")
    path = f"/v1/sessions/{of_course}/courses/{school.course_id}/coaches"
    await school.ok("admin", "POST", path, {"add": [coach_2]})
    await school.schedule(name="Of others", starts_at=now + 50 * HOUR, ends_at=now + 51 * HOUR)
    left = await school.schedule(name="Left", roster=[{"person_id": learner_3}])
    await school.ok("admin", "POST", f"/v1/sessions/{left}/roster", {"remove": [learner_3]})
    invited = await school.schedule(name="Invited", roster=[{"person_id": learner_3}])

    coached = await mine(school, "coach-2")
    assert {item["session_id"] for item in coached.values()} == {own, co_coached, of_course}
    [item] = (await mine(school, "learner-3")).values()
    assert (item["session_id"], item["part"], item["acceptance"]) == (invited, "learner", "invited")
    assert (item["coach_name"], item["learner_count"], item["course_count"]) == ("Coach-1", 1, 1)
    assert await mine(school, "learner-4") == {}
    assert await mine(school, "admin") == {}


async def test_a_cancelled_session_stays_and_says_so(school: School) -> None:
    session_id = await school.schedule()
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "Ill", "notice": "Sorry"})

    for who in ("coach-1", "learner-1"):
        [item] = (await mine(school, who)).values()
        assert item["state"] == "cancelled"


async def test_another_organisation_finds_nothing_of_this_one(school: School) -> None:
    await school.schedule()
    headers = school.api.headers(uuid4(), school.people["coach-1"], ["coach"])

    answer = await school.api.client.get("/v1/me/sessions", headers=headers)

    assert answer.json() == {"items": [], "next_cursor": None}


async def test_the_database_knows_own_dates_as_the_rule_does(school: School) -> None:
    """For every combination of windows, the list answers what the pure functions say."""
    now = datetime.now(UTC)
    places = [None, "before", "within", "after"]
    fields: dict[str, tuple[Windows, Window]] = {}
    for coach in places:
        for access in places:
            start = now + timedelta(hours=1 + len(fields) * 2)
            windows = (window("coach", coach) if coach else {}) | (window("access", access) if access else {})
            name = f"{coach} {access}"
            await school.schedule(name=name, starts_at=start, ends_at=start + HOUR, **windows)
            fields[name] = Windows(**windows), Window(start, start + HOUR)

    for who, part in (("coach-1", "coach"), ("learner-1", "learner")):
        found = await mine(school, who)
        parts: list[Part] = [part]  # type: ignore[list-item]
        expected = {name: own_dates(parts, *given) for name, given in fields.items()}
        assert {
            name: Window(*(one and datetime.fromisoformat(one) for one in (item["own_from"], item["own_until"])))
            for name, item in found.items()
        } == expected
        assert {name: item["when"] for name, item in found.items()} == {
            name: when(dates, now) for name, dates in expected.items()
        }
        for one in ("current", "past", "upcoming"):
            assert set(await mine(school, who, when=one)) == {
                name for name, dates in expected.items() if when(dates, now) == one
            }
