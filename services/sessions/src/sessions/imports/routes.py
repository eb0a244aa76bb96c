"""Imports: CSV files and workbooks of people, courses, classes, sessions and enrolments, sent as the body."""

from typing import Annotated, Any, Final

from chassis.clock import now
from chassis.http.error_answers import respond
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Depends, Query, Response

from sessions.fields import Zone, checked
from sessions.imports import schemas
from sessions.imports.checks.report import ImportedAcceptance, ImportMode, Result
from sessions.imports.decode import WORKBOOK, Text
from sessions.imports.jobs import queries
from sessions.imports.kinds.importer import Asked, SessionNamed
from sessions.imports.receive import Wanted, receive
from sessions.imports.sheets.date_orders import Order
from sessions.imports.uploads import receive_text
from sessions.organisation.queries import planning_defaults
from sessions.session.queries import read_session
from sessions.session.schemas import author_of
from sessions.session.seats import enrolled_together
from sessions.times import check_zone
from sessions.words import Mode

PREFIX: Final = "/v1/imports"
FILE_NAME_MAX: Final = 255
FILE_BYTES_MAX: Final = 64 * 1_048_576

router = APIRouter(prefix=PREFIX, tags=["imports"])

# This comes before the transaction, in the order of the parameters: a file that arrives slowly must not hold one open.
File = Annotated[Text, Depends(receive_text, scope="function")]


class Options:
    """The options of every import."""

    def __init__(
        self,
        dry_run: Annotated[bool, Query(description="Only report what the import would do.")] = False,
        import_mode: Annotated[
            ImportMode,
            Query(description="For a row that differs from what exists: create reports an error, upsert changes it."),
        ] = "create",
        partial: Annotated[
            bool, Query(description="Write the correct rows even if others are wrong. Otherwise all rows or none.")
        ] = False,
        file_name: Annotated[
            str | None,
            checked(FILE_NAME_MAX),
            Query(description="The name of the file, for the list of imports.", max_length=FILE_NAME_MAX),
        ] = None,
    ) -> None:
        """Take the parameters of the request."""
        self.file_name = file_name
        self.dry_run = dry_run
        self.import_mode = import_mode
        self.partial = partial


Asking = Annotated[Options, Depends()]


def _described(example: str) -> dict[str, Any]:
    """Return what the OpenAPI document says about every import: its body, and two answers."""
    content = {
        WORKBOOK: {"schema": {"type": "string", "format": "binary"}},
        "text/csv": {"schema": {"type": "string"}, "example": example},
    }
    return {
        "response_model": schemas.ReportOut,
        "responses": {
            202: {
                "model": schemas.ImportOut,
                "description": "The file is large: more than 1 MiB, 5,000 rows or 100,000 learners, or changes to more "
                "than 500 sessions. A worker imports it in the background. Read its progress at the Location.",
            }
        },
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }


@router.post(
    "/people",
    summary="Import people",
    **_described("username;name;role;email\nada;Ada Lovelace;learner;ada@example.org\n"),
)
async def import_people(*, file: File, db: Db, caller: Caller, once: Once, asking: Asking) -> Response:
    """Import people from the columns username, name, role and optionally email, or Chamilo's columns. Admins only."""
    asked = _asked(caller, asking)
    return await _import(db, once, file, Wanted(kind="people", **_how(asking)), asked)


@router.post("/courses", summary="Import courses", **_described("code;title;category\nMATH-1;Algebra;Mathematics\n"))
async def import_courses(*, file: File, db: Db, caller: Caller, once: Once, asking: Asking) -> Response:
    """Import courses from the columns code, title and optionally category, or Chamilo's columns. Admins only."""
    asked = _asked(caller, asking)
    return await _import(db, once, file, Wanted(kind="courses", **_how(asking)), asked)


@router.post(
    "/classes", summary="Import classes", **_described("name;description;members\n7a;Year 7, first group;ada|alan\n")
)
async def import_classes(*, file: File, db: Db, caller: Caller, once: Once, asking: Asking) -> Response:
    """Import classes from the column name and optionally description and members (usernames). Admins only.

    The import adds members and never removes any.
    """
    asked = _asked(caller, asking)
    return await _import(db, once, file, Wanted(kind="classes", **_how(asking)), asked)


@router.post(
    "/sessions",
    summary="Import sessions",
    **_described(
        "SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory\n"
        "Algebra 1;grace;2026-11-02 07:10:00;2026-11-02 07:55:00;ada|alan;MATH-1[mary][ada];Mathematics\n"
    ),
)
async def import_sessions(
    *,
    file: File,
    db: Db,
    caller: Caller,
    once: Once,
    asking: Asking,
    zone: Annotated[Zone | None, Query(description="IANA zone of the dates. Default: the organisation's zone.")] = None,
    acceptance: Annotated[
        ImportedAcceptance | None,
        Query(
            description="Whether added learners are invited or have accepted already. Default: as the policy "
            "says, which counts an enrolment by file as accepted."
        ),
    ] = None,
    date_order: Annotated[
        Order | None,
        Query(
            description="Whether the day or the month comes first in dates such as 01/12/2026. Default: the dates of "
            "the file decide, if one of them has a day after the twelfth."
        ),
    ] = None,
    mode: Annotated[Mode, Query(description="Where a session without a Mode takes place.")] = "online",
) -> Response:
    """Import sessions from Chamilo's columns and from columns of our own. Admins only.

    The import adds learners, courses with their coaches, and classes, and never removes any. A class that is already
    enrolled is not enrolled again. People, courses, classes and rooms must exist. Missing categories are created.
    """
    defaults = await planning_defaults(db, org_id=caller.org_id, at=now())
    zone = zone or defaults.zone
    check_zone(zone)
    by_policy = enrolled_together(defaults.invitations, planned_by_coach=False).acceptance
    accepted = (acceptance or by_policy) == "accepted"
    asked = _asked(caller, asking, zone=zone, mode=mode, acceptance="accepted" if accepted else "invited")
    return await _import(db, once, file, Wanted(kind="sessions", date_order=date_order, **_how(asking)), asked)


@router.post(
    "/enrolments",
    summary="Import enrolments",
    **_described("SessionName;Username;Action;Acceptance\nAlgebra 1;ada;add;accepted\n"),
)
async def import_enrolments(
    *,
    file: File,
    db: Db,
    caller: Caller,
    once: Once,
    asking: Asking,
    session_id: Annotated[
        Id | None, Query(description="The session of all rows. The column Username is enough then.")
    ] = None,
) -> Response:
    """Import enrolments from the columns SessionName and Username. Admins only.

    The columns Action (add, remove) and Acceptance are optional. In each session, removals come first. Then learners
    are added in order of lines, as long as there are seats.
    """
    session = None
    if session_id is not None:
        found = await read_session(db, org_id=caller.org_id, session_id=session_id)
        session = SessionNamed(session_id, found.name)
    asked = _asked(caller, asking, session=session)
    return await _import(db, once, file, Wanted(kind="enrolments", **_how(asking)), asked)


@router.get("", summary="List the imports")
async def list_imports(
    *, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[schemas.ImportOut]:
    """List the imports, newest first: also those at once, dry runs and refused files. Admins and support only."""
    jobs = await queries.list_imports(db, org_id=caller.org_id, limit=limit, cursor=cursor)
    return Page.of(jobs.map(schemas.import_out))


@router.get("/{import_id}", summary="Read the progress of an import")
async def read_import(*, db: Db, caller: Caller, import_id: Id) -> schemas.ImportOut:
    """Read an import and its progress. Admins and support only."""
    return schemas.import_out(await queries.read_import(db, org_id=caller.org_id, import_id=import_id))


@router.get("/{import_id}/rows", summary="List the rows of an import")
async def list_rows(
    *,
    db: Db,
    caller: Caller,
    import_id: Id,
    result: Annotated[Result | None, Query(description="Only rows with this result.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.RowOut]:
    """List the results for the rows of a large file, in order of lines. Admins and support only.

    An import at once keeps none (`rows_kept`), because they were in its answer. While the import is writing, a row that
    is not written yet shows the result from the check.
    """
    job = await queries.read_import(db, org_id=caller.org_id, import_id=import_id)
    rows = await queries.list_rows(db, job, result=result, limit=limit, cursor=cursor)
    return Page.of(rows.map(schemas.row_out))


def _asked(
    caller: Caller,
    asking: Options,
    *,
    zone: str = "UTC",
    mode: Mode = "online",
    acceptance: ImportedAcceptance = "invited",
    session: SessionNamed | None = None,
) -> Asked:
    return Asked(
        author=author_of(caller),
        import_mode=asking.import_mode,
        zone=zone,
        mode=mode,
        acceptance=acceptance,
        session=session,
        now=now(),
        new_id=new_id,
        file_name=asking.file_name,
    )


def _how(asking: Options) -> dict[str, Any]:
    return {"dry_run": asking.dry_run, "partial": asking.partial}


async def _import(db: Db, once: Once, file: Text, wanted: Wanted, asked: Asked) -> Response:
    found = await receive(db, file, wanted, asked)
    if found.refusal is not None:
        found.refusal.extra["import_id"] = found.import_id
        return respond(found.refusal)
    if found.report is not None:
        return await once.answer(200, schemas.report_out(found.report, found.import_id))
    job = await queries.read_import(db, org_id=asked.org_id, import_id=found.import_id)
    return await once.answer(202, schemas.import_out(job), headers={"Location": f"{PREFIX}/{found.import_id}"})
