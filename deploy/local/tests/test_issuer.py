"""Tokens of the local issuer."""

import json
import stat
from pathlib import Path

import jwt
import pytest
from lockstep_local import issuer
from lockstep_local.failure import StackError

ORG = "0192f0c1-0000-7000-8000-000000000001"
PERSON = "0192f0c1-0000-7000-8000-000000000002"


def test_a_token_verifies_with_the_published_keys_alone(tmp_path: Path) -> None:
    signer = issuer.Issuer.load_or_create(tmp_path / "issuer")
    token = signer.token(org_id=ORG, sub=PERSON, roles=["coach"], lifetime_seconds=60)
    keys = jwt.PyJWKSet.from_json(signer.jwks_path.read_text())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["ES256"], audience="lockstep", issuer=issuer.ISSUER)
    assert (claims["sub"], claims["org_id"], claims["roles"]) == (PERSON, ORG, ["coach"])
    assert claims["exp"] - claims["iat"] == 60


def test_the_key_is_kept_readable_by_its_owner_only_and_never_published(tmp_path: Path) -> None:
    first = issuer.Issuer.load_or_create(tmp_path / "issuer")
    second = issuer.Issuer.load_or_create(tmp_path / "issuer")
    assert first.key_id == second.key_id
    assert stat.S_IMODE((tmp_path / "issuer" / "key.pem").stat().st_mode) == 0o600
    assert set(json.loads(first.jwks_path.read_text())["keys"][0]) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


@pytest.mark.parametrize(
    ("role", "org", "sub", "names"),
    [
        ("", ORG, PERSON, "ROLE is missing"),
        ("boss", ORG, PERSON, "ROLE=boss is not one of"),
        ("admin", "", PERSON, "ORG is missing"),
        ("admin", "7", PERSON, "ORG=7 is not a UUID"),
        ("admin", ORG, "", "SUB is missing"),
        ("admin", ORG, "me", "SUB=me is not a UUID"),
    ],
)
def test_what_is_missing_or_wrong_is_named(tmp_path: Path, role: str, org: str, sub: str, names: str) -> None:
    signer = issuer.Issuer.load_or_create(tmp_path / "issuer")
    with pytest.raises(StackError, match=names):
        issuer.token_for(signer, role=role, org=org, sub=sub, scope="", lifetime_seconds=60)


def test_a_token_of_a_service_has_the_scopes_that_were_asked_for_in_one_text(tmp_path: Path) -> None:
    signer = issuer.Issuer.load_or_create(tmp_path / "issuer")

    def claims(role: str, scope: str) -> dict[str, object]:
        token = issuer.token_for(signer, role=role, org=ORG, sub=PERSON, scope=scope, lifetime_seconds=60)
        return jwt.decode(token, options={"verify_signature": False})

    assert claims("service", " sessions:read  log:read")["scope"] == "sessions:read log:read"
    assert "scope" not in claims("service", "")
    with pytest.raises(StackError, match="SCOPE=log:read is for ROLE=service"):
        claims("coach", "log:read")
