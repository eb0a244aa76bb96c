"""The body of lists of people."""

from chassis.http.fields import EXAMPLE_ID
from chassis.http.requests import Page
from pydantic import Field

from sessions.catalogue.people.schemas import PersonOut
from sessions.fields import PersonName


class PeoplePage(Page[PersonOut | PersonName]):
    """One page of people. Those of whom the caller may see no more than the name have only this, and their id."""

    items: list[PersonOut | PersonName] = Field(
        description="The rows of this page.", examples=[[{"person_id": EXAMPLE_ID, "name": "Ada Lovelace"}]]
    )
