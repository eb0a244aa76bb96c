"""The skew of a process's clock against its database's is measured, ahead and behind."""

from datetime import UTC, datetime, timedelta

import pytest
from chassis.database.engine import create_engine
from chassis.messaging import clock_skew
from chassis.messaging.clock_skew import measure, skew
from chassis.operations import telemetry
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.databases import ServiceDatabase

START = datetime(2026, 11, 2, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(0), timedelta(seconds=5))


@given(st.timedeltas(timedelta(days=-1), timedelta(days=1)), SPANS, SPANS)
def test_a_measured_skew_is_off_by_half_of_the_round_trip_at_most(
    ahead: timedelta, there: timedelta, back: timedelta
) -> None:
    database_at = START + there
    found = skew(START + ahead, database_at, database_at + back + ahead)
    assert abs(found - ahead) <= (there + back) / 2 + timedelta(microseconds=1)


@pytest.mark.parametrize("ahead_seconds", [90, -90])
async def test_a_worker_reports_how_far_its_clock_is_ahead_of_its_databases(
    notes_database: ServiceDatabase, monkeypatch: pytest.MonkeyPatch, ahead_seconds: int
) -> None:
    monkeypatch.setattr(clock_skew, "now", lambda: datetime.now(UTC) + timedelta(seconds=ahead_seconds))
    engine = create_engine(notes_database.worker_url, application_name="test", pool_size=1)
    assert not await measure(engine), "a pause follows"
    await engine.dispose()

    ((sample,),) = [metric.samples for metric in telemetry.CLOCK_SKEW.collect()]
    assert sample.name == "lockstep_clock_skew_seconds"
    assert sample.value == pytest.approx(ahead_seconds, abs=30)
