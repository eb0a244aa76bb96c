"""The public keys of the token issuer: read often enough that a withdrawn key ends, and never too often.

- Keys older than a fifth of `max_age_seconds` are read again in the background. No request waits for that.
- Keys older than `max_age_seconds` are not trusted: a request waits for new ones. Without an answer of the issuer it is
  refused, because a key may have been withdrawn. So the issuer may be away for this time, and no longer.
- A token that names an unknown key waits for a new reading, because the issuer may have published the key just now.
  Anybody can make up such tokens, so there is one reading at a time, and then none for UNKNOWN_KEY_SECONDS.
"""

import asyncio
import json
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from chassis.errors import Unauthenticated, Unavailable

ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
REFRESHES_PER_AGE: Final = 5
UNKNOWN_KEY_SECONDS: Final = 5
RETRY_SECONDS: Final = 1
TIMEOUT_SECONDS: Final = 5
DOCUMENT_BYTES_MAX: Final = 1_048_576

_log = structlog.stdlib.get_logger("chassis.http.issuer_keys")


class IssuerKeys:
    """The keys of one issuer. `generation` changes whenever the issuer publishes other keys."""

    def __init__(self, jwks_url: str, *, max_age_seconds: float) -> None:
        """Take the URL of the issuer's JWKS (file:// or https://), and how old the keys may be that a request uses."""
        self.generation = 0
        self._jwks_url = jwks_url
        self._max_age_seconds = max_age_seconds
        self._published: Any = None
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at = float("-inf")
        self._read_again_at = float("-inf")
        self._last_reading_failed = False
        self._reading = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> jwt.PyJWK:
        """Return a key that the issuer publishes. Raises Unauthenticated for another one, and Unavailable."""
        await self.be_current()
        if kid not in self._keys:
            await self._read()
        if kid in self._keys:
            return self._keys[kid]
        if self._last_reading_failed:
            raise _unreadable()
        raise Unauthenticated("The access token is signed with a key that its issuer does not publish. Sign in again.")

    async def kid_of(self, public: EllipticCurvePublicKey) -> str | None:
        """Return the id under which the issuer publishes a key, or None if it does not. Raises Unavailable."""
        await self.be_current()
        kid = self._kid_of(public)
        if kid is None:
            await self._read()
            kid = self._kid_of(public)
        return kid

    def _kid_of(self, public: EllipticCurvePublicKey) -> str | None:
        return next((kid for kid, one in self._keys.items() if one.key == public), None)

    async def be_current(self) -> None:
        """Return when the keys are young enough. Raises Unavailable if the issuer does not answer."""
        age_seconds = time.monotonic() - self._read_at
        if age_seconds * REFRESHES_PER_AGE < self._max_age_seconds:
            return
        if age_seconds < self._max_age_seconds:
            self._refresh()
            return
        await self._read()
        if time.monotonic() - self._read_at >= self._max_age_seconds:
            raise _unreadable()

    async def close(self) -> None:
        """End a reading in the background."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.wait([self._refreshing])

    def _refresh(self) -> None:
        """Read the keys in the background, unless somebody reads them already or did so a moment ago."""
        if self._reading.locked() or time.monotonic() < self._read_again_at:
            return
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._read())

    async def _read(self) -> None:
        """Read the keys, once for all requests that wait."""
        async with self._reading:
            began_at = time.monotonic()
            if began_at < self._read_again_at:
                return
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):  # for the whole: a slow issuer may send a byte at a time
                    published = json.loads(await self._read_document())
                keys = jwt.PyJWKSet.from_dict(dict(published)).keys
            except (OSError, httpx.HTTPError, ValueError, TypeError, RecursionError, jwt.PyJWTError) as error:
                _log.error("the token issuer's keys cannot be read", url=self._jwks_url, error=repr(error)[:500])
                self._last_reading_failed = True
                self._read_again_at = time.monotonic() + RETRY_SECONDS
                return
            self._keys = {key.key_id or "": key for key in keys if key.algorithm_name in ALGORITHMS}
            self._last_reading_failed = False
            self._read_at = began_at  # the answer may be as old as the question
            self._read_again_at = time.monotonic() + UNKNOWN_KEY_SECONDS
            if published != self._published:
                self._published = published
                self.generation += 1

    async def _read_document(self) -> str | bytes:
        parts = urlsplit(self._jwks_url)
        if parts.scheme == "file":
            return await asyncio.to_thread(Path(url2pathname(parts.path)).read_text)
        document = b""
        async with (
            httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client,
            client.stream("GET", self._jwks_url) as answer,
        ):
            answer.raise_for_status()
            async for chunk in answer.aiter_bytes():
                document += chunk
                if len(document) > DOCUMENT_BYTES_MAX:
                    raise ValueError(f"the document has more than {DOCUMENT_BYTES_MAX:,} bytes")
        return document


def _unreadable() -> Unavailable:
    return Unavailable("The token issuer's keys cannot be read right now. Try again in a moment.")
