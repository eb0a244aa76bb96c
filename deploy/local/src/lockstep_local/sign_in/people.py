"""Whom somebody can be: the people of the organisations, and the staff that every organisation has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self
from uuid import UUID, uuid5

import asyncpg
from chassis.ids import to_id
from contracts.roles import Role
from pydantic import SecretStr

if TYPE_CHECKING:
    from asyncpg import Connection, Record

ROLES: Final[tuple[Role, ...]] = ("admin", "coach", "learner", "guardian", "support", "finance", "auditor")
"""The roles in the order of the page."""
STAFF: Final[dict[Role, str]] = {
    "admin": "Administrator",
    "support": "Support",
    "finance": "Finance",
    "auditor": "Auditor",
}
"""Whom every organisation offers, in the directory or not. Each has an id that stays the same."""
ORGANISATIONS_MAX: Final = 10
PEOPLE_MAX: Final = 12
"""How many people of one role and organisation are shown. A search finds the others."""
TIMEOUT_SECONDS: Final = 5.0

_ORGANISATIONS: Final = """
    SELECT o.org_id, o.name, strpos(folded(o.name), folded($1)) > 0 AS is_named
    FROM organisations o
    WHERE strpos(folded(o.name), folded($1)) > 0 OR EXISTS (
        SELECT FROM people p WHERE p.org_id = o.org_id AND p.erased_at IS NULL
        AND strpos(folded(p.name || ' ' || p.username), folded($1)) > 0
    )
    ORDER BY o.updated_at DESC, o.org_id LIMIT $2
"""
_PEOPLE: Final = """
    SELECT o.org_id, p.*
    FROM unnest($2::uuid[], $3::boolean[]) AS o (org_id, is_named) CROSS JOIN unnest($4::text[]) AS wanted (role)
    CROSS JOIN LATERAL (
        SELECT id, name, username, role FROM people p
        WHERE p.org_id = o.org_id AND p.role = wanted.role AND p.erased_at IS NULL
        AND (o.is_named OR strpos(folded(p.name || ' ' || p.username), folded($1)) > 0)
        ORDER BY username LIMIT $5
    ) AS p
"""
_PERSON: Final = "SELECT name, role FROM people WHERE org_id = $1 AND id = $2 AND erased_at IS NULL"


class DirectoryError(Exception):
    """The people cannot be read now. The message says why, and what to do."""


class Who(NamedTuple):
    """Who was chosen: a person of the directory by id, or a member of the staff by role."""

    org_id: UUID
    key: UUID | Role

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return who a value of the page's form means. Raises ValueError."""
        org_id, _, key = text.partition("/")
        staff = {str(role): role for role in STAFF}
        return cls(to_id(org_id), staff[key] if key in staff else to_id(key))

    def __str__(self) -> str:
        """Return the value for the page's form."""
        return f"{self.org_id}/{self.key}"


class Person(NamedTuple):
    """Somebody, as tokens name them."""

    who: Who
    person_id: UUID
    name: str
    role: Role


class Shown(NamedTuple):
    """A button of the page. `hint` tells people of the same name apart."""

    who: Who
    name: str
    hint: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with the people who are shown, by role."""

    org_id: UUID
    name: str
    people: dict[Role, list[Shown]]
    has_more: frozenset[Role]
    """The roles that have more people than are shown."""


class Found(NamedTuple):
    """What a search found. An empty search finds everybody."""

    organisations: list[Organisation]
    has_more: bool
    """Whether there are more organisations than these."""


def staff_of(org_id: UUID, role: Role) -> Person:
    """Return a member of an organisation's staff. The same organisation and role give the same id."""
    return Person(Who(org_id, role), uuid5(org_id, role), STAFF[role], role)


@dataclass(frozen=True, slots=True)
class Directory:
    """The sessions database, which is read anew for every page and token.

    Row-level security shows an API one organisation, and only to a worker all of them. So the role is that of the
    worker, in sessions that cannot write.
    """

    url: str
    password: SecretStr

    async def search(self, words: str) -> Found:
        """Return the organisations, those that changed last first, whose name or people have these words.

        Raises DirectoryError.
        """
        async with self._connected() as db:
            rows = await db.fetch(_ORGANISATIONS, words, ORGANISATIONS_MAX + 1)
            shown = rows[:ORGANISATIONS_MAX]
            ids, named = [row["org_id"] for row in shown], [row["is_named"] for row in shown]
            people = await db.fetch(_PEOPLE, words, ids, named, ROLES, PEOPLE_MAX + 1)
        return Found([_organisation(row, people) for row in shown], len(rows) > len(shown))

    async def find(self, who: Who) -> Person | None:
        """Return a person as they are now, or None if nobody has this id any more. Raises DirectoryError."""
        if not isinstance(who.key, UUID):
            return staff_of(who.org_id, who.key)
        async with self._connected() as db:
            row = await db.fetchrow(_PERSON, who.org_id, who.key)
        return None if row is None else Person(who, who.key, row["name"], row["role"])

    @asynccontextmanager
    async def _connected(self) -> "AsyncIterator[Connection[Record]]":
        try:
            db = await asyncpg.connect(
                self.url,
                password=self.password.get_secret_value(),
                timeout=TIMEOUT_SECONDS,
                command_timeout=TIMEOUT_SECONDS,
                server_settings={"default_transaction_read_only": "on", "application_name": "sign-in"},
            )
            try:
                yield db
            finally:
                await db.close(timeout=TIMEOUT_SECONDS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DirectoryError(
                f"The people cannot be read from the sessions database ({error or type(error).__name__}). "
                "Wait until the platform has started, then try again."
            ) from error


def _organisation(row: "Record", people: "list[Record]") -> Organisation:
    org_id: UUID = row["org_id"]
    shown: dict[Role, list[Shown]] = {}
    for role in ROLES:
        found = [
            Shown(Who(org_id, one["id"]), one["name"], one["username"])
            for one in people
            if one["org_id"] == org_id and one["role"] == role
        ]
        shown[role] = found
    has_more = frozenset(role for role, found in shown.items() if len(found) > PEOPLE_MAX)
    shown = {role: found[:PEOPLE_MAX] for role, found in shown.items()}
    if row["is_named"]:
        for role in STAFF:
            shown[role].append(Shown(Who(org_id, role), STAFF[role], "not in the directory"))
    return Organisation(org_id, row["name"], {role: found for role, found in shown.items() if found}, has_more)
