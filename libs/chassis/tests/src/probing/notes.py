"""A small API for tests: an organisation's notes, and every way in which a request can go wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self, get_args
from uuid import UUID

from chassis.database import ddl
from chassis.errors import Conflict, NotFound, StaleVersion
from chassis.http.app import create_api
from chassis.http.heavy import DOWNLOAD, HEAVY_READ, searched_by
from chassis.http.requests import Caller, Db, IfMatch, Limit, Once, etag
from chassis.ids import new_id
from chassis.operations.settings import ServiceSettings
from contracts.permissions import Rule
from contracts.roles import Role
from fastapi import APIRouter, FastAPI, Path, Response
from fastapi.responses import StreamingResponse
from lockstep_testing.databases import ServiceDatabase, open_doors
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import SettingsConfigDict
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

_ANYBODY = Rule(frozenset(get_args(Role)), frozenset())
PERMISSIONS = {
    f"{method} {path}": _ANYBODY
    for method, path in (
        ("POST", "/notes"),
        ("POST", "/notes/slow"),
        ("POST", "/notes/of-another/{org_id}"),
        ("GET", "/notes"),
        ("GET", "/notes/search"),
        ("GET", "/notes/summary"),
        ("GET", "/notes/file"),
        ("PUT", "/notes/{note_id}"),
        ("POST", "/notes/defect"),
        ("POST", "/notes/{note_id}/hold"),
        ("POST", "/notes/{note_id}/commit-slowly"),
        ("POST", "/notes/lose-the-connection"),
    )
} | {"GET /notes/for-admins": Rule(frozenset({"admin"}), frozenset())}

ROLES_OF = "attendance"
"""The service whose database roles the notes borrow."""

_ADD = text("INSERT INTO notes (id, org_id, text) VALUES (:id, :org_id, :text)")
_READ = text("SELECT id, text, version FROM notes ORDER BY text")
_LOCK = text("SELECT version FROM notes WHERE id = :id FOR UPDATE")
_CHANGE = text("UPDATE notes SET text = :text, version = version + 1 WHERE id = :id")


class NoteSettings(ServiceSettings):
    """Settings of the notes."""

    model_config = SettingsConfigDict(env_prefix="NOTES_")
    service: ClassVar[str] = "notes"


class Line(BaseModel):
    """A part of a note."""

    model_config = ConfigDict(extra="forbid")
    minutes: int = Field(le=90)


class NoteIn(BaseModel):
    """A note in a request."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1)
    lines: list[Line] = []

    @model_validator(mode="after")
    def check_lines(self) -> Self:
        """Raise ValueError if the text says that there are no lines, and there are some."""
        if self.text == "no lines" and self.lines:
            raise ValueError("send no lines with this text")
        return self


class NoteOut(BaseModel):
    """A note in an answer."""

    id: UUID
    text: str
    version: int


router = APIRouter(prefix="/notes")
holding = asyncio.Event()
"""Set when `hold` has locked its row."""

release = asyncio.Event()
"""Ends `slow`."""


@router.post("", status_code=201)
async def add_note(db: Db, caller: Caller, once: Once, body: NoteIn, dry: int = 0) -> Response:
    note = NoteOut(id=new_id(), text=body.text, version=1)
    await db.execute(_ADD, {"id": note.id, "org_id": caller.org_id, "text": note.text})
    if body.text == "refused":
        raise Conflict("This note is refused after it was written.", note_id=note.id)
    return await once.answer(201, note, headers={"ETag": etag(1)})


@router.post("/slow", status_code=201)
async def add_slowly(db: Db, caller: Caller, once: Once, body: NoteIn) -> Response:
    holding.set()
    await release.wait()
    return await add_note(db, caller, once, body)


@router.post("/of-another/{org_id}")
async def add_for_another(db: Db, org_id: UUID) -> None:
    await db.execute(_ADD, {"id": new_id(), "org_id": org_id, "text": "not mine"})


@router.get("")
async def list_notes(db: Db, limit: Limit = 50) -> list[str]:
    """List every note that the database shows. The query names no organisation."""
    return [row.text for row in await db.execute(_READ)]


@router.put("/{note_id}")
async def change_note(
    db: Db, note_id: Annotated[UUID, Path()], body: NoteIn, if_match: IfMatch, response: Response
) -> NoteOut:
    version = (await db.execute(_LOCK, {"id": note_id})).scalar_one_or_none()
    if version is None:
        raise NotFound("There is no such note.")
    if if_match is not None and version not in if_match:
        raise StaleVersion(f"The note has version {version} by now.", current_version=version)
    await db.execute(_CHANGE, {"id": note_id, "text": body.text})
    response.headers["ETag"] = etag(version + 1)
    return NoteOut(id=note_id, text=body.text, version=version + 1)


@router.get("/search", dependencies=[searched_by("q")])
async def search_notes(q: str = "") -> str:
    holding.set()
    await release.wait()
    return q


@router.get("/summary", dependencies=[HEAVY_READ])
async def summarise() -> None:
    holding.set()
    await release.wait()


@router.get("/file", dependencies=[DOWNLOAD])
async def download() -> StreamingResponse:
    """Answer at once, and send the last piece when it may."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        holding.set()
        await release.wait()
        yield b"last"

    return StreamingResponse(pieces())


@router.get("/for-admins")
async def for_admins(caller: Caller) -> str:
    return str(caller.correlation_id)


@router.post("/defect")
async def defect(db: Db, caller: Caller) -> None:
    await db.execute(_ADD, {"id": new_id(), "org_id": caller.org_id, "text": "before the defect"})
    raise RuntimeError("the secret reason")


@router.post("/{note_id}/hold")
async def hold(db: Db, note_id: UUID, seconds_in_database: float = 0) -> None:
    """Lock a note and wait: in the database, or in Python."""
    await db.execute(_LOCK, {"id": note_id})
    holding.set()
    await db.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds_in_database})
    await asyncio.Event().wait()


@router.post("/{note_id}/commit-slowly")
async def commit_slowly(db: Db, note_id: UUID) -> None:
    await db.execute(_LOCK, {"id": note_id})
    await db.execute(text("INSERT INTO slow_commits VALUES (1)"))
    holding.set()


@router.post("/lose-the-connection")
async def lose_the_connection(db: Db) -> None:
    await db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def separates_nothing(_: AsyncConnection, *, org_id: UUID, now: datetime) -> frozenset[str]:
    """Return the duties that an organisation separates: none."""
    return frozenset()


def create_notes(database: ServiceDatabase, jwks_url: str, **settings: Any) -> FastAPI:
    """Return the API of the notes on a database."""
    return create_api(
        NoteSettings(
            **{
                "environment": "local",
                "database_url": database.api_url,
                "worker_database_url": database.worker_url,
                "owner_database_url": database.owner_url,
                "jwks_url": jwks_url,
                **settings,
            }
        ),
        title="Notes",
        description="Notes.",
        routers=[router],
        separate_duties=separates_nothing,
        permissions=PERMISSIONS,
    )


async def prepare(database: ServiceDatabase) -> None:
    """Make the tables of the notes."""
    engine = create_async_engine(database.owner_url)
    async with engine.begin() as db:
        for statement in (
            """CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL, text text NOT NULL,
               version integer NOT NULL DEFAULT 1, UNIQUE (org_id, text) DEFERRABLE INITIALLY DEFERRED)""",
            "CREATE TABLE slow_commits (number integer)",
            """CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$""",
            """CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON slow_commits DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW EXECUTE FUNCTION be_slow()""",
            *ddl.chassis_tables(ROLES_OF),
            *ddl.positions(ROLES_OF),
            *ddl.standing(ROLES_OF),
            *ddl.own_events(ROLES_OF),
            *ddl.tenant(ROLES_OF, "notes"),
            *ddl.grant(ROLES_OF, "notes", api="SELECT, INSERT, UPDATE", worker="SELECT"),
            *ddl.grant(ROLES_OF, "slow_commits", api="INSERT"),
        ):
            await db.execute(text(statement))
    await engine.dispose()
    await open_doors(database)
