"""An export imports again, and nothing changes."""

from ..conftest import School, refused
from ..helpers.importing import file
from ..imports.test_api_import_sessions import ALGEBRA, WHOLE, furnish


async def test_an_export_imports_again_unchanged(school: School) -> None:
    await furnish(school)
    rows = [
        ALGEBRA,
        "=1+1;coach-2;;;learner-1|learner-4;;;;;;;;;'quoted\t;;;;;;;",
        'Late;coach-1;;;;MATH;4;;;;;;;"two\nlines; and ""marks""";coach-2;2026-10-25 02:15+02:00;'
        "2026-10-25 02:15+01:00;;;;",
    ]
    first = await school.ok("admin", "POST", "/v1/imports/sessions", file(WHOLE, rows))
    assert first["created"] == 3
    done = await school.started(name="Done", description="It was good")
    assert (await school.complete(done)).is_success
    gone = await school.schedule(name="Gone")
    await school.ok("admin", "POST", f"/v1/sessions/{gone}/cancel", {"reason": "nobody came"})
    before = await versions(school)

    exported = await school.send("admin", "GET", "/v1/sessions/export")
    report = await school.ok("admin", "POST", "/v1/imports/sessions", exported.content, import_mode="upsert")

    assert (report["rows"], report["unchanged"]) == (4, 4), report
    assert await versions(school) == before
    cancelled = await school.send("admin", "GET", "/v1/sessions/export", state="cancelled")
    assert cancelled.text.count("Gone") == 1
    refused(await school.send("learner-1", "GET", "/v1/sessions/export"), 403, "forbidden")


async def versions(school: School) -> list[tuple[str, int]]:
    return [tuple(row) for row in await school.rows("SELECT name, version FROM sessions ORDER BY name")]
