"""The log's local settings work locally, and production refuses the key that everybody knows."""

import base64
from typing import Any

import pytest
from chassis.operations.log_settings import LOCAL_LOG_NAME
from chassis.operations.settings import MissingSettingError
from pydantic import ValidationError
from sessions.settings import LOCAL_LOG_SIGNING_KEY, SessionsSettings

URL = "postgresql+asyncpg://sessions:real@db/sessions"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
LOCAL_PUBLIC_KEY = base64.b64encode(SessionsSettings(environment="local").log_verifier().public_bytes_raw()).decode()
PRODUCTION = {
    "environment": "production",
    "database_url": URL,
    "worker_database_url": URL,
    "owner_database_url": URL,
    "jwt_issuer": "https://login.example.org",
    "jwks_url": "https://login.example.org/jwks",
    "log_name": "log.example.org/sessions",
    "log_signing_key": KEY,
    "public_url": "https://api.example.org",
}


def test_a_log_of_ones_own_suffices_in_production() -> None:
    settings = SessionsSettings.model_validate(PRODUCTION)
    assert settings.log_signer().private_bytes_raw() == bytes(range(32))
    assert KEY not in repr(settings)


def test_an_api_has_the_public_key_alone_and_a_worker_the_seed() -> None:
    public = base64.b64encode(SessionsSettings.model_validate(PRODUCTION).log_verifier().public_bytes_raw()).decode()
    neither = {name: value for name, value in PRODUCTION.items() if name != "log_signing_key"}
    api = SessionsSettings.model_validate(neither | {"log_public_key": public})

    assert api.log_verifier().public_bytes_raw() == base64.b64decode(public)
    with pytest.raises(MissingSettingError, match="log_signing_key: this process signs checkpoints"):
        api.log_signer()
    with pytest.raises(MissingSettingError, match=r"log_public_key: .* `python -m sessions log-key` prints"):
        SessionsSettings.model_validate(neither).log_verifier()


@pytest.mark.parametrize(
    ("unsafe", "message"),
    [
        ({"log_signing_key": LOCAL_LOG_SIGNING_KEY}, "log_signing_key: the local key.*`openssl rand"),
        pytest.param(
            {"log_name": LOCAL_LOG_NAME},
            "log_name: the local name.* choose a name",
            id="unsafe1-log_name: the local name.* name your log",
        ),
        ({"public_url": "http://127.0.0.1:8080"}, "https address by which people reach"),
        ({"public_url": "api.example.org/v1"}, "should match pattern"),
        ({"log_public_key": LOCAL_PUBLIC_KEY}, "log_signing_key: the local key.*`openssl rand"),
        ({"log_public_key": "c2hvcnQ="}, "32 bytes in base64, as `python -m sessions log-key`"),
        ({"log_signing_key": "c2hvcnQ="}, "32 bytes in base64"),
        ({"log_signing_key": "no base64"}, "32 bytes in base64"),
        *(({"log_name": name}, "log_name") for name in ("", "a b", "a+b", "a\nb", "a\n", "häuser", "x" * 201)),
    ],
)
def test_production_refuses_what_is_unsafe_and_says_what_to_do(unsafe: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SessionsSettings.model_validate(PRODUCTION | unsafe)
