"""What a service keeps beside its own tables and may be personal: answers under an Idempotency-Key, parked records.

An erasure forgets it. Every service has these tables (`ddl.chassis_tables`).
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement

# The row stays, so that a request that is sent again is not done again. Without its digest it is never replayed.
_BLANK: Final = Statement("""
    UPDATE idempotency_keys SET request_hash = '', status = 410, headers = '{}', body = ''
    WHERE org_id = :org_id AND request_hash <> '' AND (caller = :person_id OR EXISTS (
        SELECT FROM unnest(CAST(:traces AS bytea[])) AS trace
        WHERE position(trace IN body) > 0 OR position(trace IN convert_to(CAST(headers AS text), 'UTF8')) > 0))
    RETURNING 1
""")
# A key that names a person cannot stay. A short name is part of many random ids, and a request whose key has one
# of them must not be done again. So ids in keys are passed over.
_DELETE: Final = Statement("""
    DELETE FROM idempotency_keys WHERE org_id = :org_id AND EXISTS (
        SELECT FROM unnest(CAST(:words AS text[])) AS word
        WHERE position(lower(word) IN regexp_replace(
            lower(key), '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}', ' ', 'g')) > 0)
    RETURNING 1
""")
# A parked record stays a record, so that those behind it keep their place. Without a value it says: forget the key.
_EMPTY: Final = Statement("""
    UPDATE parked SET value = NULL
    WHERE key = ANY (CAST(:keys AS bytea[])) AND value IS NOT NULL RETURNING 1
""")


async def forget_answers(db: AsyncConnection, *, org_id: UUID, person_id: UUID, words: Sequence[str] = ()) -> int:
    """Forget the stored answers to a person, and those that name them by their id or by one of the words.

    Return how many. Words are names and addresses. A request that is sent again afterwards is answered with 410. Only
    if its key has one of the words, nothing is left of it, and it would be done again. An id may stay in a key.
    """
    traces = [orjson.dumps(word)[1:-1] for word in (str(person_id), *words)]
    scope = {"org_id": org_id, "person_id": person_id, "traces": traces, "words": list(words)}
    return len(await _DELETE.all(db, scope)) + len(await _BLANK.all(db, scope))


async def forget_parked(db: AsyncConnection, keys: Sequence[str]) -> int:
    """Forget what parked records of these partition keys say, and return how many said something."""
    return len(await _EMPTY.all(db, {"keys": [key.encode() for key in keys]}))
