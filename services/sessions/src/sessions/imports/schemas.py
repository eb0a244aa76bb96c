"""Bodies for imports."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Instant
from pydantic import Field

from sessions.imports.checks.report import ImportKind, ImportMode, Outcome, Report, Result, date_orders_of
from sessions.imports.jobs.queries import Job, State
from sessions.imports.sheets.date_orders import Order


class RowOut(Body):
    """The result for one row of a file."""

    line: Annotated[int, Field(description="The line on which the row begins. The header is line 1.", examples=[2])]
    result: Annotated[Result, Field(description="The result.", examples=["create"])]
    id: Annotated[
        UUID | None,
        Field(
            description="The id of its person, course, class or session; null while that does not exist.",
            examples=[EXAMPLE_ID],
        ),
    ]
    name: Annotated[str, Field(description="The name in the row.", examples=["Ada Lovelace"])]
    column: Annotated[str | None, Field(description="The column of the error.", examples=["role"])]
    detail: Annotated[
        str | None,
        Field(
            description="What is wrong and how to correct it; or what changes; or what stays although the row differs.",
            examples=["'boss' is not one of learner, coach, guardian, admin, support"],
        ),
    ]


Rows = Annotated[int, Field(description="Number of rows in the file.", examples=[40])]
Created = Annotated[int, Field(description="Number of rows that create something.", examples=[36])]
Updated = Annotated[int, Field(description="Number of rows that change something.", examples=[2])]
Unchanged = Annotated[int, Field(description="Number of rows that change nothing.", examples=[1])]
Errors = Annotated[int, Field(description="Number of rows that are wrong.", examples=[1])]
Hints = Annotated[
    list[str],
    Field(
        description="What the sender should know about the file as a whole.",
        examples=[["These columns are not imported: Teacher."]],
    ),
]


class DateOrderOut(Body):
    """How dates such as 01/12/2026 were read. Dates with the year first need no decision."""

    separator: Annotated[str, Field(description="The character between day, month and year.", examples=["/"])]
    order: Annotated[Order, Field(description="Whether the day or the month comes first.", examples=["day_first"])]
    line: Annotated[
        int | None,
        Field(description="The line of the date that decides; null if the parameter date_order did.", examples=[3]),
    ]
    value: Annotated[str | None, Field(description="That date, as it is in the file.", examples=["31/12/2026"])]


DateOrdersOut = Annotated[
    list[DateOrderOut],
    Field(description="How dates were read that do not begin with the year, for each separator that the file has."),
]


class ReportOut(Body):
    """What an import did, or would do in a dry run."""

    import_id: Annotated[
        UUID, Field(description="The import's id, under which the list has its trace.", examples=[EXAMPLE_ID])
    ]
    rows: Rows
    created: Created
    updated: Updated
    unchanged: Unchanged
    errors: Errors
    hints: Hints
    date_orders: DateOrdersOut
    results: Annotated[list[RowOut], Field(description="The result for each row, in order of lines.")]


def report_out(report: Report, import_id: UUID) -> ReportOut:
    """Return the body for the report of an import."""
    return ReportOut.model_validate({**report.document(), "import_id": import_id})


class ImportOut(Body):
    """An import, and its progress.

    A small file is imported at once, so its import has ended. For a large one there are two passes: first the whole
    file is checked, then its rows are written. The counts are those of the current pass so far. The counts of a
    finished import are final.
    """

    import_id: Annotated[UUID, Field(description="The import's id.", examples=[EXAMPLE_ID])]
    kind: Annotated[ImportKind, Field(description="What the file contains.", examples=["sessions"])]
    file_name: Annotated[
        str | None,
        Field(description="The name of the file, if the sender gave it.", examples=["people-2026.csv"]),
    ]
    rows_kept: Annotated[
        bool,
        Field(
            description="Whether the results of its rows can be read. Those of an import at once were in its answer.",
            examples=[True],
        ),
    ]
    state: Annotated[
        State,
        Field(
            description="checking and writing: in progress. done: finished. refused: the file is wrong, so nothing was "
            "written. failed: it stopped; the detail says what was written.",
            examples=["writing"],
        ),
    ]
    dry_run: Annotated[bool, Field(description="Whether it only reports and writes nothing.", examples=[False])]
    import_mode: Annotated[ImportMode, Field(description="Whether it may change what exists.", examples=["create"])]
    partial: Annotated[
        bool, Field(description="Whether it writes correct rows although others are wrong.", examples=[False])
    ]
    bytes: Annotated[int, Field(description="The size of the file in bytes, as text in UTF-8.", examples=[20_000_000])]
    bytes_done: Annotated[int, Field(description="Bytes that the current pass has read.", examples=[5_000_000])]
    progress: Annotated[
        float, Field(description="From 0 to 1. Checking is the first half, writing the second.", examples=[0.625])
    ]
    rows: Annotated[int, Field(description="Number of rows found in the file so far.", examples=[50_000])]
    created: Created
    updated: Updated
    unchanged: Unchanged
    errors: Errors
    hints: Hints
    date_orders: DateOrdersOut
    detail: Annotated[
        str | None,
        Field(description="What happened, if it did not simply succeed.", examples=["3 of 50000 rows are wrong"]),
    ]
    started_at: Annotated[Instant, Field(description="When the file arrived.", examples=[EXAMPLE_UTC])]
    started_by: Annotated[UUID, Field(description="Who sent it.", examples=[EXAMPLE_ID])]
    finished_at: Annotated[
        Instant | None, Field(description="When it ended; null while it is in progress.", examples=[EXAMPLE_UTC])
    ]


def import_out(job: Job) -> ImportOut:
    """Return the body for an import."""
    finished: datetime | None = job.finished_at
    part = job.at.offset / job.bytes if job.bytes else 1.0
    progress = 1.0 if finished is not None else part / 2 if job.state == "checking" else 0.5 + part / 2
    return ImportOut(
        import_id=job.id,
        kind=job.kind,
        file_name=job.file_name,
        rows_kept=job.rows_kept,
        state=job.state,
        dry_run=job.dry_run,
        import_mode=job.import_mode,
        partial=job.partial,
        bytes=job.bytes,
        bytes_done=job.at.offset,
        progress=round(progress, 4),
        rows=job.rows,
        created=job.created,
        updated=job.updated,
        unchanged=job.unchanged,
        errors=job.errors,
        hints=list(job.header.hints),
        date_orders=[DateOrderOut.model_validate(one) for one in date_orders_of(job.header.date_orders)],
        detail=job.detail,
        started_at=job.created_at,
        started_by=job.created_by,
        finished_at=finished,
    )


def row_out(outcome: Outcome) -> RowOut:
    """Return the body for a row of an import."""
    return RowOut(**outcome._asdict())
