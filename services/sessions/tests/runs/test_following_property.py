"""After any changes of a course run, of its lessons and of answers, each lesson to come agrees with the run."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chassis.ids import new_id
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from sessions.batches.generate import generate_next

from ..conftest import School
from ..helpers.runs import answers, coach, lesson, lessons_to_come, run, series

EXAMPLES: Final = 12
LEARNERS: Final = ("learner-1", "learner-2", "learner-3", "learner-4")
ENROLLED: Final = ("accepted", "enrolment")
INVITED: Final = ("invited", None)

Answer = tuple[str, str | None]
values: Final = st.one_of(
    st.tuples(st.just("access_until"), st.sampled_from(["2028-01-01T00:00:00Z", "2028-06-30T00:00:00Z", None])),
    st.tuples(st.just("display_from"), st.sampled_from(["2026-02-01T00:00:00Z", None])),
    st.tuples(st.just("visibility"), st.sampled_from(["accessible", "list_only"])),
    st.tuples(st.just("category"), st.sampled_from(["Winter", "Spring", None])),
    st.tuples(st.just("coaches"), st.sampled_from([[1], [2], [2, 1]])),
    st.tuples(st.just("course_ids"), st.sampled_from(["none", "one"])),
)
learner: Final = st.sampled_from(LEARNERS)
said: Final = st.sampled_from(["accepted", "declined"])
place: Final = st.integers(0, 7)
steps: Final = st.one_of(
    st.tuples(st.just("change run"), values),
    st.tuples(st.just("change lesson"), values, place),
    st.tuples(st.just("change series"), st.sampled_from([[1], [2]])),
    st.tuples(st.just("enrol"), learner),
    st.tuples(st.just("take out"), learner),
    st.tuples(st.just("add alone"), learner, place),
    st.tuples(st.just("take off alone"), learner, place),
    st.tuples(st.just("answer run"), learner, said),
    st.tuples(st.just("answer lesson"), learner, said, place),
    st.tuples(st.just("plan lesson")),
    st.tuples(st.just("plan series")),
)


@dataclass
class Lesson:
    """What a lesson should have: values of its own, and for each learner the answer and whether it is of the lesson."""

    own: dict[str, Any] = field(default_factory=dict)
    roster: dict[str, tuple[Answer, bool]] = field(default_factory=dict)
    of_series: bool = False


@dataclass
class Model:
    """A course run and what is planned inside it, as they should be. It sends each step to the API, too."""

    school: School
    run_id: str
    values: dict[str, Any]
    roster: dict[str, Answer]
    lessons: dict[str, Lesson] = field(default_factory=dict)
    series_id: str | None = None
    series_as_lesson: Lesson | None = None
    """What the next generated session of the series should have."""
    series_own: dict[str, Any] = field(default_factory=dict)

    async def take(self, step: tuple[Any, ...]) -> None:
        """Take a step, if it is possible."""
        name, *rest = step
        await getattr(self, f"_{name.replace(' ', '_')}")(*rest)

    def _lesson(self, number: int) -> tuple[str, Lesson] | None:
        return None if not self.lessons else list(self.lessons.items())[number % len(self.lessons)]

    async def _send(self, method: str, path: str, body: object, who: str = "admin") -> Any:
        return await self.school.ok(who, method, path, body)

    def _body(self, name: str, value: Any) -> dict[str, Any]:
        if name == "coaches":
            return {name: [coach(self.school, number) for number in value]}
        if name == "course_ids":
            return {name: [self.school.course_id] if value == "one" else []}
        return {name: value}

    async def _change_run(self, change: tuple[str, Any]) -> None:
        await self._send("PATCH", f"/v1/sessions/{self.run_id}", self._body(*change))
        self.values |= dict([change])

    async def _change_lesson(self, change: tuple[str, Any], number: int) -> None:
        if (found := self._lesson(number)) is None:
            return
        session_id, one = found
        name, value = change
        was = self._expected(one)[name]
        await self._send("PATCH", f"/v1/sessions/{session_id}", self._body(name, value))
        if was != value:
            sides = {"access_until": ("access_from", "access_until"), "display_from": ("display_from", "display_until")}
            one.own |= {side: self._expected(one)[side] for side in sides.get(name, ())} | {name: value}

    async def _change_series(self, coaches: list[int]) -> None:
        if self.series_id is None:
            return
        was = self.series_own.get("coaches", self.values["coaches"])
        await self._send("PATCH", f"/v1/batches/{self.series_id}", self._body("coaches", coaches))
        if coaches != was:
            self.series_own["coaches"] = coaches

    async def _enrol(self, who: str) -> None:
        await self._roster(self.run_id, add=who)
        if who in self.roster:
            return
        self.roster[who] = INVITED
        for one in self._all():
            _, is_own = one.roster.get(who, (INVITED, False))
            if not is_own:
                one.roster[who] = (ENROLLED, False)

    async def _take_out(self, who: str) -> None:
        if who not in self.roster:
            return
        await self._roster(self.run_id, remove=who)
        del self.roster[who]
        for one in self._all():
            one.roster.pop(who, None)

    async def _add_alone(self, who: str, number: int) -> None:
        if (found := self._lesson(number)) is None:
            return
        session_id, one = found
        await self._roster(session_id, add=who)
        one.roster.setdefault(who, (INVITED, False))

    async def _take_off_alone(self, who: str, number: int) -> None:
        found = self._lesson(number)
        if found is None or who not in found[1].roster:
            return
        await self._roster(found[0], remove=who)
        del found[1].roster[who]

    async def _answer_run(self, who: str, acceptance: str) -> None:
        if who not in self.roster:
            return
        await self._answer(self.run_id, who, acceptance)
        is_same = self.roster[who][0] == acceptance and self.roster[who][1] != "enrolment"
        self.roster[who] = (acceptance, "answer" if acceptance == "accepted" else None)
        for one in self._all():
            if not is_same and who in one.roster and not one.roster[who][1]:
                one.roster[who] = ((acceptance, "series" if acceptance == "accepted" else None), False)

    async def _answer_lesson(self, who: str, acceptance: str, number: int) -> None:
        found = self._lesson(number)
        if found is None or who not in found[1].roster:
            return
        session_id, one = found
        await self._answer(session_id, who, acceptance)
        (was, how), _ = one.roster[who]
        if was != acceptance or how == "enrolment":
            one.roster[who] = ((acceptance, "answer" if acceptance == "accepted" else None), True)

    async def _plan_lesson(self) -> None:
        day = 1 + len(self.lessons)
        session_id = await lesson(self.school, self.run_id, day)
        self.lessons[session_id] = Lesson(roster=self._first_roster())

    async def _plan_series(self) -> None:
        if self.series_id is not None:
            return
        self.series_id = (await series(self.school, self.run_id))["batch_id"]
        self.series_as_lesson = Lesson(roster=self._first_roster(), of_series=True)
        batch = await self.school.ok("admin", "GET", f"/v1/batches/{self.series_id}")
        for one in batch["next_sessions"]:
            self.lessons[one["session_id"]] = Lesson(roster=self._first_roster(), of_series=True)

    def _all(self) -> list[Lesson]:
        return [*self.lessons.values(), *([] if self.series_as_lesson is None else [self.series_as_lesson])]

    async def generate(self) -> None:
        """Generate further sessions of the series, as the worker does."""
        now = datetime.now(UTC) + timedelta(weeks=2)
        async with self.school.superuser.begin() as db:
            assert await generate_next(db, org_ids=[self.school.org_id], now=now, new_id=new_id)
        made = {one["session_id"] for one in await lessons_to_come(self.school, self.run_id)} - self.lessons.keys()
        assert self.series_as_lesson is not None
        assert len(made) == 2
        self.lessons |= {one: deepcopy(self.series_as_lesson) for one in made}

    def _first_roster(self) -> dict[str, tuple[Answer, bool]]:
        return {who: (self._in_lesson(answer), False) for who, answer in self.roster.items()}

    def _in_lesson(self, answer: Answer) -> Answer:
        if answer[0] == "invited" or answer == ENROLLED:
            return ENROLLED
        return answer[0], "series" if answer[0] == "accepted" else None

    async def _roster(self, session_id: str, *, add: str | None = None, remove: str | None = None) -> None:
        people = self.school.people
        body = {
            "add": [] if add is None else [{"person_id": people[add]}],
            "remove": [] if remove is None else [people[remove]],
        }
        await self._send("POST", f"/v1/sessions/{session_id}/roster", body)

    async def _answer(self, session_id: str, who: str, acceptance: str) -> None:
        await self._send("POST", f"/v1/sessions/{session_id}/acceptance", {"acceptance": acceptance}, who)

    def _expected(self, one: Lesson) -> dict[str, Any]:
        return {**self.values, **(self.series_own if one.of_series else {}), **one.own}

    async def check(self) -> None:
        """Assert that every lesson to come is as it should be."""
        found = {one["session_id"]: one for one in await lessons_to_come(self.school, self.run_id)}
        assert found.keys() == self.lessons.keys()
        for session_id, one in self.lessons.items():
            shown, expected = found[session_id], self._expected(one)
            coaches = [str(self.school.people[f"coach-{number}"]) for number in expected["coaches"]]
            assert [each["person_id"] for each in shown["coaches"]] == coaches
            courses = [str(self.school.course_id)] if expected["course_ids"] == "one" else []
            assert shown["course_ids"] == courses
            for name in ("access_from", "access_until", "display_from", "display_until", "visibility", "category"):
                assert shown[name] == expected[name], name
            assert answers(self.school, shown) == {who: answer for who, (answer, _) in one.roster.items()}


@bounded(EXAMPLES)
@given(taken=st.lists(steps, min_size=6, max_size=14))
async def test_any_changes_of_runs_lessons_and_answers_leave_each_lesson_in_agreement(
    school: School, taken: list[tuple[Any, ...]]
) -> None:
    run_id = await run(school)
    first = {
        "access_from": "2026-01-01T00:00:00Z",
        "access_until": "2027-12-31T00:00:00Z",
        "display_from": None,
        "display_until": None,
        "visibility": "read_only",
        "category": "Autumn",
        "coaches": [1],
        "course_ids": "one",
    }
    model = Model(school, run_id, first, dict.fromkeys(("learner-1", "learner-2"), ENROLLED))
    try:
        for step in (("plan lesson",), *taken, ("plan series",), ("change run", ("visibility", "not_accessible"))):
            await model.take(step)
        await model.generate()
        await model.check()
    finally:  # so that the coaches are free in the next example
        await school.ok("admin", "POST", f"/v1/sessions/{run_id}/cancel", {"reason": "The example is over"})
    assert await lessons_to_come(school, run_id) == []
