"""Imports: CSV files of people, courses and sessions, sent as the body."""

from typing import Annotated, Any

from chassis.clock import now
from chassis.http import Caller, Db, Once
from chassis.ids import new_id
from contracts.sessions import Mode
from fastapi import APIRouter, Query, Request, Response

from sessions.commands import imports as commands
from sessions.schemas.directory import ReportOut, report_out
from sessions.schemas.sessions import ImportedAcceptance

router = APIRouter(prefix="/v1/imports", tags=["imports"])

DryRun = Annotated[bool, Query(description="Report what would be done, and do nothing.")]


def _csv_body(example: str) -> dict[str, Any]:
    """Return the part of the OpenAPI document that says that the body is CSV."""
    content = {"text/csv": {"schema": {"type": "string"}, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/people",
    response_model=ReportOut,
    openapi_extra=_csv_body("username;name;role\nada;Ada Lovelace;learner\n"),
)
async def import_people(request: Request, db: Db, caller: Caller, once: Once, dry_run: DryRun = False) -> Response:
    """Import people: columns username, name, role and optionally email. All rows or none. Admins only."""
    caller.require("admin")
    report = await commands.import_people(
        db, caller=caller, data=await request.body(), dry_run=dry_run, now=now(), new_id=new_id
    )
    return await once.answer(200, report_out(report))


@router.post(
    "/courses",
    response_model=ReportOut,
    openapi_extra=_csv_body("code;title;category\nMATH-1;Algebra;Mathematics\n"),
)
async def import_courses(request: Request, db: Db, caller: Caller, once: Once, dry_run: DryRun = False) -> Response:
    """Import courses: columns code, title and optionally category. All rows or none. Admins only."""
    caller.require("admin")
    report = await commands.import_courses(
        db, caller=caller, data=await request.body(), dry_run=dry_run, now=now(), new_id=new_id
    )
    return await once.answer(200, report_out(report))


@router.post(
    "/sessions",
    response_model=ReportOut,
    openapi_extra=_csv_body(
        "SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory\n"
        "Algebra 1;grace;2026-11-02 07:10:00;2026-11-02 07:55:00;ada|alan;MATH-1;Mathematics\n"
    ),
)
async def import_sessions(
    *,
    request: Request,
    db: Db,
    caller: Caller,
    once: Once,
    dry_run: DryRun = False,
    zone: Annotated[
        str | None, Query(max_length=64, description="IANA zone of the dates. Default: the organisation's.")
    ] = None,
    acceptance: Annotated[
        ImportedAcceptance, Query(description="Whether the learners have accepted already.")
    ] = "invited",
    mode: Annotated[Mode, Query(description="Where the sessions take place.")] = "online",
) -> Response:
    """Import sessions with Chamilo's columns. All rows or none. Admins only."""
    caller.require("admin")
    report = await commands.import_sessions(
        db,
        caller=caller,
        data=await request.body(),
        defaults=commands.SessionDefaults(zone=zone, mode=mode, acceptance=acceptance),
        dry_run=dry_run,
        now=now(),
        new_id=new_id,
    )
    return await once.answer(200, report_out(report))
