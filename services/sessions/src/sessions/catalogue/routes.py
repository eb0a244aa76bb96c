"""The routes that all kinds of catalogue entries share: create, list, read, change and delete.

Each kind registers those that it has, with its own bodies and texts. What only one kind has is in the kind's own file.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import cleandoc
from typing import Annotated, Any, Generic, Protocol, TypeVar
from uuid import UUID

from chassis.http.fields import Body, Id, sent
from chassis.http.heavy import searched_by
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.http.unchanged import VERSIONED
from chassis.ids import new_id
from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import AfterValidator
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.queries import EntryRow, Kind, list_entries, read_entry
from sessions.catalogue.write import change_by_id, delete_entry
from sessions.fields import SEARCH_CHARACTERS_MAX, searched

Search = Annotated[
    str | None,
    AfterValidator(searched),
    Query(
        max_length=SEARCH_CHARACTERS_MAX,
        description="Words, or beginnings of words. All must be found. Case and accents do not matter.",
    ),
]
Exact = Annotated[
    str | None,
    AfterValidator(searched),
    Query(max_length=SEARCH_CHARACTERS_MAX, description="Only the one with this value. Case and width do not matter."),
]

New = TypeVar("New", bound=Body)
Answer = TypeVar("Answer", bound=Body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries(Generic[Answer]):
    """One kind of entries as clients see it: its name in paths and texts, and its body."""

    kind: Kind
    plural: str
    answer: type[Answer]
    answer_of: Callable[[EntryRow], Answer]

    @property
    def id_name(self) -> str:
        """Return the name of the path's parameter."""
        return f"{self.kind.name}_id"

    async def read(self, db: AsyncConnection, *, org_id: Id, entry_id: Id, response: Response) -> Answer:
        """Return the body of an entry, and set its ETag. Raises the kind's NotFound."""
        row = await read_entry(db, self.kind, org_id=org_id, entry_id=entry_id)
        response.headers["ETag"] = etag(row.version)
        return self.answer_of(row)


def router_of(entries: Entries[Any]) -> APIRouter:
    """Return an empty router for the paths of a kind."""
    return APIRouter(prefix=f"/v1/{entries.plural}", tags=[entries.plural])


class ChangeCommand(Protocol):
    """A command that changes an entry of one kind, by the fields that were sent."""

    async def __call__(
        self, db: AsyncConnection, *, org_id: Id, entry_id: Id, changes: Any, expected_versions: frozenset[int] | None
    ) -> None:
        """Change an entry. Raises the kind's NotFound, StaleVersion, NameTaken."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What every list takes: words to search for, and the page."""

    q: str | None
    limit: int
    cursor: str | None


async def listing(q: Search = None, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None) -> Listing:
    """Return the parameters of a list. It is async, because FastAPI would run a plain function in a thread."""
    return Listing(q, limit, cursor)


async def no_exact_values() -> dict[str, str | None]:
    """Return the parameters of a list that is not filtered by exact values."""
    return {}


def add_create(
    router: APIRouter,
    entries: Entries[Answer],
    body_type: type[New],
    create: Callable[[AsyncConnection, UUID, UUID, New], Awaitable[None]],
    description: str,
) -> None:
    """Add the route that creates an entry. `create` takes the connection, organisation's id, entry's id and body."""

    async def create_entry(*, db: Db, caller: Caller, once: Once, body: body_type) -> Response:  # type: ignore[valid-type]
        entry_id = new_id()
        await create(db, caller.org_id, entry_id, body)
        row = await read_entry(db, entries.kind, org_id=caller.org_id, entry_id=entry_id)
        headers = {"ETag": etag(row.version), "Location": f"/v1/{entries.plural}/{entry_id}"}
        return await once.answer(201, entries.answer_of(row), headers=headers)

    router.add_api_route(
        "",
        create_entry,
        methods=["POST"],
        name=f"create_{entries.kind.name}",
        summary=f"Create a {entries.kind.name}",
        description=cleandoc(description),
        status_code=201,
        response_model=entries.answer,
    )


def add_list(
    router: APIRouter,
    entries: Entries[Answer],
    description: str,
    exact_values: Callable[..., Awaitable[Mapping[str, str | None]]] = no_exact_values,
) -> None:
    """Add the route that lists entries. `exact_values` is the dependency that takes the values of single columns."""

    async def list_some(
        *,
        db: Db,
        caller: Caller,
        exact: Annotated[Mapping[str, str | None], Depends(exact_values)],
        asked: Annotated[Listing, Depends(listing)],
    ) -> Page[Any]:
        found = await list_entries(
            db,
            entries.kind,
            org_id=caller.org_id,
            exact=exact,
            q=asked.q,
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return Page.of(found.map(entries.answer_of))

    router.add_api_route(
        "",
        list_some,
        methods=["GET"],
        name=f"list_{entries.plural}",
        summary=f"List {entries.plural}",
        dependencies=[searched_by("q")],
        description=f"{cleandoc(description)}\n\nA page may have fewer {entries.plural} than the limit. "
        "There are more as long as there is a next_cursor.",
        response_model=Page.__class_getitem__(entries.answer),
    )


def add_read(router: APIRouter, entries: Entries[Answer], description: str) -> None:
    """Add the route that reads an entry."""

    async def read(
        *, db: Db, caller: Caller, response: Response, entry_id: Annotated[Id, Path(alias=entries.id_name)]
    ) -> Answer:
        return await entries.read(db, org_id=caller.org_id, entry_id=entry_id, response=response)

    router.add_api_route(
        f"/{{{entries.id_name}}}",
        read,
        methods=["GET"],
        name=f"read_{entries.kind.name}",
        summary=f"Read a {entries.kind.name}",
        description=cleandoc(description),
        response_model=entries.answer,
        **VERSIONED,
    )


def add_change(
    router: APIRouter,
    entries: Entries[Answer],
    body_type: type[Body],
    description: str,
    *,
    command: ChangeCommand | None = None,
    verb: str = "Change",
) -> None:
    """Add the route that changes an entry, by a command of its kind or by the one for all kinds."""
    write: ChangeCommand = command or partial(change_by_id, kind=entries.kind)

    async def change(
        *,
        db: Db,
        caller: Caller,
        response: Response,
        if_match: IfMatch,
        entry_id: Annotated[Id, Path(alias=entries.id_name)],
        body: body_type,  # type: ignore[valid-type]
    ) -> Answer:
        await write(db, org_id=caller.org_id, entry_id=entry_id, changes=sent(body), expected_versions=if_match)
        return await entries.read(db, org_id=caller.org_id, entry_id=entry_id, response=response)

    router.add_api_route(
        f"/{{{entries.id_name}}}",
        change,
        methods=["PATCH"],
        name=f"{verb.lower()}_{entries.kind.name}",
        summary=f"{verb} a {entries.kind.name}",
        description=cleandoc(description),
        response_model=entries.answer,
    )


def add_delete(router: APIRouter, entries: Entries[Answer], description: str) -> None:
    """Add the route that deletes an entry to which nothing refers."""

    async def delete(
        *, db: Db, caller: Caller, if_match: IfMatch, entry_id: Annotated[Id, Path(alias=entries.id_name)]
    ) -> None:
        await delete_entry(db, entries.kind, org_id=caller.org_id, entry_id=entry_id, expected_versions=if_match)

    router.add_api_route(
        f"/{{{entries.id_name}}}",
        delete,
        methods=["DELETE"],
        name=f"delete_{entries.kind.name}",
        summary=f"Delete a {entries.kind.name}",
        description=cleandoc(description),
        status_code=204,
    )
