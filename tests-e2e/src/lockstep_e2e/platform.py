"""The running platform for a test: through the gateway, and behind it, for checks."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import httpx
from chassis.operations.kafka_access import KafkaAccess
from lockstep_local.stack import Stack


class Caller(NamedTuple):
    """A person of an organisation, with the roles of their token."""

    org_id: UUID
    person_id: UUID
    roles: tuple[str, ...]

    def as_role(self, *roles: str) -> "Caller":
        """Return the same person with other roles."""
        return self._replace(roles=roles)


REQUEST_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Platform:
    """A stack, a client for its gateway, and connections to its databases."""

    stack: Stack
    client: httpx.AsyncClient
    _databases: dict[str, asyncpg.Connection] = field(default_factory=dict)

    @property
    def kafka(self) -> KafkaAccess:
        """Return how to reach its Kafka as its administrator."""
        return self.stack.kafka()

    def authorization(self, caller: Caller) -> dict[str, str]:
        """Return the header of a caller, with a token of the platform's issuer."""
        token = self.stack.issuer.token(org_id=caller.org_id, sub=caller.person_id, roles=caller.roles)
        return {"Authorization": f"Bearer {token}"}

    async def send(self, caller: Caller, method: str, path: str, **request: Any) -> httpx.Response:
        """Return the answer of a request through the gateway."""
        headers = {**self.authorization(caller), **request.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **request)

    async def post(self, caller: Caller, path: str, body: object = None, **request: Any) -> Any:
        """Post to the API and return the answer's JSON. The request must succeed."""
        answer = await self.send(caller, "POST", path, json=body, **request)
        assert answer.is_success, f"POST {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def get(self, caller: Caller, path: str, **params: str) -> Any:
        """Get from the API and return the answer's JSON. The request must succeed."""
        answer = await self.send(caller, "GET", path, params=params)
        assert answer.is_success, f"GET {path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def rows(self, service: str, statement: str, *arguments: object) -> list[dict[str, Any]]:
        """Return the rows of a query by the superuser in a service's database, over all organisations."""
        if service not in self._databases:
            self._databases[service] = await asyncpg.connect(self.stack.postgres.dsn(service))
        return [dict(row) for row in await self._databases[service].fetch(statement, *arguments)]

    async def close_databases(self) -> None:
        """Close the connections to the databases."""
        for database in self._databases.values():
            await database.close()

    async def count(self, service: str, table: str, session_id: UUID, column: str = "session_id") -> int:
        """Return the number of rows of a service's table that belong to a session."""
        found = await self.rows(service, f"SELECT count(*) FROM {table} WHERE {column} = $1", session_id)
        return int(found[0]["count"])


@asynccontextmanager
async def connect(stack: Stack) -> AsyncIterator[Platform]:
    """Connect to the platform of a running stack."""
    async with httpx.AsyncClient(
        base_url=stack.gateway_url, timeout=REQUEST_TIMEOUT_SECONDS, trust_env=False
    ) as client:
        platform = Platform(stack, client)
        try:
            yield platform
        finally:
            await platform.close_databases()


def names(rows: Sequence[dict[str, Any]], column: str) -> list[Any]:
    """Return one column of the rows."""
    return [row[column] for row in rows]
