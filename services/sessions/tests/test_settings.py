"""The log's local settings work locally, and production refuses the key that everybody knows."""

from typing import Any

import pytest
from pydantic import ValidationError
from sessions.settings import LOCAL_LOG_NAME, LOCAL_LOG_SIGNING_KEY, SessionsSettings

URL = "postgresql+asyncpg://sessions:real@db/sessions"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
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
        ({"log_signing_key": "c2hvcnQ="}, "32 bytes in base64"),
        ({"log_signing_key": "no base64"}, "32 bytes in base64"),
        *(({"log_name": name}, "log_name") for name in ("", "a b", "a+b", "a\nb", "a\n", "häuser", "x" * 201)),
    ],
)
def test_production_refuses_what_is_unsafe_and_says_what_to_do(unsafe: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SessionsSettings.model_validate(PRODUCTION | unsafe)
