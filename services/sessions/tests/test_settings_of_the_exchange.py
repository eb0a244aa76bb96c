"""The exchange is off without its settings, and refuses to be half on or unsafe."""

from pathlib import Path

import pytest
from chassis.operations.settings import MissingSettingError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import ValidationError
from sessions.app import create_app
from sessions.settings import SessionsSettings

from .helpers.signing_in import pem
from .test_settings import PRODUCTION

KEY = ec.generate_private_key(ec.SECP256R1())
ON = {
    "exchange_issuer": "https://accounts.example.org",
    "exchange_audience": "console",
    "exchange_jwks_url": "https://accounts.example.org/jwks",
    "token_signing_key": pem(KEY),
}


def made(**changes: object) -> SessionsSettings:
    return SessionsSettings.model_validate({**PRODUCTION, **ON, **changes})


def public_pem(key: ec.EllipticCurvePrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def test_without_its_settings_the_exchange_is_off() -> None:
    assert SessionsSettings.model_validate(PRODUCTION).token_signer() is None
    assert made().token_signer() is not None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exchange_issuer": None}, "exchange_issuer: the exchange needs"),
        ({"exchange_audience": ""}, "exchange_audience: the exchange needs"),
        ({"exchange_jwks_url": None}, "exchange_jwks_url: the exchange needs"),
        ({"exchange_jwks_url": "http://accounts.example.org/jwks"}, "over https://"),
        ({"exchange_jwks_url": "file:///keys.json"}, "over https://"),
        ({"exchange_issuer": PRODUCTION["jwt_issuer"]}, "exchange_issuer, jwt_issuer: they must differ"),
        ({"token_lifetime_seconds": 3601}, "token_lifetime_seconds"),
        (
            {
                **dict.fromkeys(("exchange_issuer", "exchange_audience", "exchange_jwks_url")),
                "exchange_links_by_email": 1,
            },
            "exchange_links_by_email: the exchange is off",
        ),
    ],
)
def test_half_an_exchange_and_an_unsafe_one_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        made(**changes)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (None, "token_signing_key: the exchange is on and signs tokens"),
        ("rubbish", "token_signing_key: it has no key in PEM"),
        (public_pem(KEY), "its first key is no private key"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "not of the curve P-256"),
        (pem(KEY) + public_pem(ec.generate_private_key(ec.SECP384R1())), "one of its keys is not of the curve P-256"),
        (
            rsa.generate_private_key(65537, 2048)
            .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            .decode(),
            "not of the curve P-256",
        ),
        (
            KEY.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"secret"),
            ).decode(),
            "without a password",
        ),
    ],
)
def test_an_api_does_not_start_without_a_usable_key_and_its_message_has_nothing_of_the_key(
    key: str | None, message: str
) -> None:
    with pytest.raises(MissingSettingError, match=message) as caught:
        create_app(made(token_signing_key=key))
    assert key is None or key not in str(caught.value)


def test_the_key_comes_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token.pem"
    file.write_text(pem(KEY) + public_pem(ec.generate_private_key(ec.SECP256R1())))
    monkeypatch.setenv("SESSIONS_TOKEN_SIGNING_KEY_FILE", str(file))
    without = {name: value for name, value in ON.items() if name != "token_signing_key"}
    settings = SessionsSettings.model_validate({**PRODUCTION, **without})
    signer = settings.token_signer()
    assert signer is not None
    assert len(signer.jwks()["keys"]) == 2
    assert "PRIVATE" not in repr(settings)
