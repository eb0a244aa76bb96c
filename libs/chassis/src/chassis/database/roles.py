"""The database roles of the services: who they are, their passwords, and the database that each of them reaches.

Each service has a database of its own and three roles: `owner` runs the migrations, `api` and `worker` use the rows
(docs/adr/0003). A role connects to the database of its service alone.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from contracts.access import SERVICES
from pydantic import SecretStr

if TYPE_CHECKING:
    from asyncpg import Connection, Record

KINDS: Final = ("owner", "api", "worker")
SALT_BYTES: Final = 16
ITERATIONS: Final = 4096
"""As many as PostgreSQL itself takes. Passwords that are random need no more."""

OWN_LOCK: Final = 7_211_966_307_405_381
"""The advisory lock of those who prepare a server. PostgreSQL fails if two of them change a role at the same time."""

OF_THE_SERVER: Final = ("postgres", "template1")
"""Databases that every server has, and that let everybody in at first."""

_ROLES: Final = "SELECT rolname FROM pg_roles"
_DATABASES: Final = "SELECT datname FROM pg_database"
_OPEN: Final = """
    SELECT datname FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
    WHERE grantee = 0 AND datallowconn GROUP BY datname ORDER BY datname
"""


def role(service: str, kind: str) -> str:
    """Return the name of a role of a service."""
    return f"{service}_{kind}"


ROLES: Final = tuple(role(service, kind) for service in SERVICES for kind in KINDS)
"""The names of all roles."""


async def create_databases(server: "Connection[Record]", passwords: Mapping[str, SecretStr]) -> list[str]:
    """Make what is missing of roles and databases, set the passwords of ROLES, and give each role its database alone.

    `server` is a superuser's connection. It may be repeated, also while services run: they keep their connections.
    Returns the other databases that let every role of the server in, which stay as they are. Raises ValueError for a
    password that PostgreSQL's clients may read in different ways.
    """
    verifiers = {name: scram_verifier(passwords[name]) for name in ROLES}
    await server.execute("SELECT pg_advisory_lock($1)", OWN_LOCK)
    try:
        known = {row["rolname"] for row in await server.fetch(_ROLES)}
        attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        for name, verifier in verifiers.items():
            verb = "ALTER" if name in known else "CREATE"
            await server.execute(f"{verb} ROLE {name} {attributes} PASSWORD '{verifier}'")
        made = {row["datname"] for row in await server.fetch(_DATABASES)}
        for service in SERVICES:
            if service not in made:
                await server.execute(f"CREATE DATABASE {service} OWNER {role(service, 'owner')}")
            await server.execute(only_for(service, service))
        for database in OF_THE_SERVER:
            await server.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {', '.join(ROLES)}")
        return [row["datname"] for row in await server.fetch(_OPEN)]
    finally:
        await server.execute("SELECT pg_advisory_unlock($1)", OWN_LOCK)


def only_for(service: str, database: str) -> str:
    """Return the statements that let the roles of a service, and no other role, connect to a database of it.

    None of them may make temporary tables there, except the owner.
    """
    others = ", ".join(name for name in ROLES if not name.startswith(f"{service}_"))
    own = ", ".join(role(service, kind) for kind in KINDS)
    return f"""
        REVOKE ALL ON DATABASE {database} FROM PUBLIC, {others};
        GRANT CONNECT ON DATABASE {database} TO {own}
    """


async def set_password(server: "Connection[Record]", name: str, password: SecretStr) -> None:
    """Set the password of one role, which exists. Raises ValueError as `create_databases` does."""
    await server.execute(f"ALTER ROLE {name} PASSWORD '{scram_verifier(password)}'")


def scram_verifier(password: SecretStr) -> str:
    """Return what PostgreSQL stores of a password (RFC 5803), so that no statement and no log has the password itself.

    Raises ValueError for other characters than those of ASCII: clients normalise them by SASLprep, and not all alike.
    """
    text = password.get_secret_value()
    if not text.isascii() or not text.isprintable() or not text:
        raise ValueError("a password has no characters, or some that are not printable ASCII. Choose another one")
    salt = secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", text.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    by_server = hmac.digest(salted, b"Server Key", "sha256")
    coded_salt, coded_stored, coded_server = (base64.b64encode(one).decode() for one in (salt, stored, by_server))
    return f"SCRAM-SHA-256${ITERATIONS}:{coded_salt}${coded_stored}:{coded_server}"
