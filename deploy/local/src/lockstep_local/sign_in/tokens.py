"""The tokens of a sign-in: an access token for the services, and an id token for the client."""

import time
from dataclasses import dataclass
from typing import Final

import jwt

from lockstep_local.issuer import ALGORITHM, Issuer
from lockstep_local.sign_in.grants import Family
from lockstep_local.sign_in.people import Person
from lockstep_local.sign_in.requests import CLIENT_ID

ACCESS_SECONDS: Final = 600
ID_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads the tokens of an issuer."""

    issuer: Issuer

    def answer(self, family: Family, person: Person, *, nonce: str | None) -> dict[str, str | int]:
        """Return the answer of the token endpoint. The id token after a refresh has no nonce (OIDC Core, 12.2)."""
        now = int(time.time())
        id_claims: dict[str, object] = {
            "iss": self.issuer.name,
            "aud": CLIENT_ID,
            "sub": str(person.person_id),
            "iat": now,
            "exp": now + ID_SECONDS,
            "auth_time": int(family.began_at),
            "name": person.name,
            "sid": family.id,
        }
        answer: dict[str, str | int] = {
            "access_token": self.issuer.token(
                org_id=person.who.org_id, sub=person.person_id, roles=[person.role], lifetime_seconds=ACCESS_SECONDS
            ),
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "scope": family.scope,
            "id_token": self.issuer.sign(id_claims if nonce is None else id_claims | {"nonce": nonce}),
        }
        if family.refresh_token is not None:
            answer["refresh_token"] = family.refresh_token
        return answer

    def family_in(self, id_token: str) -> str | None:
        """Return the id of the family of an id token, also of one that has expired, or None if it is not ours."""
        try:
            claims = jwt.decode(
                id_token,
                self.issuer.key.public_key(),
                algorithms=[ALGORITHM],
                audience=CLIENT_ID,
                issuer=self.issuer.name,
                options={"verify_exp": False, "require": ["sid"]},
            )
        except jwt.PyJWTError:
            return None
        return str(claims["sid"])
