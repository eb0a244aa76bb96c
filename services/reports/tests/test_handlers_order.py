"""Any order of the three events, in any batches and with repetitions, leads to the same projections."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.envelope import Event
from contracts.sessions import SessionCompleted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports.domain import Totals, features_of

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Stream = list[list[Event]]

LEARNERS, COACHES, BATCHES = ["anna", "ben", "cara"], ["coach", "other"], ["squad", "course"]
DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EXAMPLES = 40


@dataclass(frozen=True)
class Planned:
    """What happens in one session."""

    name: str
    acceptances: dict[str, str]
    coaches: list[str]
    batch: str | None
    minutes: int
    at: datetime
    marks: dict[str, bool]
    amount_minor: int

    def subjects(self) -> set[tuple[str, str]]:
        """Return whom the session is about."""
        found = {("learner", name) for name, answer in self.acceptances.items() if answer != "declined"}
        found |= {("coach", name) for name in self.coaches}
        return found | ({("batch", self.batch)} if self.batch else set())


@st.composite
def plans(draw: st.DrawFn) -> list[Planned]:
    """Draw a few sessions that share learners, coaches and batches, some completed in the same instant."""
    return [
        Planned(
            name=f"session {number}",
            acceptances=draw(
                st.dictionaries(st.sampled_from(LEARNERS), st.sampled_from(["accepted", "invited", "declined"]))
            ),
            coaches=draw(st.lists(st.sampled_from(COACHES), min_size=1, unique=True)),
            batch=draw(st.none() | st.sampled_from(BATCHES)),
            minutes=draw(st.integers(5, 90)),
            at=DAY + timedelta(minutes=draw(st.integers(0, 2))),
            marks=draw(st.dictionaries(st.sampled_from(LEARNERS), st.booleans())),
            amount_minor=draw(st.integers(0, 10_000)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]


def arrivals(plan: list[Planned], world: Any, chance: random.Random) -> Stream:
    """Return the events of a plan in any order, some of them twice or more, cut into batches anyhow."""
    events: list[Event] = []
    for one in plan:
        events.append(
            world.completed(
                one.name,
                learners=one.acceptances,
                coaches=one.coaches,
                batch=one.batch,
                minutes=one.minutes,
                at=one.at,
            )
        )
        events.append(world.locked(one.name, one.marks, at=one.at + timedelta(milliseconds=20)))
        events.append(world.credited(one.name, ("EUR", one.amount_minor), at=one.at + timedelta(milliseconds=40)))
    events += chance.choices(events, k=chance.randint(0, len(events)))
    chance.shuffle(events)
    cuts = sorted(chance.sample(range(len(events)), k=chance.randint(0, len(events) - 1)))
    return [batch for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True) if (batch := events[start:end])]


def expected_subjects(plan: list[Planned], world: Any) -> dict[tuple[str, Any], tuple[Any, ...]]:
    """Return per subject its totals, its latest completion and its records, newest first."""
    found: dict[tuple[str, Any], tuple[Any, ...]] = {}
    for subject in set().union(*(one.subjects() for one in plan)):
        kind, name = subject
        mine = [one for one in plan if subject in one.subjects()]
        totals = Totals()
        for one in mine:
            learners = {learner for other, learner in one.subjects() if other == "learner"}
            counted = [one.marks[who] for who in learners & one.marks.keys() if kind != "learner" or who == name]
            attended = (int(bool(counted)), int(any(counted)), len(counted), sum(counted))
            totals = totals.plus(Totals(1, one.minutes, *attended))
        records = sorted(mine, key=lambda one: (one.at, world.id(one.name)), reverse=True)
        found[kind, world.id(name)] = (totals, max(one.at for one in mine), [world.id(one.name) for one in records])
    return found


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the database is shared by all examples: each has an organisation of its own
@given(plan=plans(), chance=st.randoms(use_true_random=False))
async def test_any_arrival_leads_to_the_same_projections(
    handle: Handle, rows: Rows, new_world: Any, plan: list[Planned], chance: random.Random
) -> None:
    world = new_world()
    for batch in arrivals(plan, world, chance):
        await handle(*batch)
    await check_sessions(rows, world, plan)
    await check_subjects(rows, world, plan)
    await check_published(rows, world)


async def check_sessions(rows: Rows, world: Any, plan: list[Planned]) -> None:
    """Every session has each effect once, as its events said."""
    found = await rows("SELECT * FROM sessions WHERE org_id = :org", org=world.org_id)
    stored = {row.session_id: row for row in found}
    assert stored.keys() == {world.id(one.name) for one in plan}
    for one in plan:
        row = stored[world.id(one.name)]
        assert (row.completed_at, row.logged_minutes) == (one.at, one.minutes)
        assert row.record_hash.hex() == world.record_hash(one.name)
        assert row.subjects_refreshed == len(one.subjects())
        assert row.locked_at == one.at + timedelta(milliseconds=20)
        assert row.credited_at == one.at + timedelta(milliseconds=40)
        assert row.amounts == [{"currency": "EUR", "amount_minor": one.amount_minor}]


async def check_subjects(rows: Rows, world: Any, plan: list[Planned]) -> None:
    """Totals, latest features and lineage of every subject are what the plan says."""
    totals = ", ".join(f"s.{name}" for name in Totals._fields)
    stored = await rows(
        f"""SELECT subject_type, subject_id, s.version, s.last_completed_at, {totals}, i.features,
                   (SELECT array_agg(session_id ORDER BY completed_at DESC, session_id DESC)
                    FROM session_subjects
                    WHERE (org_id, subject_type, subject_id) = (s.org_id, s.subject_type, s.subject_id)) AS records,
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
    assert found == expected_subjects(plan, world)


async def check_published(rows: Rows, world: Any) -> None:
    """Per subject the versions are published without gaps, in order, and the last one holds the present features."""
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
