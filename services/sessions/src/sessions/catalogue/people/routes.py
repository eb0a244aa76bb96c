"""People, and the guardians of learners. The list of people is a view (`views.people`), because sessions decide it."""

from typing import Final

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db
from chassis.http.unchanged import VERSIONED
from chassis.ids import new_id
from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.people import guardians
from sessions.catalogue.people.change import change_person
from sessions.catalogue.people.create import create_people
from sessions.catalogue.people.domain import NewPerson
from sessions.catalogue.people.queries import check_known, guardians_of
from sessions.catalogue.people.schemas import PersonIn, PersonOut, PersonPatch, person_out
from sessions.catalogue.queries import PEOPLE, read_entry
from sessions.catalogue.routes import Entries, add_change, add_create, router_of
from sessions.fields import PersonName

_PEOPLE: Final = Entries(kind=PEOPLE, plural="people", answer=PersonOut, answer_of=person_out)

router = router_of(_PEOPLE)


async def _create(db: AsyncConnection, org_id: Id, person_id: Id, body: PersonIn) -> None:
    person = NewPerson(
        person_id, body.username, body.name, body.email, body.role, body.language, body.zone, body.external_id
    )
    await create_people(db, org_id=org_id, people=[person], now=now())


add_create(router, _PEOPLE, PersonIn, _create, "Create a person. Admins only.")


@router.get("/{person_id}", summary="Read a person", **VERSIONED)
async def read_person(*, db: Db, caller: Caller, response: Response, person_id: Id) -> PersonOut:
    """Read a person: anybody for staff, the people of their sessions for coaches, their learners for guardians.

    Everybody reads themselves.
    """
    await check_known(db, org_id=caller.org_id, person_id=person_id, to=caller.limited_to)
    return await _PEOPLE.read(db, org_id=caller.org_id, entry_id=person_id, response=response)


add_change(
    router,
    _PEOPLE,
    PersonPatch,
    """Change a person. Admins only.

    The answer is 409 (role-needed) if the new role conflicts with what the person takes part in. A person who coaches
    sessions or batches that are not over must stay a coach or an admin. A person on a roster or in a class must stay a
    learner. Guardians and their learners must keep their roles.
    """,
    command=change_person,
)


@router.get("/{person_id}/guardians", summary="List the guardians of a learner")
async def read_guardians(*, db: Db, caller: Caller, person_id: Id) -> list[PersonName]:
    """Read the guardians of a learner. It is for those who may read the learner."""
    await check_known(db, org_id=caller.org_id, person_id=person_id, to=caller.limited_to)
    await read_entry(db, PEOPLE, org_id=caller.org_id, entry_id=person_id)
    found = await guardians_of(db, org_id=caller.org_id, learner_id=person_id)
    return [PersonName(person_id=guardian_id, name=name) for guardian_id, name in found]


@router.put("/{person_id}/guardians/{guardian_id}", summary="Add a guardian to a learner", status_code=204)
async def add_guardian(*, db: Db, caller: Caller, person_id: Id, guardian_id: Id) -> None:
    """Let a guardian see the sessions, records and proofs that a learner sees. Admins only."""
    await guardians.add_guardian(
        db,
        org_id=caller.org_id,
        by=caller.person_id,
        learner_id=person_id,
        guardian_id=guardian_id,
        correlation_id=caller.correlation_id,
        now=now(),
        new_id=new_id,
    )


@router.delete("/{person_id}/guardians/{guardian_id}", summary="Remove a guardian from a learner", status_code=204)
async def remove_guardian(*, db: Db, caller: Caller, person_id: Id, guardian_id: Id) -> None:
    """Remove a guardian from a learner. If they are not a guardian of the learner, nothing happens. Admins only."""
    await guardians.remove_guardian(
        db,
        org_id=caller.org_id,
        by=caller.person_id,
        learner_id=person_id,
        guardian_id=guardian_id,
        correlation_id=caller.correlation_id,
        now=now(),
        new_id=new_id,
    )
