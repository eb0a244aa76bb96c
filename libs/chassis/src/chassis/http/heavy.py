"""Reads that are much work. A process does few of them at a time for one organisation.

A route names one of these dependencies in its decorator: `dependencies=[HEAVY_READ]`. It comes before the transaction,
so a read that waits holds no connection.
"""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import Depends, Request

from chassis.http import shares
from chassis.http.requests import caller_of
from chassis.http.shares import place


async def _heavy_read(request: Request) -> AsyncIterator[None]:
    caller = await caller_of(request)
    async with place(request.app.state.shares.heavy_reads, caller.org_id, shares.HEAVY_READS):
        yield


async def _search(request: Request) -> AsyncIterator[None]:
    if not request.query_params.get("q"):
        yield
        return
    caller = await caller_of(request)
    async with place(request.app.state.shares.heavy_reads, caller.org_id, shares.HEAVY_READS):
        yield


async def _download(request: Request) -> AsyncIterator[None]:
    caller = await caller_of(request)
    async with place(request.app.state.shares.downloads, caller.org_id, shares.DOWNLOADS):
        yield


HEAVY_READ: Final = Depends(_heavy_read)
"""For a route whose work grows with its organisation."""

SEARCH: Final = Depends(_search)
"""For a list with the parameter `q`. With words it reads many rows. Without words it reads one page of an index."""

DOWNLOAD: Final = Depends(_download)
"""For a route whose answer is sent piece by piece. It is counted until the last piece is sent."""
