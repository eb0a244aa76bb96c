"""Settings: values that work locally are refused in production, and the refusal says what to do."""

from typing import Any

import pytest
from chassis.operations.settings import ServiceSettings
from probing.service import ProbeSettings
from pydantic import ValidationError

LOCAL = {
    "PROBE_DATABASE_URL": "postgresql+asyncpg://probe_api:lockstep@127.0.0.1/probe",
    "PROBE_WORKER_DATABASE_URL": "postgresql+asyncpg://probe_worker:lockstep@127.0.0.1/probe",
    "PROBE_OWNER_DATABASE_URL": "postgresql+asyncpg://probe_owner:lockstep@127.0.0.1/probe",
    "PROBE_JWKS_URL": "file:///var/lib/lockstep/jwks.json",
}
PRODUCTION = {
    "PROBE_ENVIRONMENT": "production",
    "PROBE_DATABASE_URL": "postgresql+asyncpg://probe_api:real-1@db/probe",
    "PROBE_WORKER_DATABASE_URL": "postgresql+asyncpg://probe_worker:real-2@db/probe",
    "PROBE_OWNER_DATABASE_URL": "postgresql+asyncpg://probe_owner:real-3@db/probe",
    "PROBE_JWT_ISSUER": "https://login.example.org",
    "PROBE_JWKS_URL": "https://login.example.org/jwks",
}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets these variables and reads the settings."""

    def loading(variables: dict[str, str]) -> ServiceSettings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return ProbeSettings()

    return loading


def test_local_defaults_suffice_locally(load: Any) -> None:
    settings = load(LOCAL)
    assert settings.environment == "local"
    assert settings.jwt_audience == "lockstep"


def test_real_values_suffice_in_production(load: Any) -> None:
    assert load(PRODUCTION).environment == "production"


@pytest.mark.parametrize(
    ("unsafe", "message"),
    [
        *(
            ({name: LOCAL[name]}, f"{name.removeprefix('PROBE_').lower()}: the local password is not allowed")
            for name in LOCAL
            if name.endswith("DATABASE_URL")
        ),
        ({"PROBE_DATABASE_URL": "postgresql+asyncpg://probe_api@db/probe?password=lockstep"}, "local password"),
        ({"PROBE_JWT_ISSUER": "https://issuer.lockstep.local"}, "jwt_issuer: .* name your OIDC issuer"),
        ({"PROBE_JWKS_URL": "file:///var/lib/lockstep/jwks.json"}, "jwks_url: .* over https://"),
        ({"PROBE_JWKS_URL": "http://login.example.org/jwks"}, "jwks_url: .* over https://"),
    ],
)
def test_production_refuses_what_is_unsafe_and_says_what_to_do(load: Any, unsafe: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        load({**PRODUCTION, **unsafe})


def test_forgetting_the_issuer_in_production_is_noticed(load: Any) -> None:
    with pytest.raises(ValidationError, match="name your OIDC issuer"):
        load({name: value for name, value in PRODUCTION.items() if name != "PROBE_JWT_ISSUER"})


def test_no_password_is_shown_by_a_refusal_or_by_printing_the_settings(load: Any) -> None:
    for variables in (
        {name: value for name, value in PRODUCTION.items() if name not in ("PROBE_JWKS_URL", "PROBE_JWT_ISSUER")},
        {**PRODUCTION, "PROBE_JWT_ISSUER": "https://issuer.lockstep.local"},
        {**PRODUCTION, "PROBE_API_PORT": "many"},
    ):
        with pytest.MonkeyPatch.context() as environment, pytest.raises(ValidationError) as refused:
            for name, value in variables.items():
                environment.setenv(name, value)
            ProbeSettings()
        assert "real-" not in str(refused.value)
        assert any(name in str(refused.value) for name in ("jwks_url", "jwt_issuer", "api_port")), (
            "the message names the wrong setting"
        )
    assert "real-" not in repr(load(PRODUCTION))


@pytest.mark.parametrize("name", LOCAL)
def test_what_has_no_default_must_be_given(load: Any, name: str) -> None:
    with pytest.raises(ValidationError, match=name.removeprefix("PROBE_").lower()):
        load({other: value for other, value in LOCAL.items() if other != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [("ENVIRONMENT", "staging"), ("API_PORT", "65536"), ("WORKER_PORT", "-1"), ("DATABASE_POOL_SIZE", "0")],
)
def test_values_outside_their_limits_are_refused(load: Any, name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name.lower()):
        load({**LOCAL, f"PROBE_{name}": value})


def test_settings_do_not_change_once_read(load: Any) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load(LOCAL).api_port = 1


def test_variables_of_the_prefix_that_are_not_settings_are_left_alone(load: Any) -> None:
    """The environment is shared. PROBE_HANDLER_SECONDS, for example, is not a setting of the service."""
    assert load({**LOCAL, "PROBE_SOMETHING_ELSE": "x"}) == load(LOCAL)
    with pytest.raises(ValidationError, match="Extra inputs"):
        ProbeSettings.model_validate({"something_else": "x"})
