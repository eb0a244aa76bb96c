"""Producers and readers of two releases run side by side and are deployed in any order."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from lockstep_e2e.academy import Academy
from lockstep_e2e.platform import Platform
from lockstep_e2e.releases import Release, Rollout, of_commit, previous_commit, rollout
from lockstep_e2e.trial import NOTES, trial_release
from lockstep_local.waiting import HANGING_SECONDS, eventually
from lockstep_testing.properties import EXAMPLES_FACTOR

READERS = ("payouts",) if EXAMPLES_FACTOR == 1 else ("payouts", "attendance", "reports")
PRODUCER = ("sessions-api", "sessions-worker")
EFFECTS = {"payouts": "credits", "attendance": "official_registers", "reports": "sessions"}


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The trial release."""
    return trial_release(tmp_path_factory.mktemp("trial"), *READERS)


@pytest.fixture
async def exchange(platform: Platform) -> AsyncIterator[Rollout]:
    """A rollout. Afterwards this release runs alone, and its databases know nothing of the other one."""
    before = {service: await platform.rows(service, "SELECT version_num FROM alembic_version") for service in READERS}
    async with rollout(platform.stack) as exchanging:
        yield exchanging
    for service, [row] in before.items():
        await platform.rows(service, f"DROP TABLE IF EXISTS {NOTES}")
        await platform.rows(service, "UPDATE alembic_version SET version_num = $1", row["version_num"])
    platform.stack.wait_all_ready(HANGING_SECONDS)


async def effects_of(platform: Platform, service: str, session_id: UUID) -> int:
    """Return how often a completion had its effect in a service."""
    return await platform.count(service, EFFECTS[service], session_id)


async def ranges(platform: Platform, service: str, word: str) -> list[str]:
    """Return the skipped types with this word."""
    rows = await platform.rows(service, "SELECT DISTINCT type FROM skipped WHERE type LIKE $1", f"%{word}%")
    return [row["type"] for row in rows]


async def noted(platform: Platform, service: str, *session_ids: UUID) -> None:
    """Return when a service has the note of each session. It must have each once."""

    async def look() -> bool:
        rows = await platform.rows(service, f"SELECT session_id FROM {NOTES}")
        found = [row["session_id"] for row in rows if row["session_id"] in session_ids]
        assert len(found) == len(set(found)), "an event had two effects"
        return set(found) == set(session_ids)

    await eventually(look, f"notes of {session_ids} in {service}")


async def ended(academy: Academy) -> UUID:
    """Return a session that was completed, and has all its effects."""
    session_id = await academy.schedule()
    await academy.complete(session_id)
    await academy.all_effects(session_id)
    return session_id


@pytest.mark.parametrize("reader", READERS)
async def test_an_old_reader_bears_a_new_producer_and_catches_up_once_it_is_upgraded(
    academy: Academy, exchange: Rollout, trial: Release, reader: str
) -> None:
    platform = academy.platform
    await exchange.deploy(trial, *PRODUCER)
    sessions = [await ended(academy) for _ in range(3)]
    assert await ranges(platform, reader, "TrialNoted") == ["lockstep.sessions.TrialNoted.v1"]
    trial.run(reader, "migrate", platform.stack.owner_environment(reader))
    await exchange.deploy(trial, f"{reader}-worker")
    await noted(platform, reader, *sessions)
    sessions.append(await ended(academy))
    await noted(platform, reader, *sessions)
    assert [await effects_of(platform, reader, one) for one in sessions] == [1] * len(sessions)
    assert await ranges(platform, reader, "Trial") + await ranges(platform, reader, ".v2") == []
    assert await platform.rows(reader, "SELECT * FROM parked") == []


@pytest.mark.parametrize("reader", READERS)
async def test_a_new_reader_bears_an_old_producer_and_reads_each_fact_once_after_its_upgrade(
    academy: Academy, exchange: Rollout, trial: Release, reader: str
) -> None:
    platform = academy.platform
    trial.run(reader, "migrate", platform.stack.owner_environment(reader))
    await exchange.deploy(trial, f"{reader}-worker")
    old = await ended(academy)
    await exchange.deploy(trial, *PRODUCER)
    new = [await ended(academy) for _ in range(2)]
    await noted(platform, reader, *new)
    assert [await effects_of(platform, reader, one) for one in (old, *new)] == [1, 1, 1]
    assert await ranges(platform, reader, "Trial") + await ranges(platform, reader, ".v2") == []
    assert await platform.rows(reader, "SELECT * FROM parked") == []


@pytest.mark.skipif(EXAMPLES_FACTOR == 1, reason="it makes an environment; make test-full runs it")
async def test_the_previous_release_runs_beside_this_one(academy: Academy, exchange: Rollout, tmp_path: Path) -> None:
    previous = of_commit(previous_commit(), tmp_path / "previous")
    await exchange.deploy(previous, *PRODUCER)
    sessions = [await ended(academy)]
    exchange.take_back()
    academy.platform.stack.wait_all_ready(HANGING_SECONDS)
    await exchange.deploy(previous, *(f"{reader}-worker" for reader in READERS))
    sessions.append(await ended(academy))
    for reader in READERS:
        assert [await effects_of(academy.platform, reader, one) for one in sessions] == [1, 1]
