"""A person to create, and changes to a person."""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from sessions.catalogue.domain import PersonRole


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be created."""

    person_id: UUID
    username: str
    name: str
    email: str | None
    role: PersonRole
    language: str | None = None
    zone: str | None = None
    external_id: str | None = None


class PersonChanges(TypedDict, total=False):
    """The changes to a person. A field that is absent stays as it is. None removes a value."""

    username: str
    name: str
    email: str | None
    role: PersonRole
    language: str | None
    zone: str | None
    external_id: str | None
