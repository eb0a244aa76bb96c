"""Any order of arrival over topics, in any batches and with repetitions, leads to the same projections.

As in Kafka, events of one topic and partition key keep their order. An event may come again at any later time.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from contracts.envelope import Event
from contracts.sessions import SessionCompleted
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from reports.inputs.domain import Totals, features_of

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Stream = list[list[Event]]

LEARNERS, COACHES, BATCHES = ["anna", "ben", "cara"], ["coach", "other"], ["squad", "course"]
DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EXAMPLES = 30
CUTS_MAX = 8
REPEATED = 0.3


@dataclass(frozen=True)
class Case:
    """Everything that happens in one session."""

    name: str
    acceptances: dict[str, str]
    coaches: list[str]
    batch: str | None
    minutes: int
    at: datetime
    marks: dict[str, bool]
    amount_minor: int
    amended_minutes: list[int]
    """The minutes after each amendment, in order."""
    remarked: list[tuple[str, bool]]
    """The amended marks, in order."""
    voided: bool
    credited_anew: int | None
    """The amount that is credited after a reversal. None means that no credit follows a reversal."""

    def minutes_now(self) -> int:
        """Return the minutes that hold in the end."""
        return self.amended_minutes[-1] if self.amended_minutes else self.minutes

    def marks_now(self) -> dict[str, bool]:
        """Return the marks that hold in the end."""
        return self.marks | dict(self.remarked)

    def earned_now(self) -> int:
        """Return the minor units that the session earns."""
        return 0 if self.voided else self.amount_minor if self.credited_anew is None else self.credited_anew

    def subjects(self) -> set[tuple[str, str]]:
        """Return the subjects of the session: its learners, coaches and batch."""
        found = {("learner", name) for name, answer in self.acceptances.items() if answer != "declined"}
        found |= {("coach", name) for name in self.coaches}
        return found | ({("batch", self.batch)} if self.batch else set())


@st.composite
def a_case(draw: st.DrawFn, number: int) -> Case:
    """Draw one session."""
    marks = draw(st.dictionaries(st.sampled_from(LEARNERS), st.booleans()))
    remarks = st.lists(st.tuples(st.sampled_from(sorted(marks)), st.booleans()), max_size=3) if marks else st.just([])
    return Case(
        name=f"session {number}",
        acceptances=draw(
            st.dictionaries(st.sampled_from(LEARNERS), st.sampled_from(["accepted", "invited", "declined"]))
        ),
        coaches=draw(st.lists(st.sampled_from(COACHES), min_size=1, unique=True)),
        batch=draw(st.none() | st.sampled_from(BATCHES)),
        minutes=draw(st.integers(5, 90)),
        at=DAY + timedelta(minutes=draw(st.integers(0, 2))),
        marks=marks,
        amount_minor=draw(st.integers(0, 10_000)),
        amended_minutes=draw(st.lists(st.integers(5, 90), max_size=2)),
        remarked=draw(remarks),
        voided=draw(st.booleans()),
        credited_anew=draw(st.none() | st.integers(0, 10_000)),
    )


@st.composite
def some_cases(draw: st.DrawFn) -> list[Case]:
    """Draw a few sessions that share learners, coaches and batches, some completed in the same instant."""
    return [draw(a_case(number)) for number in range(draw(st.integers(1, 4)))]


def streams(one: Case, world: Any) -> list[list[Event]]:
    """Return the events of a session: one list per topic, each in order."""
    minutes = [one.minutes, *one.amended_minutes]
    completions = [
        world.completed(
            one.name, learners=one.acceptances, coaches=one.coaches, batch=one.batch, minutes=one.minutes, at=one.at
        ),
        *(
            world.amended(one.name, old, new, sequence=8 + number)
            for number, (old, new) in enumerate(pairwise(minutes))
        ),
        *([world.voided(one.name, sequence=8 + len(one.amended_minutes))] if one.voided else []),
    ]
    registers = [
        world.locked(one.name, one.marks, at=one.at + timedelta(milliseconds=20)),
        *(
            world.remarked(one.name, learner, present, sequence=4 + number)
            for number, (learner, present) in enumerate(one.remarked)
        ),
    ]
    earned, sequence = one.amount_minor, 1
    earnings = [world.credited(one.name, ("EUR", earned), at=one.at + timedelta(milliseconds=40))]
    for anew in [*([] if one.credited_anew is None else [one.credited_anew]), *([None] if one.voided else [])]:
        earnings.append(world.reversed(one.name, ("EUR", earned), sequence=sequence + 1))
        if anew is not None:
            earnings.append(world.credited(one.name, ("EUR", anew), sequence=sequence + 2))
            earned, sequence = anew, sequence + 2
    return [completions, registers, earnings]


def arrivals(cases: list[Case], world: Any, chance: random.Random) -> Stream:
    """Return the events of cases in any order over topics, some of them repeated later, in random batches."""
    waiting = [stream for one in cases for stream in streams(one, world)]
    events: list[Event] = []
    while waiting := [stream for stream in waiting if stream]:
        events.append(chance.choice(waiting).pop(0))
        if chance.random() < REPEATED:
            events.append(chance.choice(events))
    cuts = sorted(chance.sample(range(len(events)), k=chance.randint(0, min(len(events) - 1, CUTS_MAX))))
    return [batch for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True) if (batch := events[start:end])]


def expected_subjects(cases: list[Case], world: Any) -> dict[tuple[str, Any], tuple[Any, ...]]:
    """Return for each subject its totals, its latest completion and its records, newest first."""
    found: dict[tuple[str, Any], tuple[Any, ...]] = {}
    for subject in set().union(*(one.subjects() for one in cases)):
        kind, name = subject
        mine = [one for one in cases if subject in one.subjects() and not one.voided]
        totals = Totals()
        for one in mine:
            learners = {learner for other, learner in one.subjects() if other == "learner"}
            marks = one.marks_now()
            counted = [marks[who] for who in learners & marks.keys() if kind != "learner" or who == name]
            attended = (int(bool(counted)), int(any(counted)), len(counted), sum(counted))
            totals = totals.plus(Totals(1, one.minutes_now(), *attended))
        records = sorted(mine, key=lambda one: (one.at, world.id(one.name)), reverse=True)
        latest = max((one.at for one in mine), default=None)
        found[kind, world.id(name)] = (totals, latest, [world.id(one.name) for one in records] or None)
    return found


@bounded(EXAMPLES)  # the database is shared by all examples: each has an organisation of its own
@given(cases=some_cases(), chance=st.randoms(use_true_random=False))
async def test_any_arrival_leads_to_the_same_projections(
    handle: Handle, rows: Rows, new_world: Any, cases: list[Case], chance: random.Random
) -> None:
    world = new_world()
    for batch in arrivals(cases, world, chance):
        await handle(*batch)
    await check_sessions(rows, world, cases)
    await check_subjects(rows, world, cases)
    await check_published(rows, world)


async def check_sessions(rows: Rows, world: Any, cases: list[Case]) -> None:
    """Check that every session has each effect once, with the values of its events."""
    found = await rows("SELECT * FROM sessions WHERE org_id = :org", org=world.org_id)
    stored = {row.session_id: row for row in found}
    assert stored.keys() == {world.id(one.name) for one in cases}
    for one in cases:
        row = stored[world.id(one.name)]
        assert (row.completed_at, row.logged_minutes) == (one.at, one.minutes)
        assert row.record_hash.hex() == world.record_hash(one.name)
        assert row.subjects_refreshed == len(one.subjects())
        assert row.locked_at == one.at + timedelta(milliseconds=20)
        assert row.credited_at == one.at + timedelta(milliseconds=40)
        assert row.amounts == [{"currency": "EUR", "amount_minor": one.earned_now()}]
        assert row.corrected_minutes == (one.minutes_now() if one.amended_minutes else None)
        assert (row.corrected_at is not None, row.register_amended_at is not None, row.voided_at is not None) == (
            bool(one.amended_minutes),
            bool(one.remarked),
            one.voided,
        )


async def check_subjects(rows: Rows, world: Any, cases: list[Case]) -> None:
    """Check that totals, latest features and lineage of every subject are those of the cases."""
    totals = ", ".join(f"s.{name}" for name in Totals._fields)
    stored = await rows(
        f"""SELECT subject_type, subject_id, s.version, s.last_completed_at, {totals}, i.features,
                   (SELECT array_agg(session_id ORDER BY completed_at DESC, session_id DESC)
                    FROM session_subjects AS beneath
                    WHERE (org_id, subject_type, subject_id) = (s.org_id, s.subject_type, s.subject_id)
                      AND NOT EXISTS (SELECT FROM session_withdrawals AS withdrawn
                                      WHERE (withdrawn.session_id, withdrawn.subject_type, withdrawn.subject_id)
                                          = (beneath.session_id, s.subject_type, s.subject_id))) AS records,
                   (SELECT max(version) FROM insight_inputs
                    WHERE (org_id, subject_type, subject_id) = (s.org_id, s.subject_type, s.subject_id)) AS latest
            FROM subjects s JOIN insight_inputs i USING (org_id, subject_type, subject_id, version)
            WHERE org_id = :org""",
        org=world.org_id,
    )
    found = {}
    for row in stored:
        summed = Totals(*(getattr(row, name) for name in Totals._fields))
        found[row.subject_type, row.subject_id] = (summed, row.last_completed_at, row.records)
        assert row.latest == row.version
        assert row.features == features_of(summed, row.last_completed_at).model_dump(mode="json")
    assert found == expected_subjects(cases, world)


async def check_published(rows: Rows, world: Any) -> None:
    """Check that each subject's versions are published in order without gaps, and the last has the present features."""
    published = await rows(
        """SELECT key, sequence, convert_from(payload, 'UTF8')::jsonb AS value FROM outbox
           WHERE convert_from(payload, 'UTF8')::jsonb->>'org_id' = :org ORDER BY shard, id""",
        org=str(world.org_id),
    )
    versions = await rows("SELECT * FROM insight_inputs WHERE org_id = :org", org=world.org_id)
    assert len(published) == len(versions)
    by_key: dict[str, list[Any]] = {}
    for row in published:
        by_key.setdefault(row.key, []).append(row)
    for key, group in by_key.items():
        assert [row.sequence for row in group] == list(range(1, len(group) + 1)), key
        (latest,) = (
            one for one in versions if f"{one.subject_type}:{one.subject_id}" == key and one.version == len(group)
        )
        assert group[-1].value["features"] == latest.features
        assert len(group[-1].value["records"]) == latest.features["sessions_completed"]
        assert group[-1].value["event_id"] == str(latest.event_id)
        assert group[-1].value["causation_id"] == str(latest.caused_by)


async def test_one_batch_gives_each_subject_one_version_that_the_completion_caused(
    handle: Handle, rows: Rows, world: Any
) -> None:
    completions: list[SessionCompleted] = [
        world.completed(f"s{number}", learners=["anna"], batch="squad", at=DAY + timedelta(minutes=number))
        for number in range(5)
    ]
    await handle(*completions)
    versions = await rows("SELECT * FROM insight_inputs WHERE org_id = :org", org=world.org_id)
    assert {(row.subject_type, row.version) for row in versions} == {("learner", 1), ("coach", 1), ("batch", 1)}
    assert {row.caused_by for row in versions} == {completions[-1].event_id}
    refreshed = await rows("SELECT count(refreshed_at) AS n FROM sessions WHERE org_id = :org", org=world.org_id)
    assert refreshed[0].n == 5
