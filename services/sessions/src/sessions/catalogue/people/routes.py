"""People."""

from typing import Annotated
from uuid import UUID

from chassis.clock import now
from chassis.errors import Forbidden
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.ids import new_id
from fastapi import APIRouter, Query, Response

from sessions.catalogue.domain import PersonRole
from sessions.catalogue.people import guardians
from sessions.catalogue.people.change import change_person as change
from sessions.catalogue.people.create import NewPerson, create_people
from sessions.catalogue.people.queries import guardians_of
from sessions.catalogue.people.schemas import PersonIn, PersonOut, PersonPatch, person_out
from sessions.catalogue.queries import PEOPLE, list_entries, read_entry
from sessions.catalogue.searching import Exact, Search
from sessions.catalogue.tables import people
from sessions.fields import PersonName

router = APIRouter(prefix="/v1/people", tags=["people"])


@router.post("", summary="Create a person", status_code=201, response_model=PersonOut)
async def create_person(*, db: Db, caller: Caller, once: Once, body: PersonIn) -> Response:
    """Create a person. Admins only."""
    caller.require("admin")
    person = NewPerson(new_id(), body.username, body.name, body.email, body.role)
    await create_people(db, caller=caller, people=[person], now=now())
    answer = PersonOut(person_id=person.person_id, version=1, **body.model_dump())
    return await once.answer(201, answer, headers={"ETag": etag(1)})


@router.get("", summary="List people")
async def list_people(
    *,
    db: Db,
    caller: Caller,
    username: Exact = None,
    role: Annotated[PersonRole | None, Query(description="Only people of this role.")] = None,
    q: Search = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[PersonOut]:
    """List people by username. q searches name, username and e-mail address. Admins and support only.

    A page may have fewer people than the limit. There are more as long as there is a next_cursor.
    """
    caller.require("admin", "support")
    where = []
    if username is not None:
        where.append(people.c.username == username)
    if role is not None:
        where.append(people.c.role == role)
    rows, next_cursor = await list_entries(
        db, PEOPLE, org_id=caller.org_id, where=where, q=q, limit=limit, cursor=cursor
    )
    return Page(items=[person_out(row) for row in rows], next_cursor=next_cursor)


@router.get("/{person_id}", summary="Read a person")
async def read_person(*, db: Db, caller: Caller, response: Response, person_id: UUID) -> PersonOut:
    """Read a person. Admins, support and coaches can read anybody, others only themselves."""
    if person_id != caller.person_id and not caller.has("admin", "support", "coach"):
        raise Forbidden("You can only read your own entry. Admins, support and coaches can read any.")
    row = await read_entry(db, PEOPLE, org_id=caller.org_id, entry_id=person_id)
    response.headers["ETag"] = etag(row.version)
    return person_out(row)


@router.patch("/{person_id}", summary="Change a person")
async def change_person(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, person_id: UUID, body: PersonPatch
) -> PersonOut:
    """Change a person. Admins only.

    The answer is 409 (role-needed) if the new role conflicts with what the person takes part in. A person who coaches
    sessions or batches that are not over must stay a coach or an admin. A person on a roster or in a class must stay a
    learner. Guardians and their learners must keep their roles.
    """
    caller.require("admin")
    await change(db, caller=caller, person_id=person_id, changes=body.changes(), expected_version=if_match)
    row = await read_entry(db, PEOPLE, org_id=caller.org_id, entry_id=person_id)
    response.headers["ETag"] = etag(row.version)
    return person_out(row)


@router.get("/{person_id}/guardians", summary="List the guardians of a learner")
async def read_guardians(*, db: Db, caller: Caller, person_id: UUID) -> list[PersonName]:
    """Read the guardians of a learner. Admins, support and coaches can read anybody's, others only their own."""
    if person_id != caller.person_id and not caller.has("admin", "support", "coach"):
        raise Forbidden("You can only read your own guardians. Admins, support and coaches can read anybody's.")
    await read_entry(db, PEOPLE, org_id=caller.org_id, entry_id=person_id)
    found = await guardians_of(db, org_id=caller.org_id, learner_id=person_id)
    return [PersonName(person_id=guardian_id, name=name) for guardian_id, name in found]


@router.put("/{person_id}/guardians/{guardian_id}", summary="Add a guardian to a learner", status_code=204)
async def add_guardian(*, db: Db, caller: Caller, person_id: UUID, guardian_id: UUID) -> None:
    """Let a guardian see the sessions, records and proofs that a learner sees. Admins only."""
    caller.require("admin")
    await guardians.add_guardian(db, caller=caller, learner_id=person_id, guardian_id=guardian_id, now=now())


@router.delete("/{person_id}/guardians/{guardian_id}", summary="Remove a guardian from a learner", status_code=204)
async def remove_guardian(*, db: Db, caller: Caller, person_id: UUID, guardian_id: UUID) -> None:
    """Remove a guardian from a learner. If they are not a guardian of the learner, nothing happens. Admins only."""
    caller.require("admin")
    await guardians.remove_guardian(db, caller=caller, learner_id=person_id, guardian_id=guardian_id)
