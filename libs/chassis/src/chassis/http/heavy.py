"""Reads that are much work. A process does few of them at a time for one organisation.

A route names one of these dependencies in its decorator: `dependencies=[HEAVY_READ]`. It comes before the transaction,
so a read that waits holds no connection.
"""

from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Depends, Request

from chassis.http import shares
from chassis.http.requests import caller_of
from chassis.http.shares import place


async def _heavy_read(request: Request) -> AsyncIterator[None]:
    caller = await caller_of(request)
    async with place(request.app.state.shares.heavy_reads, caller.org_id, shares.HEAVY_READS):
        yield


async def _download(request: Request) -> AsyncIterator[None]:
    caller = await caller_of(request)
    async with place(request.app.state.shares.downloads, caller.org_id, shares.DOWNLOADS):
        yield


HEAVY_READ: Final = Depends(_heavy_read)
"""For a route whose work grows with its organisation."""

DOWNLOAD: Final = Depends(_download)
"""For a route whose answer is sent piece by piece. It is counted until the last piece is sent."""


def searched_by(*parameters: str) -> Any:
    """Return a dependency for a list. It counts a request that has one of these parameters of the query.

    These are the ones for which the list looks at many rows. Without them it reads one page of an index.
    """

    async def search(request: Request) -> AsyncIterator[None]:
        if not any(request.query_params.get(name) for name in parameters):
            yield
            return
        caller = await caller_of(request)
        async with place(request.app.state.shares.heavy_reads, caller.org_id, shares.HEAVY_READS):
            yield

    return Depends(search)
