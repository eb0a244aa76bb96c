"""Helpers for the tests of links: they add links to sessions, batches and courses, and read what somebody sees."""

from typing import Any

import httpx

from ..conftest import School

CALL = "https://meet.example.org/algebra?pwd=a1,b2;c3"


async def add(
    school: School, who: str, owner: str, kind: str = "material", url: str = CALL, *, title: str = "Here"
) -> httpx.Response:
    """Ask to add a link to an owner, which is the path of a session, batch or course."""
    return await school.send(who, "POST", f"{owner}/links", {"kind": kind, "title": title, "url": url})


async def added(school: School, who: str, owner: str, kind: str = "material", url: str = CALL) -> str:
    """Add a link and return its id."""
    answer = await add(school, who, owner, kind, url)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["link_id"])


async def seen(school: School, who: str, owner: str) -> list[tuple[str, str, str]]:
    """Return from where the links are that somebody sees at an owner, with their kinds and addresses."""
    items: list[Any] = (await school.ok(who, "GET", f"{owner}/links"))["items"]
    return [(one["of"], one["kind"], one["url"]) for one in items]
