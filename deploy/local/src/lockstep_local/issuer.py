"""The key of the local token issuer, which never leaves the data folder, and tokens that are signed with it (ES256).

Any OIDC issuer can replace it, because the gateway and the services know only an issuer's name and its JWKS.

python -m lockstep_local.issuer --folder DIR [--name URL] [--role ROLE --org UUID --sub UUID [--scope SCOPES]]:
make the key, print a token. `lockstep_local.sign_in` signs people in with the same key.
"""

import argparse
import json
import os
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from lockstep_local.failure import StackError
from lockstep_local.files import PRIVATE, private_folder, replace

ISSUER = "https://issuer.lockstep.local"
"""The issuer's name where no gateway runs: in tests of one service."""
PATH = "/issuer"
"""Where the gateway serves the issuer. The name of a running one is an address, because clients look it up there."""
NAME_SETTING = "LOCKSTEP_ISSUER_URL"
AUDIENCE = "lockstep"
ALGORITHM = "ES256"
ROLES = ("admin", "coach", "learner", "guardian", "support", "finance", "auditor", "service")
DEFAULT_LIFETIME_SECONDS = 8 * 3600
USAGE = "usage: make token ROLE=admin ORG=<uuid> SUB=<uuid> [SCOPE='sessions:read log:read']"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A signing key, its id, the file with the public keys that verifiers read, and the name that tokens have."""

    key: ec.EllipticCurvePrivateKey
    key_id: str
    jwks_path: Path
    name: str = ISSUER

    @classmethod
    def load_or_create(cls, folder: Path, name: str = ISSUER) -> Self:
        """Return the issuer whose key is in `folder`. The key is made on first use, and only its owner may read it."""
        key_path, jwks_path = folder / "key.pem", folder / "jwks.json"
        if not key_path.exists():
            private_folder(folder)
            _write_new_key(key_path)
        key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise StackError(f"{key_path} is not an elliptic curve key. Remove the file, then start again.")
        public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        # the id is made from the key's coordinates, so that a new key always has a new id
        key_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{public['x']}.{public['y']}").hex
        jwks = json.dumps({"keys": [{**public, "kid": key_id, "use": "sig", "alg": ALGORITHM}]}, indent=2)
        if not jwks_path.exists() or jwks_path.read_text() != jwks:
            replace(jwks_path, jwks)
        return cls(key, key_id, jwks_path, name)

    def token(
        self,
        *,
        org_id: uuid.UUID | str,
        sub: uuid.UUID | str,
        roles: Sequence[str],
        scopes: Sequence[str] = (),
        lifetime_seconds: int = DEFAULT_LIFETIME_SECONDS,
    ) -> str:
        """Return an access token for the person `sub` of the organisation with these roles, valid from now on.

        The scopes are for the role service. Without any, the token has no claim `scope`.
        """
        issued_at = int(time.time())
        claims = {
            "iss": self.name,
            "aud": AUDIENCE,
            "sub": str(sub),
            "org_id": str(org_id),
            "roles": list(roles),
            "iat": issued_at,
            "nbf": issued_at,
            "exp": issued_at + lifetime_seconds,
            **({"scope": " ".join(scopes)} if scopes else {}),
        }
        return self.sign(claims)

    def sign(self, claims: Mapping[str, object]) -> str:
        """Return a signed token with exactly these claims."""
        return jwt.encode(dict(claims), self.key, algorithm=ALGORITHM, headers={"kid": self.key_id})


def _write_new_key(path: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    replace(path, pem.decode(), mode=PRIVATE)


def token_for(signer: Issuer, *, role: str, org: str, sub: str, scope: str, lifetime_seconds: int) -> str:
    """Return a token for roles (comma separated), an organisation, a person, and scopes (separated by spaces).

    All are as somebody typed them. Raises StackError, which names the one that is missing or wrong.
    """
    roles = [name.strip() for name in role.split(",") if name.strip()]
    if not roles:
        raise StackError(f"ROLE is missing. {USAGE}")
    if unknown := [name for name in roles if name not in ROLES]:
        raise StackError(f"ROLE={','.join(unknown)} is not one of {', '.join(ROLES)}. {USAGE}")
    org_id, person_id = _uuid("ORG", org), _uuid("SUB", sub)
    scopes = scope.split()
    if scopes and "service" not in roles:
        raise StackError(f"SCOPE={scope} is for ROLE=service. Tokens of people need no scope. {USAGE}")
    return signer.token(org_id=org_id, sub=person_id, roles=roles, scopes=scopes, lifetime_seconds=lifetime_seconds)


def _uuid(name: str, value: str) -> uuid.UUID:
    if not value:
        raise StackError(f"{name} is missing. {USAGE}")
    try:
        return uuid.UUID(value)
    except ValueError:
        raise StackError(f"{name}={value} is not a UUID. {USAGE}") from None


def add_token_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say for whom a token is."""
    parser.add_argument("--role", default="", help=f"roles, comma separated: {', '.join(ROLES)}")
    parser.add_argument("--org", default="", help="the organisation's UUID")
    parser.add_argument("--sub", default="", help="the person's UUID")
    parser.add_argument("--scope", default="", help="scopes of the role service, separated by spaces")
    parser.add_argument(
        "--lifetime-seconds", type=int, default=DEFAULT_LIFETIME_SECONDS, help="how long the token is valid"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command that is described above, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_local.issuer")
    parser.add_argument("--folder", type=Path, required=True, help="where the key is kept")
    parser.add_argument(
        "--name",
        default=os.environ.get(NAME_SETTING, ISSUER),
        help=f"the issuer of the tokens (default: {NAME_SETTING}, else %(default)s)",
    )
    add_token_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        signer = Issuer.load_or_create(options.folder, options.name)
        if options.role or options.org or options.sub:
            token = token_for(
                signer,
                role=options.role,
                org=options.org,
                sub=options.sub,
                scope=options.scope,
                lifetime_seconds=options.lifetime_seconds,
            )
            sys.stdout.write(f"{token}\n")
    except StackError as error:
        sys.stderr.write(f"issuer: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
