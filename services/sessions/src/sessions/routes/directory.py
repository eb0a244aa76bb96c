"""The organisation, its policy, people and courses."""

from typing import Annotated
from uuid import UUID

from chassis.clock import now
from chassis.errors import Forbidden
from chassis.http import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.ids import new_id
from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator

from sessions.commands import directory as commands
from sessions.domain.sheets import PersonRole
from sessions.queries import directory as queries
from sessions.schemas import directory as schemas
from sessions.schemas.fields import searched

router = APIRouter(prefix="/v1")

SEARCH_CHARACTERS_MAX = 200

Search = Annotated[
    str | None, AfterValidator(searched), Query(max_length=SEARCH_CHARACTERS_MAX, description="Part of a name.")
]


@router.put("/organisation", tags=["organisation"])
async def put_organisation(*, db: Db, caller: Caller, body: schemas.OrganisationBody) -> schemas.OrganisationBody:
    """Create or change your organisation. Admins only."""
    caller.require("admin")
    organisation = await commands.put_organisation(db, caller=caller, name=body.name, zone=body.zone, now=now())
    return schemas.OrganisationBody(**organisation._asdict())


@router.get("/organisation", tags=["organisation"])
async def read_organisation(*, db: Db, caller: Caller) -> schemas.OrganisationBody:
    """Read your organisation."""
    organisation = await queries.organisation(db, org_id=caller.org_id)
    return schemas.OrganisationBody(**organisation._asdict())


@router.get("/policy", tags=["organisation"])
async def read_policy(*, db: Db, caller: Caller, response: Response) -> schemas.PolicyOut:
    """Read the policy in force."""
    policy = await queries.policy(db, org_id=caller.org_id)
    response.headers["ETag"] = etag(policy.version)
    return schemas.policy_out(policy)


@router.put("/policy", tags=["organisation"])
async def put_policy(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, body: schemas.PolicyIn
) -> schemas.PolicyOut:
    """Put a policy in force at once, as its next version. Admins only."""
    caller.require("admin")
    policy = await commands.put_policy(db, caller=caller, wanted=body.policy(), expected_version=if_match, now=now())
    response.headers["ETag"] = etag(policy.version)
    return schemas.policy_out(policy)


@router.post("/people", status_code=201, response_model=schemas.PersonOut, tags=["people"])
async def create_person(*, db: Db, caller: Caller, once: Once, body: schemas.PersonIn) -> Response:
    """Create a person. Admins only."""
    caller.require("admin")
    person = commands.NewPerson(new_id(), body.username, body.name, body.email, body.role)
    await commands.create_people(db, caller=caller, people=[person], now=now())
    return await once.answer(201, schemas.PersonOut(person_id=person.person_id, **body.model_dump()))


@router.get("/people", tags=["people"])
async def list_people(
    *,
    db: Db,
    caller: Caller,
    username: Annotated[
        str | None, AfterValidator(searched), Query(max_length=SEARCH_CHARACTERS_MAX, description="This username.")
    ] = None,
    role: Annotated[PersonRole | None, Query(description="Only people of this role.")] = None,
    q: Search = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.PersonOut]:
    """List people by username. Admins and support only."""
    caller.require("admin", "support")
    rows, next_cursor = await queries.list_people(
        db, org_id=caller.org_id, username=username, role=role, q=q, limit=limit, cursor=cursor
    )
    return Page(items=[schemas.person_out(row) for row in rows], next_cursor=next_cursor)


@router.get("/people/{person_id}", tags=["people"])
async def read_person(*, db: Db, caller: Caller, person_id: UUID) -> schemas.PersonOut:
    """Read a person: yourself, or as admin, support or coach anybody."""
    if person_id != caller.person_id and not caller.has("admin", "support", "coach"):
        raise Forbidden("You can read your own entry only.")
    return schemas.person_out(await queries.person(db, org_id=caller.org_id, person_id=person_id))


@router.post("/courses", status_code=201, response_model=schemas.CourseOut, tags=["courses"])
async def create_course(*, db: Db, caller: Caller, once: Once, body: schemas.CourseIn) -> Response:
    """Create a course, and its category when there is none of that name. Admins only."""
    caller.require("admin")
    course = commands.NewCourse(new_id(), body.code, body.title, body.category)
    category_ids = await commands.create_courses(db, caller=caller, courses=[course], now=now(), new_id=new_id)
    category_id = category_ids[body.category] if body.category is not None else None
    answer = schemas.CourseOut(course_id=course.course_id, category_id=category_id, **body.model_dump())
    return await once.answer(201, answer)


@router.get("/courses", tags=["courses"])
async def list_courses(
    *,
    db: Db,
    caller: Caller,
    code: Annotated[
        str | None, AfterValidator(searched), Query(max_length=SEARCH_CHARACTERS_MAX, description="This code.")
    ] = None,
    q: Search = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.CourseOut]:
    """List courses by code."""
    rows, next_cursor = await queries.list_courses(db, org_id=caller.org_id, code=code, q=q, limit=limit, cursor=cursor)
    return Page(items=[schemas.course_out(row) for row in rows], next_cursor=next_cursor)
