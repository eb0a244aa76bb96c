"""Access tokens: which ones a service trusts and which ones it refuses."""

import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from chassis.http import auth
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from probing.tokens import AUDIENCE, EC_KEY, ED_KEY, ORG, PERSON, RSA_KEY, Keys, base64url, by_hand, claims, token

IN_2001 = 1_000_000_000
IN_2100 = 4_102_444_800


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


async def test_an_unsigned_token_is_refused(keys: Keys) -> None:
    for name in ("none", "None", "nOnE"):
        unsigned = by_hand({"alg": name, "typ": "JWT", "kid": "ec"}, lambda _: b"")
        assert "RS256, ES256, EdDSA" in await keys.refusal(unsigned)


@pytest.mark.parametrize("encoding", [(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), (Encoding.DER,)])
@pytest.mark.parametrize(("kid", "key"), [("ec", EC_KEY), ("rsa", RSA_KEY)])
async def test_a_public_key_used_as_a_shared_secret_is_refused(
    keys: Keys, kid: str, key: Any, encoding: tuple[Any, ...]
) -> None:
    secret = key.public_key().public_bytes(encoding[0], PublicFormat.SubjectPublicKeyInfo)
    forged = by_hand({"alg": "HS256", "kid": kid}, lambda signed: hmac.digest(secret, signed, hashlib.sha256))
    assert "signed with" in await keys.refusal(forged)
    confused = by_hand({"alg": "ES256", "kid": kid}, lambda signed: hmac.digest(secret, signed, hashlib.sha256))
    assert "not valid" in await keys.refusal(confused)


async def test_a_published_shared_secret_is_not_a_key(keys: Keys) -> None:
    secret = b"a secret that nobody should publish, but some do"
    assert "signed with" in await keys.refusal(token(key=secret, algorithm="HS256", kid="oct"))
    assert "does not publish" in await keys.refusal(token(kid="oct"))


async def test_the_key_decides_the_algorithm_and_not_the_token(keys: Keys) -> None:
    await keys.refusal(token(key=RSA_KEY, algorithm="RS256", kid="ec"))
    await keys.refusal(token(key=RSA_KEY, algorithm="PS256", kid="rsa"))
    await keys.refusal(token(key=RSA_KEY, algorithm="RS512", kid="rsa"))
    await keys.refusal(token(key=ED_KEY, algorithm="EdDSA", kid="rsa"))


async def test_a_changed_token_is_refused(keys: Keys) -> None:
    header, payload, signature = token().split(".")
    other = base64url(json.dumps(claims(roles=["admin"])).encode())
    assert "Signature" in await keys.refusal(f"{header}.{other}.{signature}")
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert "Signature" in await keys.refusal(token(key=stranger))
    await keys.refusal(f"{header}.{payload}.")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"aud": "another-api"}, "Audience"),
        ({"aud": None}, "aud"),
        ({"iss": "https://issuer.example.org/"}, "issuer"),
        ({"iss": "https://evil.example.org"}, "issuer"),
        ({"iss": None}, "iss"),
        ({"exp": IN_2001}, "expired"),
        ({"exp": None}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"nbf": IN_2100}, "not yet valid"),
        ({"iat": IN_2100}, "not yet valid"),
        ({"sub": None}, "sub"),
        ({"sub": "coach@example.org"}, "UUID"),
        ({"org_id": None}, "org_id"),
        ({"org_id": "acme"}, "UUID"),
        ({"org_id": 7}, "UUID"),
        ({"roles": None}, "roles"),
        ({"roles": "admin"}, "list of roles"),
        ({"roles": {"admin": True}}, "list of roles"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else str(value),
)
async def test_a_token_with_a_wrong_claim_is_refused_and_told_which(
    keys: Keys, changes: dict[str, Any], named: str
) -> None:
    assert named in await keys.refusal(token(**changes))


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


@pytest.mark.parametrize(
    "garbage",
    ["", "a", "a.b", "a.b.c", "..", "é.é.é", "e30.e30.", "bnVsbA.e30.eA", base64url(b"[" * 5_000) + ".e30.eA"],
)
async def test_garbage_is_refused_and_is_never_a_defect(keys: Keys, garbage: str) -> None:
    await keys.refusal(garbage)


async def test_a_token_that_is_too_long_is_refused_before_it_is_looked_at(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwt, "get_unverified_header", lambda _: pytest.fail("was looked at"))
    assert "too long" in await keys.refusal(token(padding="x" * auth.TOKEN_CHARACTERS_MAX))
