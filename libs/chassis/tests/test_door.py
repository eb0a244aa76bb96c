"""An API serves only while its database is known to have what its service published."""

import pytest
from chassis.database.engine import create_engine
from chassis.database.standing import write_standing
from chassis.http import door
from chassis.messaging.behind import described
from lockstep_testing.databases import ServiceDatabase
from probing.notes_client import Notes
from sqlalchemy import text


@pytest.fixture(autouse=True)
def look_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the door look at each request."""
    monkeypatch.setattr(door, "LOOK_SECONDS", 0)


async def stands(database: ServiceDatabase, *, behind: str | None, other: bool = False) -> None:
    """Write the standing of the database, or leave it with that of another one."""
    engine = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        await db.execute(text("DELETE FROM standings"))
        if other:
            await db.execute(text("INSERT INTO standings (identity) VALUES ('1/1/1')"))
        else:
            await write_standing(db, behind)
    await engine.dispose()


async def test_a_database_that_was_restored_elsewhere_closes_its_api_until_a_worker_has_looked(
    api: Notes, notes_database: ServiceDatabase
) -> None:
    await stands(notes_database, behind=None, other=True)
    answer = await api.call("GET", "/notes")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["type"].endswith("database-behind")
    assert "no worker has compared it" in answer.json()["detail"]
    assert (await api.call("GET", "/readyz")).status_code == 200
    await stands(notes_database, behind=None)
    assert (await api.call("GET", "/notes")).status_code == 200


async def test_a_service_that_is_behind_itself_answers_what_has_to_be_done(
    api: Notes, notes_database: ServiceDatabase
) -> None:
    await stands(notes_database, behind=described([]))
    answer = await api.add("late")
    assert answer.status_code == 503
    assert "`recover`" in answer.json()["detail"]
    await stands(notes_database, behind=None)
    assert await api.texts() == []
