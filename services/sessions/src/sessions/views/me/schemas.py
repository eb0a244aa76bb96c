"""The body that says who the caller is."""

from typing import Annotated, Literal
from uuid import UUID

from chassis.http.auth import Principal
from chassis.http.fields import EXAMPLE_ID, Body
from contracts.permissions import PERMISSIONS
from pydantic import Field

from sessions.fields import LANGUAGE
from sessions.views.me.queries import Me


class LearnerOut(Body):
    """A learner whose guardian the caller is."""

    person_id: Annotated[UUID, Field(description="The learner.", examples=[EXAMPLE_ID])]
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]


class MeOut(Body):
    """The caller: a person, their organisation, and what they may do."""

    person_id: Annotated[UUID, Field(description="The caller's id, the `sub` of the token.", examples=[EXAMPLE_ID])]
    username: Annotated[
        str | None, Field(description="Their username; null if the catalogue does not have them.", examples=["grace"])
    ]
    name: Annotated[str | None, Field(description="Their name; null as for username.", examples=["Grace Hopper"])]
    email: Annotated[
        str | None, Field(description="Their e-mail address, if it is known.", examples=["grace@example.org"])
    ]
    language: Annotated[str | None, LANGUAGE]
    roles: Annotated[
        list[str],
        Field(
            description="Their roles, with those that a role includes, and without duties that the policy separates.",
            examples=[["coach"]],
        ),
    ]
    org_id: Annotated[UUID, Field(description="Their organisation.", examples=[EXAMPLE_ID])]
    organisation: Annotated[
        str | None, Field(description="Its name; null until an admin sets it up.", examples=["Northside Tutoring"])
    ]
    zone: Annotated[
        str, Field(description="Their IANA zone. If they have none, the organisation's.", examples=["Europe/Lisbon"])
    ]
    learners: Annotated[list[LearnerOut], Field(description="The learners whose guardian they are, by name.")]
    may: Annotated[
        dict[str, Literal["all", "own"]],
        Field(
            description="The routes of all services that they may call, and whether these reach everything of the "
            "organisation or only what they have a part in.",
            examples=[{"GET /v1/sessions": "own"}],
        ),
    ]


def me_out(me: Me, caller: Principal) -> MeOut:
    """Return the body for the caller."""
    reached = ((route, rule.reach(caller.roles, caller.scopes)) for route, rule in PERMISSIONS.items())
    return MeOut(
        person_id=caller.person_id,
        username=me.row.username,
        name=me.row.name,
        email=me.row.email,
        language=me.row.language,
        roles=sorted(caller.roles),
        org_id=caller.org_id,
        organisation=me.row.org_name,
        zone=me.row.zone,
        learners=[LearnerOut(person_id=one.id, name=one.name) for one in me.learners],
        may={route: reach for route, reach in reached if reach is not None},
    )
