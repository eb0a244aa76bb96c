"""Bodies for links."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, EXAMPLE_UTC, Body, Instant
from pydantic import AfterValidator, Field

from sessions.fields import checked
from sessions.links.domain import TITLE_MAX, URL_MAX, URL_PATTERN, Link, LinkKind, NewLink, Source, url_fault


def _url(value: str) -> str:
    """Return the address of a link. Raises ValueError where it is not allowed."""
    if fault := url_fault(value):
        raise ValueError(fault)
    return value


Title = Annotated[str, Field(max_length=TITLE_MAX), checked(TITLE_MAX, is_name=True)]
Url = Annotated[str, Field(max_length=URL_MAX, json_schema_extra={"pattern": URL_PATTERN}), AfterValidator(_url)]
KIND = Field(
    description="call: where the online call takes place; there is at most one. material: anything else.",
    examples=["material"],
)
TITLE = Field(description="What it is called.", examples=["Worksheet 3"])
URL = Field(
    description="Its address: https, with a host, without a user name or a password.",
    examples=["https://files.example.org/algebra/worksheet-3"],
)


class LinkIn(Body):
    """A link to add."""

    kind: Annotated[LinkKind, KIND]
    title: Annotated[Title, TITLE]
    url: Annotated[Url, URL]

    def new_link(self) -> NewLink:
        """Return the link that it asks for."""
        return NewLink(self.kind, self.title, self.url)


class LinkOut(Body):
    """A link."""

    link_id: Annotated[UUID, Field(description="The link's id.", examples=[EXAMPLE_ID])]
    of: Annotated[
        Source,
        Field(
            description="To what it belongs: the session, its batch, its course run or a course.", examples=["batch"]
        ),
    ]
    owner_id: Annotated[UUID, Field(description="The id of that to which it belongs.", examples=[EXAMPLE_ID])]
    kind: Annotated[LinkKind, KIND]
    title: Annotated[str, TITLE]
    url: Annotated[str, URL]
    created_by: Annotated[UUID, Field(description="Who added it.", examples=[EXAMPLE_ID])]
    created_at: Annotated[Instant, Field(description="When it was added.", examples=[EXAMPLE_UTC])]


class LinksOut(Body):
    """Links. There are few, so they have no pages."""

    items: Annotated[list[LinkOut], Field(description="The links, the nearest first, then the oldest first.")]


def link_out(link: Link) -> LinkOut:
    """Return the body for a link."""
    return LinkOut(
        link_id=link.link_id,
        of=link.of,
        owner_id=link.owner_id,
        kind=link.kind,
        title=link.title,
        url=link.url,
        created_by=link.created_by,
        created_at=link.created_at,
    )


def links_out(links: Iterable[Link]) -> LinksOut:
    """Return the body for links, in their order."""
    return LinksOut(items=[link_out(link) for link in links])
