"""Lists of people."""

from typing import Annotated, Any

from chassis.clock import now
from chassis.http.fields import EXAMPLE_ID
from chassis.http.heavy import searched_by
from chassis.http.lookups import LOOKED_UP_MAX, checked, ids_in, lookup
from chassis.http.requests import Caller, Db
from fastapi import APIRouter, Depends, Query

from sessions.catalogue.domain import PersonRole
from sessions.catalogue.people.schemas import person_out
from sessions.catalogue.queries import PEOPLE, list_entries
from sessions.catalogue.routes import Exact, Listing, listing
from sessions.fields import PersonName, searched_texts
from sessions.views.people.errors import LookUpNeeded
from sessions.views.people.queries import look_up_people
from sessions.views.people.schemas import PeoplePage

router = APIRouter(prefix="/v1/people", tags=["people"])


async def _asked(
    ids: Annotated[str | None, checked(ids_in), lookup("Only the people with these ids.", example=EXAMPLE_ID)] = None,
    usernames: Annotated[
        str | None,
        checked(searched_texts),
        lookup("Only the people with these usernames. Case and width do not matter.", example="ada,grace"),
    ] = None,
    external_ids: Annotated[
        str | None,
        checked(searched_texts),
        lookup("Only the people with these ids of another system.", example="4711,4712"),
    ] = None,
) -> dict[str, Any]:
    """Return the values that are looked up, by column."""
    return {
        "id": ids_in(ids),
        "username": searched_texts(usernames),
        "external_id": searched_texts(external_ids),
    }


@router.get("", summary="List people", dependencies=[searched_by("q")])
async def list_people(
    *,
    db: Db,
    caller: Caller,
    asked: Annotated[dict[str, Any], Depends(_asked)],
    username: Exact = None,
    role: Annotated[PersonRole | None, Query(description="Only people of this role.")] = None,
    listed: Annotated[Listing, Depends(listing)],
) -> PeoplePage:
    """List people by username. q searches name, username and e-mail address.

    A page may have fewer people than the limit. There are more as long as there is a next_cursor. With ids,
    usernames or external_ids the page has everybody who is found, whatever the limit.

    Coaches, learners and guardians look people up in one of these ways, without any other filter. They find those whom
    they may read (GET /v1/people/{person_id}). By ids they also find the names that their sessions show them: the
    answer then has only id and name.
    """
    is_lookup = any(values is not None for values in asked.values())
    exact = {"username": username, "role": role}
    if not caller.sees_all:
        if not is_lookup or any((username, role, listed.q, listed.cursor)):
            raise LookUpNeeded
        found = await look_up_people(db, org_id=caller.org_id, person_id=caller.person_id, asked=asked, now=now())
        people = [person_out(one.row) if one.is_whole else _name_of(one.row) for one in found]
        return PeoplePage(items=people)
    page = await list_entries(
        db,
        PEOPLE,
        org_id=caller.org_id,
        exact=exact,
        asked=asked,
        q=listed.q,
        limit=LOOKED_UP_MAX if is_lookup else listed.limit,
        cursor=listed.cursor,
    )
    return PeoplePage(items=list(page.map(person_out).items), next_cursor=page.next_cursor)


def _name_of(row: Any) -> PersonName:
    return PersonName(person_id=row.id, name=row.name)
