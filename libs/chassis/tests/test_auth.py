"""Access tokens: which ones a service trusts and which ones it refuses."""

import hashlib
import hmac
import json
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest
from chassis.errors import Unauthenticated
from chassis.http import signed_tokens
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lockstep_testing.hostile_tokens import Signer, by_hand, hostile_tokens
from probing.tokens import AUDIENCE, EC_KEY, ED_KEY, ISSUER, ORG, PERSON, RSA_KEY, Keys, claims, token

SIGNER = Signer(ISSUER, AUDIENCE, EC_KEY, "ec")


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "jwks.json")


@pytest.mark.parametrize(
    ("kid", "key", "algorithm"), [("ec", EC_KEY, "ES256"), ("rsa", RSA_KEY, "RS256"), ("ed", ED_KEY, "EdDSA")]
)
async def test_a_token_of_each_allowed_algorithm_says_who_calls(keys: Keys, kid: str, key: Any, algorithm: str) -> None:
    sent = token(key=key, algorithm=algorithm, kid=kid, roles=["coach", "admin"])
    identity = await keys.verifier.verify(sent)
    assert (identity.person_id, identity.org_id) == (PERSON, ORG)
    assert identity.roles == {"coach", "admin"}
    assert identity.scopes == set()


async def test_a_hostile_token_is_refused_and_the_answer_says_why(keys: Keys) -> None:
    wrong = []
    for one in hostile_tokens(SIGNER):
        try:
            if (await keys.verifier.verify(one.token)).roles or one.status != HTTPStatus.FORBIDDEN:
                wrong.append(f"{one.name}: is accepted")
        except Unauthenticated as refused:
            if one.status != HTTPStatus.UNAUTHORIZED or one.reason not in refused.detail.lower():
                wrong.append(f"{one.name}: {refused.detail}")
    assert not wrong, "\n".join(wrong)


async def test_the_hostile_tokens_are_good_but_for_their_fault(keys: Keys) -> None:
    assert (await keys.verifier.verify(SIGNER.token())).org_id == UUID(str(SIGNER.claims()["org_id"]))
    assert await keys.verifier.verify(SIGNER.token({"typ": "at+jwt"}))
    assert await keys.verifier.verify(SIGNER.token(exp=time.time() + 60.5))


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
async def test_a_public_rsa_key_used_as_a_shared_secret_is_refused(keys: Keys, encoding: Encoding) -> None:
    secret = RSA_KEY.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    for algorithm in ("HS256", "RS256"):
        header: dict[str, object] = {"alg": algorithm, "kid": "rsa"}
        forged = by_hand(header, json.dumps(claims()), lambda signed: hmac.digest(secret, signed, hashlib.sha256))
        await keys.refusal(forged)


async def test_a_published_shared_secret_is_not_a_key(keys: Keys) -> None:
    secret = b"a secret that nobody should publish, but some do"
    assert "signed with" in await keys.refusal(token(key=secret, algorithm="HS256", kid="oct"))
    assert "does not publish" in await keys.refusal(token(kid="oct"))


async def test_the_key_decides_the_algorithm_and_not_the_token(keys: Keys) -> None:
    await keys.refusal(token(key=RSA_KEY, algorithm="RS256", kid="ec"))
    await keys.refusal(token(key=RSA_KEY, algorithm="PS256", kid="rsa"))
    await keys.refusal(token(key=RSA_KEY, algorithm="RS512", kid="rsa"))
    await keys.refusal(token(key=ED_KEY, algorithm="EdDSA", kid="rsa"))


async def test_a_token_may_be_for_several_audiences_if_we_are_one(keys: Keys) -> None:
    assert await keys.verifier.verify(token(aud=["another-api", AUDIENCE]))
    await keys.refusal(token(aud=["another-api", "lockstep-admin"]))


async def test_clocks_may_differ_by_a_few_seconds(keys: Keys) -> None:
    now = int(time.time())
    assert await keys.verifier.verify(token(exp=now - 2))
    assert await keys.verifier.verify(token(nbf=now + 5, iat=now + 5))


async def test_unknown_roles_are_dropped(keys: Keys) -> None:
    sent = token(roles=["coach", "root", "Admin", 7, None])
    assert (await keys.verifier.verify(sent)).roles == {"coach"}
    assert (await keys.verifier.verify(token(roles=[]))).roles == set()


@pytest.mark.parametrize(
    ("claim", "scopes"),
    [
        ("sessions:read log:read", {"sessions:read", "log:read"}),
        ("openid  sessions:read profile", {"sessions:read"}),
        ("sessions:read,log:read", set()),
        ("Sessions:Read", set()),
        (["sessions:read"], set()),
        (None, set()),
    ],
)
async def test_the_known_scopes_of_a_token_are_read_from_one_text(keys: Keys, claim: object, scopes: set[str]) -> None:
    assert (await keys.verifier.verify(token(scope=claim))).scopes == scopes


async def test_a_token_that_is_too_long_is_refused_before_it_is_looked_at(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwt, "get_unverified_header", lambda _: pytest.fail("was looked at"))
    assert "too long" in await keys.refusal(token(padding="x" * signed_tokens.TOKEN_CHARACTERS_MAX))
