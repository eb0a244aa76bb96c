"""The bodies of people."""

from typing import Annotated
from uuid import UUID

from chassis.http.fields import VERSION, Body
from pydantic import Field

from sessions.catalogue.domain import PersonRole
from sessions.catalogue.queries import EntryRow
from sessions.fields import EXTERNAL_ID, LANGUAGE, OWN_ZONE, Email, ExternalId, Language, Name, OwnZone, Username


class PersonIn(Body):
    """A person to create."""

    username: Annotated[
        Username,
        Field(description="Their username, unique in the organisation, whatever its case and width.", examples=["ada"]),
    ]
    name: Annotated[Name, Field(description="Their name.", examples=["Ada Lovelace"])]
    email: Annotated[
        Email | None, Field(description="Their e-mail address, if known.", examples=["ada@example.org"])
    ] = None
    role: Annotated[PersonRole, Field(description="Their role.", examples=["learner"])]
    language: Annotated[Language | None, LANGUAGE] = None
    zone: Annotated[OwnZone | None, OWN_ZONE] = None
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None


class PersonPatch(Body):
    """Changes to a person. A field that is left out stays as it is."""

    username: Annotated[
        Username, Field(description="Unique in the organisation, whatever its case and width.", examples=["ada"])
    ] = ""
    name: Annotated[Name, Field(description="Their name.", examples=["Ada King"])] = ""
    email: Annotated[
        Email | None, Field(description="Their e-mail address; null removes it.", examples=["ada@example.org"])
    ] = None
    role: Annotated[
        PersonRole,
        Field(description="Their role. Refused while it conflicts with what they take part in.", examples=["coach"]),
    ] = "learner"
    language: Annotated[Language | None, LANGUAGE] = None
    zone: Annotated[OwnZone | None, OWN_ZONE] = None
    external_id: Annotated[ExternalId | None, EXTERNAL_ID] = None


class PersonOut(PersonIn):
    """A person."""

    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]
    language: Annotated[str | None, LANGUAGE] = None
    zone: Annotated[str | None, OWN_ZONE] = None
    external_id: Annotated[str | None, EXTERNAL_ID] = None
    version: Annotated[int, VERSION]
    person_id: Annotated[
        UUID,
        Field(description="Their id, the `sub` of their tokens.", examples=["0193b2a4-0000-7000-8000-000000000001"]),
    ]


def person_out(row: EntryRow) -> PersonOut:
    """Return the body for a person."""
    return PersonOut(
        person_id=row.id,
        version=row.version,
        username=row.username,
        name=row.name,
        email=row.email,
        role=row.role,
        language=row.language,
        zone=row.zone,
        external_id=row.external_id,
    )
