"""The bodies of categories."""

from typing import Annotated
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, VERSION, Body
from pydantic import Field

from sessions.catalogue.queries import EntryRow
from sessions.fields import Category


class CategoryIn(Body):
    """A category of sessions and courses."""

    name: Annotated[
        Category,
        Field(
            description="Its name, unique in the organisation, whatever its case and width.", examples=["Mathematics"]
        ),
    ]


class CategoryOut(CategoryIn):
    """A category."""

    name: Annotated[
        str,
        Field(
            description="Its name, unique in the organisation, whatever its case and width.", examples=["Mathematics"]
        ),
    ]
    category_id: Annotated[UUID, Field(description="The category's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]


def category_out(row: EntryRow) -> CategoryOut:
    """Return the body for a category."""
    return CategoryOut(category_id=row.id, version=row.version, name=row.name)
