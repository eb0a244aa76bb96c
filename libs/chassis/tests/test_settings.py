"""Settings: values that work locally are refused in production, and the refusal says what to do."""

from pathlib import Path
from typing import Any

import pytest
from chassis.operations.kafka_access import KafkaAccess, KafkaAccessError
from chassis.operations.log_settings import LOCAL_LOG_PUBLIC_KEY, LogSettings, key_bytes
from chassis.operations.settings import MissingSettingError, ServiceSettings
from hypothesis import given
from hypothesis import strategies as st
from probing.service import ProbeSettings
from pydantic import SecretStr, ValidationError
from sqlalchemy import make_url

LOCAL = {
    "PROBE_ENVIRONMENT": "local",
    "PROBE_DATABASE_URL": "postgresql+asyncpg://probe_api:local@127.0.0.1/probe",
    "PROBE_WORKER_DATABASE_URL": "postgresql+asyncpg://probe_worker:local@127.0.0.1/probe",
    "PROBE_OWNER_DATABASE_URL": "postgresql+asyncpg://probe_owner:local@127.0.0.1/probe",
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
            (
                {name: LOCAL[name].replace(":local@", ":lockstep@")},
                f"{name.removeprefix('PROBE_').lower()}: the password is one that everybody can read; set another",
            )
            for name in LOCAL
            if name.endswith("DATABASE_URL")
        ),
        ({"PROBE_DATABASE_URL": "postgresql+asyncpg://probe_api@db/probe?password=lockstep"}, "everybody can read"),
        (
            {
                "PROBE_DATABASE_URL": "postgresql+asyncpg://probe_api@db/probe",
                "PROBE_DATABASE_PASSWORD": "lockstep",
            },
            "database_url: the password is one that everybody can read",
        ),
        ({"PROBE_JWT_ISSUER": "https://issuer.lockstep.local"}, "jwt_issuer: .* name your OIDC issuer"),
        ({"PROBE_JWT_ISSUER": "http://127.0.0.1:8080/issuer"}, "jwt_issuer: .* name your OIDC issuer"),
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
        {name: value for name, value in PRODUCTION.items() if name != "PROBE_JWT_ISSUER"},
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


def test_a_process_that_does_not_know_where_it_runs_does_not_start(load: Any) -> None:
    for incomplete in (LOCAL, PRODUCTION):
        with pytest.raises(ValidationError, match=r"environment: .* Set PROBE_ENVIRONMENT to production, or to local"):
            load({name: value for name, value in incomplete.items() if name != "PROBE_ENVIRONMENT"})


@pytest.mark.parametrize("name", sorted(LOCAL.keys() - {"PROBE_ENVIRONMENT"}))
def test_a_process_that_needs_a_setting_says_so_and_others_start_without_it(load: Any, name: str) -> None:
    settings = load({other: value for other, value in LOCAL.items() if other != name})
    setting = name.removeprefix("PROBE_").lower()
    with pytest.raises(MissingSettingError, match=f"{setting}: this process needs it. Set {name}"):
        settings.needed(setting)
    for other in LOCAL.keys() - {name, "PROBE_ENVIRONMENT"}:
        assert settings.needed(other.removeprefix("PROBE_").lower()) == LOCAL[other]


def test_every_secret_may_stand_in_a_file_and_not_in_two_places(load: Any, tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text(LOCAL["PROBE_DATABASE_URL"] + "\n")
    settings = load({"PROBE_ENVIRONMENT": "local", "PROBE_DATABASE_URL_FILE": str(secret)})
    assert settings.needed("database_url") == LOCAL["PROBE_DATABASE_URL"]
    with pytest.raises(ValueError, match="PROBE_DATABASE_URL, PROBE_DATABASE_URL_FILE: set only one of them"):
        load({"PROBE_DATABASE_URL": LOCAL["PROBE_DATABASE_URL"]})


PASSWORDLESS = {name: value.replace(":local@", "@") for name, value in LOCAL.items() if name.endswith("DATABASE_URL")}


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), st.sampled_from(sorted(PASSWORDLESS)))
def test_a_password_beside_its_url_reaches_the_driver_unchanged(password: str, name: str) -> None:
    setting = name.removeprefix("PROBE_").lower()
    settings = ProbeSettings.model_validate(
        {"environment": "local", setting: PASSWORDLESS[name], f"{setting.removesuffix('_url')}_password": password}
    )
    url = make_url(settings.needed(setting))  # type: ignore[arg-type]
    given_url = make_url(PASSWORDLESS[name])
    assert (url.username, url.password) == (given_url.username, password)
    assert (url.drivername, url.host, url.database) == (given_url.drivername, given_url.host, given_url.database)


@pytest.mark.parametrize("kind", ["", "WORKER_", "OWNER_"])
def test_the_password_of_a_database_role_may_stand_in_a_file_of_its_own(load: Any, tmp_path: Path, kind: str) -> None:
    (tmp_path / "password").write_text("a-password\n")
    name = f"PROBE_{kind}DATABASE"
    settings = load(LOCAL | PASSWORDLESS | {f"{name}_PASSWORD_FILE": str(tmp_path / "password")})
    assert ":a-password@" in settings.needed(f"{kind.lower()}database_url")
    assert "a-password" not in repr(settings)
    with pytest.raises(ValidationError, match=f"{kind.lower()}database_password: a password is in both. Leave it out"):
        load({f"{name}_URL": LOCAL[f"{name}_URL"]})
    with pytest.raises(ValidationError, match=f"{kind.lower()}database_url: it names no role"):
        load({f"{name}_URL": "postgresql+asyncpg://127.0.0.1/probe"})


def test_what_is_no_secret_is_not_read_from_a_file(load: Any, tmp_path: Path) -> None:
    (tmp_path / "port").write_text("1")
    assert load({**LOCAL, "PROBE_API_PORT_FILE": str(tmp_path / "port")}).api_port == 8000


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


KAFKA = {
    "PROBE_KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
    "PROBE_KAFKA_USER": "probe-worker",
    "PROBE_KAFKA_PASSWORD": "a-password",
}


def test_production_refuses_kafka_without_authentication_and_says_what_to_set(load: Any) -> None:
    settings = load(PRODUCTION)  # an API has no user, and starts
    with pytest.raises(KafkaAccessError, match="set kafka_user, kafka_ca_file, and kafka_password or"):
        settings.kafka()


def test_a_user_with_a_password_suffices_in_production_and_the_password_is_hidden(load: Any) -> None:
    settings = load(PRODUCTION | KAFKA)
    access = settings.kafka()
    options = access.options()
    assert (options["security_protocol"], options["sasl_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-512")
    assert options["sasl_plain_password"] == "a-password"
    assert "a-password" not in repr(settings) + repr(access)


def test_the_password_may_stand_in_a_file(load: Any, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("a-password\n")
    rest = {name: value for name, value in KAFKA.items() if not name.endswith("PASSWORD")}
    access = load(LOCAL | rest | {"PROBE_KAFKA_PASSWORD_FILE": str(tmp_path / "password")}).kafka()
    assert access.password is not None
    assert access.password.get_secret_value() == "a-password"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"PROBE_KAFKA_USER": "probe-worker"}, "a user and a password: set both"),
        ({"PROBE_KAFKA_PASSWORD": "x"}, "a user and a password: set both"),
        (KAFKA | {"PROBE_KAFKA_CA_FILE": "/no/file"}, "kafka_ca_file: /no/file cannot be read"),
        (KAFKA | {"PROBE_KAFKA_CA_FILE": __file__}, "kafka_ca_file: .* cannot be read"),
    ],
)
def test_a_wrong_way_to_kafka_is_refused_with_what_to_do(load: Any, variables: dict[str, str], message: str) -> None:
    with pytest.raises(KafkaAccessError, match=message):
        load(LOCAL | variables).kafka().options()


@pytest.mark.parametrize(
    ("file", "message"), [("/dev/null", "/dev/null is empty. Write"), ("/no/file", "/no/file cannot be read")]
)
def test_a_secret_that_cannot_be_read_is_refused_with_what_to_do(load: Any, file: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"PROBE_KAFKA_PASSWORD_FILE: {message}"):
        load(LOCAL | {"PROBE_KAFKA_USER": "u", "PROBE_KAFKA_PASSWORD_FILE": file})


@given(st.text(min_size=1), st.text(min_size=1), st.sampled_from([None, Path("/ca.pem")]), st.booleans())
def test_an_environment_says_what_an_access_was(servers: str, password: str, ca_file: Path | None, known: bool) -> None:
    access = KafkaAccess(servers, "user" if known else None, SecretStr(password) if known else None, ca_file)
    assert KafkaAccess.of_environment(access.environment("X_"), "X_") == access


def test_production_verifies_the_log_by_a_key_of_its_own_and_other_processes_need_none() -> None:
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    production = {"environment": "production", "jwt_issuer": "https://login.example.org"}

    class Settings(LogSettings):
        service = "probe"

    assert Settings(environment="local").log_verifier().public_bytes_raw() == key_bytes(LOCAL_LOG_PUBLIC_KEY)
    own = Settings.model_validate(production | {"log_public_key": key})
    assert own.log_verifier().public_bytes_raw() == key_bytes(key)
    for values in ({}, {"log_public_key": LOCAL_LOG_PUBLIC_KEY}):
        with pytest.raises(MissingSettingError, match=r"Set PROBE_LOG_PUBLIC_KEY to what `python -m sessions log-key`"):
            Settings.model_validate(production | values).log_verifier()
    with pytest.raises(ValidationError, match="32 bytes in base64"):
        Settings.model_validate({"environment": "local", "log_public_key": "c2hvcnQ="})
