"""Kafka's administration: a client of aiokafka, and the requests about rights and passwords that it does not offer."""

import hashlib
import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import SecurityDisabled, for_code
from aiokafka.protocol.admin import CreateAclsRequest_v1, DeleteAclsRequest_v1, DescribeAclsRequest_v1
from aiokafka.protocol.api import RequestStruct, Response
from aiokafka.protocol.types import CompactArray, CompactBytes, CompactString, Int8, Int16, Int32, Schema, TaggedFields
from pydantic import SecretStr

from chassis.operations.kafka_access import KafkaAccess

REQUEST_TIMEOUT_MS: Final = 15_000
SCRAM_SHA_512: Final = 2
SCRAM_ITERATIONS: Final = 4096
"""What Kafka takes at least, and by default. Passwords that are random need no more."""

SALT_BYTES: Final = 16
ANY: Final = 1
"""In a filter: whatever the value is."""


class KafkaRefusedError(Exception):
    """Kafka refused what an operator asked. The message says why and what to do."""


class Acl(NamedTuple):
    """A rule of Kafka's authoriser, with Kafka's numbers for its parts."""

    resource: int
    name: str
    pattern: int
    principal: str
    host: str
    operation: int
    permission: int


@asynccontextmanager
async def administration(access: KafkaAccess) -> AsyncIterator[AIOKafkaAdminClient]:
    """Give an administration client. Raises KafkaError if Kafka does not let it in."""
    admin = AIOKafkaAdminClient(**access.options(), request_timeout_ms=REQUEST_TIMEOUT_MS)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def acls_of(admin: AIOKafkaAdminClient, principal: str) -> set[Acl]:
    """Return the rules about one principal. Raises KafkaRefusedError if Kafka has no authoriser."""
    answer = await _send(admin, DescribeAclsRequest_v1(ANY, None, ANY, f"User:{principal}", None, ANY, ANY))
    if for_code(answer.error_code) is SecurityDisabled:
        raise KafkaRefusedError(
            "Kafka lets everybody do everything: it has no authoriser. Set authorizer.class.name in its settings"
        )
    _raise_for(answer.error_code, answer.error_message)
    return {Acl(*resource, *rule) for *resource, rules in answer.resources for rule in rules}


async def create_acls(admin: AIOKafkaAdminClient, acls: Collection[Acl]) -> None:
    """Add rules. A rule that exists already stays."""
    answer = await _send(admin, CreateAclsRequest_v1(sorted(acls)))
    for code, message in answer.creation_responses:
        _raise_for(code, message)


async def delete_acls(admin: AIOKafkaAdminClient, acls: Collection[Acl]) -> None:
    """Remove exactly these rules."""
    answer = await _send(admin, DeleteAclsRequest_v1(sorted(acls)))
    for code, message, _ in answer.filter_responses:
        _raise_for(code, message)


async def set_passwords(admin: AIOKafkaAdminClient, passwords: Mapping[str, SecretStr]) -> None:
    """Set the passwords of principals, which exist from then on. Kafka gets only salted hashes."""
    await _alter(admin, (), [_salted(name, password) for name, password in sorted(passwords.items())])


async def remove_passwords(admin: AIOKafkaAdminClient, principals: Iterable[str]) -> None:
    """Remove the passwords of principals, so that nobody connects as one of them any more."""
    await _alter(admin, [(name, SCRAM_SHA_512, {}) for name in principals], ())


def _salted(name: str, password: SecretStr) -> tuple[Any, ...]:
    salt = secrets.token_bytes(SALT_BYTES)
    hashed = hashlib.pbkdf2_hmac("sha512", password.get_secret_value().encode(), salt, SCRAM_ITERATIONS)
    return name, SCRAM_SHA_512, SCRAM_ITERATIONS, salt, hashed, {}


async def _alter(admin: AIOKafkaAdminClient, deletions: Iterable[Any], upsertions: Iterable[Any]) -> None:
    answer = await _send(admin, _AlterScramRequest([*deletions], [*upsertions], {}))
    for name, code, message, _ in answer.results:
        _raise_for(code, f"{name}: {message}")


def _raise_for(code: int, message: str | None) -> None:
    if code:
        raise for_code(code)(message or "")


class Exactly:
    """A request of one version, in the form in which aiokafka's connections take requests."""

    def __init__(self, request: RequestStruct) -> None:
        """Take the request."""
        self._request = request

    def prepare(self, _: Mapping[int, tuple[int, int]]) -> RequestStruct:
        """Return the request, whatever versions the broker knows."""
        return self._request


async def _send(admin: AIOKafkaAdminClient, request: RequestStruct) -> Any:
    return await admin._send_to_controller(Exactly(request))


class _AlterScramResponse(Response):  # type: ignore[misc]  # aiokafka has no types
    API_KEY = 51
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _AlterScramRequest(RequestStruct):  # type: ignore[misc]  # aiokafka has no types
    """Sets and removes passwords: AlterUserScramCredentials of KIP-554."""

    API_KEY = 51
    API_VERSION = 0
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _AlterScramResponse
    SCHEMA = Schema(
        ("deletions", CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields))),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )
