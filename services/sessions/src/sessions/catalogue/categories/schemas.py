"""The bodies of categories."""

from typing import Annotated, Any
from uuid import UUID

from chassis.http.fields import VERSION, Body
from pydantic import Field
from sqlalchemy import Row

from sessions.catalogue.classes.schemas import EXAMPLE_ID
from sessions.fields import Category


class CategoryIn(Body):
    """A category of sessions and courses."""

    name: Annotated[Category, Field(description="Its name, unique in the organisation.", examples=["Mathematics"])]


class CategoryOut(CategoryIn):
    """A category."""

    name: Annotated[str, Field(description="Its name, unique in the organisation.", examples=["Mathematics"])]
    category_id: Annotated[UUID, Field(description="The category's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, VERSION]


def category_out(row: Row[*tuple[Any, ...]]) -> CategoryOut:
    """Return the body for a category."""
    return CategoryOut(category_id=row.id, version=row.version, name=row.name)
