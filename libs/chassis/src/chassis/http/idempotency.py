"""Idempotency-Key: a POST that is sent again gets the stored answer, and its work is not done again.

The answer is stored in the transaction that does the work, so that either both exist or neither.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from chassis.database.statement import Statement
from chassis.errors import Conflict, FieldError, Gone, Unprocessable
from chassis.http.auth import Principal

KEY_CHARACTERS_MAX: Final = 200

_LOCK = Statement(
    "SELECT pg_try_advisory_xact_lock(hashtextextended(CAST(:org_id AS text) || CAST(:caller AS text) || :key, 0))"
)
_FIND = Statement("""
    SELECT request_hash, status, headers, body FROM idempotency_keys
    WHERE org_id = :org_id AND caller = :caller AND key = :key
""")
_STORE = Statement("""
    INSERT INTO idempotency_keys (org_id, caller, key, request_hash, status, headers, body)
    VALUES (:org_id, :caller, :key, :request_hash, :status, CAST(:headers AS jsonb), :body)
""")


class KeyReused(Unprocessable):
    """The key was used for another request."""

    slug, title = "idempotency-key-reused", "This Idempotency-Key belongs to another request"


class KeyInProgress(Conflict):
    """The first request with this key has not ended."""

    slug, title = "idempotency-key-in-progress", "The first request with this Idempotency-Key has not ended"


class AnswerErased(Gone):
    """The stored answer was erased, because it named somebody who was erased since."""

    slug, title = "answer-erased", "The answer to this request was erased"


class Replay(Exception):  # noqa: N818 - not an error: it ends the request early with a stored answer
    """The stored answer of an earlier request. create_api turns it into the response."""

    def __init__(self, response: Response) -> None:
        """Take the stored answer."""
        super().__init__("replayed")
        self.response = response


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The answer of one POST, which is stored under its Idempotency-Key if the client sent one."""

    db: AsyncConnection
    caller: Principal
    key: str | None
    request_hash: bytes

    async def answer(self, status: int, body: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
        """Return the response. Store it in the request's transaction first if there is a key."""
        content, sent = body.model_dump_json().encode(), dict(headers or {})
        if self.key is not None:
            await _STORE.execute(
                self.db,
                {
                    "org_id": self.caller.org_id,
                    "caller": self.caller.person_id,
                    "key": self.key,
                    "request_hash": self.request_hash,
                    "status": status,
                    "headers": orjson.dumps(sent).decode(),
                    "body": content,
                },
            )
        return Response(content, status_code=status, headers=sent, media_type="application/json")


def begin_digest(*, method: str, path: str) -> "hashlib._Hash":
    """Return the digest of a request without its body. The caller updates it piece by piece, as a body may be large."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), b"")))


def of_reach(digest: bytes, caller: Principal) -> bytes:
    """Return the digest of a request by somebody who reaches everything, or only their own.

    They differ, so that a person who lost a role is not answered with what this role was answered.
    """
    return hashlib.sha256(digest + bytes([caller.sees_all])).digest()


async def claim(db: AsyncConnection, caller: Principal, key: str, *, digest: bytes) -> Idempotency:
    """Claim a key for the request with this digest, and return the place for its answer.

    Raises Replay if the answer is stored already, AnswerErased (410) if it was erased, KeyReused (422) if the key
    belongs to another request, and KeyInProgress (409) while the first request with the key runs.
    """
    once = Idempotency(db, caller, key, digest)
    if not 1 <= len(key) <= KEY_CHARACTERS_MAX:
        detail = f"Idempotency-Key must have 1 to {KEY_CHARACTERS_MAX} characters."
        raise Unprocessable(detail, errors=[FieldError("Idempotency-Key", detail)])
    scope = {"org_id": caller.org_id, "caller": caller.person_id, "key": key}
    # A statement of its own, because the snapshot of the look-up must be newer than the commit of the first request.
    if not await _LOCK.scalar(db, {**scope, "org_id": str(caller.org_id), "caller": str(caller.person_id)}):
        raise KeyInProgress("Wait a moment, then send the request again. It gets the answer of the first one.")
    stored = await _FIND.one_or_none(db, scope)
    if stored is None:
        return once
    if not stored.request_hash:
        raise AnswerErased(
            "It named a person who was erased since. The first request with this Idempotency-Key was done, and nothing "
            "was done now. Use a new Idempotency-Key for a new request."
        )
    if stored.request_hash != digest:
        raise KeyReused("Nothing was done. Use a new Idempotency-Key for a new request.")
    headers = {**stored.headers, "Idempotency-Replayed": "true"}
    raise Replay(Response(stored.body, status_code=stored.status, headers=headers, media_type="application/json"))
