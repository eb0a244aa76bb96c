"""Lists of sessions by what was corrected: voided ones, and those with proposals on which nobody has decided."""

from typing import Any

import pytest
from sessions import search
from sqlalchemy import text

from ..conftest import School
from ..helpers.catalogue import log_queries, scans
from ..helpers.corrections import completed, decide, propose, proposed, put_policy

WAYS = pytest.mark.parametrize("way", ["looked up", "walked past"])


async def listed(school: School, who: str, **filters: Any) -> set[str]:
    """Return the sessions that somebody finds."""
    page = await school.ok(who, "GET", "/v1/sessions", **filters)
    return {one["session_id"] for one in page["items"]}


@WAYS
async def test_sessions_are_found_by_open_proposals_and_voids(
    school: School, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "walked past":
        monkeypatch.setattr(search, "LOOKED_UP_MAX", -1)
    await put_policy(school, amendment_second_person=True, effective_from="2020-01-01T00:00:00Z")
    opened, rejected, approved, voided, plain = [await completed(school) for _ in range(5)]
    await proposed(school, opened)
    await decide(school, "admin", rejected, await proposed(school, rejected), "reject", reason="It was 45")
    await decide(school, "admin", approved, await proposed(school, approved))
    await school.ok("admin", "POST", f"/v1/sessions/{voided}/void", {"reason": "Logged twice"})
    everything = {opened, rejected, approved, voided, plain}

    for who in ("admin", "coach-1", "coach-2"):
        assert await listed(school, who, open_proposals="true") == {opened}, who
        assert await listed(school, who, open_proposals="false") == everything - {opened}, who
        assert await listed(school, who, voided="true") == {voided}, who
        assert await listed(school, who, voided="false") == everything - {voided}, who
        assert await listed(school, who, voided="true", open_proposals="true") == set(), who
    assert await listed(school, "learner-1", voided="true") == {voided}
    assert await listed(school, "learner-1", open_proposals="true") == set(), "proposals are for coaches and staff"
    assert await listed(school, "learner-1", open_proposals="false") == set()
    exported = await school.send("admin", "GET", "/v1/sessions/export", voided="true")
    assert exported.text.count("\n") == 2


async def test_a_proposal_that_is_decided_at_once_is_never_open(school: School) -> None:
    session_id = await completed(school)
    answer = await propose(school, "admin", session_id)
    assert answer.json()["state"] == "applied"
    assert await listed(school, "admin", open_proposals="true") == set()
    assert await school.rows("SELECT 1 FROM open_proposals") == []


FILL = (
    """
    INSERT INTO sessions (org_id, id, version, state, name, description, mode, starts_at, ends_at, zone, created_at,
                          visibility, learner_count, own_fields)
    SELECT :org, gen_random_uuid(), 1, 'scheduled', 'Filled ' || n, '', 'online', now() - n * interval '1 hour',
           now() - n * interval '1 hour' + interval '30 minutes', 'UTC', now(), 'read_only', 0, '{}'
    FROM generate_series(1, 4000) AS n
    """,
    """
    INSERT INTO session_coaches (org_id, session_id, person_id, position, share_basis_points)
    SELECT :org, id, :coach, 0, 10000 FROM sessions WHERE name LIKE 'Filled %'
    """,
    """
    INSERT INTO open_proposals (amendment_id, org_id, session_id)
    SELECT gen_random_uuid(), :org, id FROM sessions WHERE name LIKE 'Filled %00'
    """,
    """
    INSERT INTO correction_records (event_id, org_id, session_id, amendment_id, kind, record, leaf_hash, recorded_at)
    SELECT gen_random_uuid(), :org, id, gen_random_uuid(), 'void', '{}', sha256('\\x00'::bytea || '{}'), now()
    FROM sessions WHERE name LIKE 'Filled %50'
    """,
)


async def test_lists_of_corrections_read_no_table_from_end_to_end(school: School) -> None:
    values = {"org": school.org_id, "coach": school.people["coach-1"]}
    async with school.superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in FILL:
            names = [name for name in values if f":{name}" in statement]
            await db.execute(text(statement.replace("::bytea", "\\:\\:bytea")), {name: values[name] for name in names})
    async with school.superuser.connect() as db:
        await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
    sent = log_queries(school)
    for filters, rows_max in (
        ({"open_proposals": "true"}, 160),
        ({"voided": "true"}, 160),
        ({"open_proposals": "false", "limit": 50}, 160),
        ({"voided": "false", "limit": 50}, 160),
    ):
        sent.queries.clear()
        assert len((await school.ok("admin", "GET", "/v1/sessions", **filters))["items"]) >= 40, filters
        for scan in await scans(school, sent):
            if scan.table in ("sessions", "correction_records", "open_proposals"):
                assert scan.kind != "Seq Scan" and scan.rows <= rows_max, (filters, scan)
