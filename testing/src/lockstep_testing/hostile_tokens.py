"""One table of hostile access tokens. Each verifier of the platform is tried with all of them.

The services refuse every one. The gateway refuses those that its filter can know, and passes the others on.
"""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm

IN_2001: Final = 1_000_000_000
IN_2100: Final = 4_102_444_800
EXPIRY_TOO_FAR: Final = 7_258_118_401
ORG, PERSON = UUID("0192f0c1-0000-7000-8000-000000000001"), UUID("0192f0c1-0000-7000-8000-000000000002")
STRANGER: Final = ec.generate_private_key(ec.SECP256R1())


class Signer(NamedTuple):
    """An issuer that signs anything."""

    issuer: str
    audience: str
    key: ec.EllipticCurvePrivateKey
    key_id: str

    def claims(self, **changes: object) -> dict[str, object]:
        """Return the claims of a good token of an admin with some changes. None leaves a claim out."""
        now = int(time.time())
        good: dict[str, object] = {"iss": self.issuer, "aud": self.audience, "sub": str(PERSON), "org_id": str(ORG)}
        good |= {"roles": ["admin"], "iat": now, "nbf": now, "exp": now + 600}
        return {name: value for name, value in {**good, **changes}.items() if value is not None}

    def token(self, header: dict[str, object] | None = None, /, **changes: object) -> str:
        """Return a token that is good except for the changes of its claims and its header."""
        return self.signed(json.dumps(self.claims(**changes)), header)

    def signed(self, payload: str, header: dict[str, object] | None = None, key: Any = None) -> str:
        """Return a token with this payload, signed with the issuer's key or with another one."""
        return by_hand({"kid": self.key_id} | (header or {}), payload, lambda signed: _es256(key or self.key, signed))

    def public(self, *, encoding: Encoding = Encoding.PEM) -> bytes:
        """Return the public key, which everybody knows."""
        return self.key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


class Hostile(NamedTuple):
    """A token that must be refused."""

    name: str
    token: str
    reason: str
    """A part of the service's answer, in small letters."""
    gateway_refuses: bool = True
    status: int = 401


class HostileHeaders(NamedTuple):
    """Headers of a request that names no caller, or more than one."""

    name: str
    headers: list[tuple[str, str]]


def hostile_headers(signer: Signer) -> list[HostileHeaders]:
    """Return all requests whose headers must be refused although the token in them is good."""
    good, forged = f"Bearer {signer.token()}", f"Bearer {signer.signed(json.dumps(signer.claims()), key=STRANGER)}"
    return [
        HostileHeaders("no header", []),
        HostileHeaders("an empty header", [("Authorization", "")]),
        HostileHeaders("a scheme alone", [("Authorization", "Bearer")]),
        HostileHeaders("a token alone", [("Authorization", signer.token())]),
        HostileHeaders("another scheme", [("Authorization", f"Basic {signer.token()}")]),
        HostileHeaders("two schemes", [("Authorization", f"Bearer {good}")]),
        HostileHeaders("the same token twice", [("Authorization", good)] * 2),
        HostileHeaders("a good token, then a forged one", [("Authorization", good), ("Authorization", forged)]),
        HostileHeaders("a forged token, then a good one", [("Authorization", forged), ("Authorization", good)]),
        HostileHeaders("a header for a proxy", [("Proxy-Authorization", good)]),
        HostileHeaders("a header with another name", [("X-Authorization", good), ("X-Access-Token", signer.token())]),
        HostileHeaders("a cookie", [("Cookie", f"access_token={signer.token()}; Authorization={good}")]),
    ]


def hostile_tokens(signer: Signer) -> Iterator[Hostile]:
    """Return all hostile tokens of an issuer."""
    yield from _forged(signer)
    yield from _with_headers(signer)
    yield from _with_claims(signer)
    yield from _garbled(signer)
    yield from _without_rights(signer)


def _forged(signer: Signer) -> Iterator[Hostile]:
    good = json.dumps(signer.claims())
    header, payload, signature = signer.token().split(".")
    for name in ("none", "None", "nOnE", "", "RS256 "):
        unsigned = by_hand({"alg": name, "kid": signer.key_id}, good, lambda _: b"-")
        yield Hostile(f"the algorithm {name!r}", unsigned, "signed with one of")
    yield Hostile(
        "no algorithm", by_hand({"alg": None, "kid": signer.key_id}, good, lambda _: b"-"), "signed with one of"
    )
    for encoding in (Encoding.PEM, Encoding.DER):
        by_secret = _hmac(signer.public(encoding=encoding))
        for algorithm, reason in (("HS256", "signed with one of"), ("ES256", "not valid")):
            forged = by_hand({"alg": algorithm, "kid": signer.key_id}, good, by_secret)
            yield Hostile(f"the public key ({encoding}) as the secret of {algorithm}", forged, reason)
    yield Hostile("another key", signer.signed(good, key=STRANGER), "signature")
    zeros = by_hand({"kid": signer.key_id}, good, lambda _: bytes(64))
    yield Hostile("a signature of zeros", zeros, "signature")
    yield Hostile("a signature of one byte", by_hand({"kid": signer.key_id}, good, lambda _: b"\0"), "signature")
    der = by_hand({"kid": signer.key_id}, good, lambda signed: signer.key.sign(signed, ec.ECDSA(SHA256())))
    yield Hostile("a signature in DER", der, "signature")
    yield Hostile("no signature", f"{header}.{payload}.", "three parts")
    changed = base64url(json.dumps(signer.claims(roles=["admin", "auditor"])).encode())
    yield Hostile("a changed payload", f"{header}.{changed}.{signature}", "signature")


def _with_headers(signer: Signer) -> Iterator[Hostile]:
    good = json.dumps(signer.claims())
    stranger = ECAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True)
    for name, value in {
        "jwk": stranger,
        "jku": "https://evil.example.org/jwks",
        "x5u": "https://evil.example.org/cert",
        "x5c": [base64.b64encode(b"certificate").decode()],
    }.items():
        yield Hostile(f"the header {name} names another key", signer.signed(good, {name: value}, STRANGER), "signature")
    for kid in ("../../../../dev/null", "' OR 1=1 --", "\0", "x" * 2_000, ""):
        named = signer.signed(good, {"kid": kid})
        yield Hostile(f"the key {kid[:20]!r}", named, "does not publish", gateway_refuses=kid != "")
    for number in (7, ["a"], {"a": 1}):
        yield Hostile(f"the key {number!r}, which is no text", signer.signed(good, {"kid": number}), "not valid")
    without = signer.signed(good, {"kid": None})
    yield Hostile("no key", without, "does not publish", gateway_refuses=False)
    for typ in ("logout+jwt", "dpop+jwt", "secevent+jwt", 7):
        yield Hostile(f"the type {typ}", signer.token({"typ": typ}), "no access token", gateway_refuses=False)
    for crit in (["exp"], ["made-up"], [], "exp"):
        wrong = signer.token({"crit": crit, "made-up": True})
        yield Hostile(f"a critical header that nobody knows, {crit!r}", wrong, "not valid", gateway_refuses=False)
    yield Hostile("an unencoded payload", signer.token({"b64": False, "crit": ["b64"]}), "not valid", False)
    nested = signer.signed(json.dumps(signer.token()), {"cty": "JWT"})
    yield Hostile("a token within a token", nested, "not valid")


def _with_claims(signer: Signer) -> Iterator[Hostile]:
    issuer, now = signer.issuer, int(time.time())
    refused_by_the_gateway: dict[str, tuple[list[object], str]] = {
        "aud": ([None, "another-api", ["another-api"], [], "", f"{signer.audience} ", signer.audience.upper()], "aud"),
        "iss": ([None, f"{issuer}/", issuer.upper(), "https://evil.example.org", "", [issuer], 7], "iss"),
        "exp": ([None, IN_2001, now - 60, 0, -1, "soon", str(IN_2100), [IN_2100], {}, 10**30, 1e300, True], "exp"),
        "iat": (["soon", {}], "iat"),
        "nbf": ([IN_2100, "soon", {}], "nbf"),
    }
    for name, (values, reason) in refused_by_the_gateway.items():
        for value in values:
            yield Hostile(f"{name} is {value!r}", signer.token(**{name: value}), reason)
    refused_by_services: dict[str, tuple[list[object], str]] = {
        "exp": ([EXPIRY_TOO_FAR], "exp"),
        "iat": ([IN_2100], "iat"),
        "sub": ([None, "", "coach@example.org", 7, [str(PERSON)], f"{{{PERSON}}}", PERSON.hex, PERSON.urn], "sub"),
        "org_id": ([None, "", "acme", 7, [str(ORG)], f" {ORG}", f"{ORG}\n", ORG.hex, "*"], "org_id"),
        "roles": ([None, "admin", {"admin": True}, 7], "roles"),
    }
    for name, (values, reason) in refused_by_services.items():
        for value in values:
            passes = not (name == "sub" and not isinstance(value, str | None))
            yield Hostile(f"{name} is {value!r}", signer.token(**{name: value}), reason, gateway_refuses=not passes)
    # RFC 7519, section 4: the last one of two claims with one name counts, or the token is refused
    for name, value in (("aud", "another-api"), ("exp", IN_2001), ("iss", "https://evil.example.org")):
        payload = json.dumps(signer.claims())[:-1] + f', "{name}": {json.dumps(value)}}}'
        yield Hostile(f"{name} twice, the last one wrong", signer.signed(payload), name)
    for number in ("NaN", "Infinity", "1e999"):
        claims = signer.claims()  # once: the clock may go on between two
        payload = json.dumps(claims).replace(f'"exp": {claims["exp"]}', f'"exp": {number}')
        yield Hostile(f"exp is {number}", signer.signed(payload), "exp")


def _garbled(signer: Signer) -> Iterator[Hostile]:
    good = signer.token()
    for name, token in {
        "nothing": "",
        "one part": "a",
        "two parts": "a.b",
        "three letters": "a.b.c",
        "two dots": "..",
        "letters beyond ASCII": "é.é.é",
        "an empty header": "e30.e30.e30",
        "a header that is null": "bnVsbA.e30.eA",
        "a header of five thousand lists": base64url(b"[" * 5_000) + ".e30.eA",
        "a fourth part": f"{good}.e30",
        "padding": f"{good}==",
        "an exclamation mark within": good[:-9] + "!" + good[-9:],
        "a blank behind": f"{good} ",
        "a blank before": f" {good}",
        "a tab within": good[:-9] + "\t" + good[-9:],
        "a second token behind a comma": f"{good}, Bearer {good}",
    }.items():
        # a proxy may remove blanks around a value, and Envoy skips some characters
        passes = token.strip() == good or name in ("padding", "a tab within")
        is_compact = re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token, re.ASCII)
        yield Hostile(name, token, "access token" if is_compact else "three parts", gateway_refuses=not passes)
    long = signer.token(padding="x" * 10_000)
    yield Hostile("more than eight thousand characters", long, "too long", gateway_refuses=False)


def _without_rights(signer: Signer) -> Iterator[Hostile]:
    for roles in ([], ["root"], ["Admin"], ["admin "], [["admin"]], [{"admin": True}], [7, None], ["*"]):
        yield Hostile(f"the roles {roles!r}", signer.token(roles=roles), "role", gateway_refuses=False, status=403)
    operator = signer.token(roles=["operator"], org_id=None)
    yield Hostile("an operator of the platform without an organisation", operator, "org_id", gateway_refuses=False)
    operator = signer.token(roles=["operator"])
    yield Hostile("an operator with an organisation", operator, "role", gateway_refuses=False, status=403)


def base64url(content: bytes) -> str:
    """Return the bytes in base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def by_hand(header: dict[str, object], payload: str, sign: Callable[[bytes], bytes]) -> str:
    """Return a token that a library would refuse to make. A header that is None is left out."""
    whole = {name: value for name, value in ({"alg": "ES256", "typ": "JWT"} | header).items() if value is not None}
    signed = f"{base64url(json.dumps(whole).encode())}.{base64url(payload.encode())}"
    return f"{signed}.{base64url(sign(signed.encode()))}"


def _es256(key: ec.EllipticCurvePrivateKey, signed: bytes) -> bytes:
    return jwt.get_algorithm_by_name("ES256").sign(signed, key)


def _hmac(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda signed: hmac.digest(secret, signed, hashlib.sha256)
