"""The sign-in of the Docker stack is that of the stack without Docker."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from lockstep_local.programs import (
    SERVICES,
    api_environment,
    gateway_environment,
    issuer_environment,
    issuer_name,
    port_names,
)
from lockstep_local.state import State

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(scope="module")
def state() -> State:
    return State(id="a", secret="b", ports=dict.fromkeys(port_names(1), 20_000))


def rendered(value: str) -> str:
    """Return a compose value with the defaults of its variables, as `docker compose config` shows it."""
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value)


def test_the_issuer_of_both_stacks_is_named_by_the_address_of_its_gateway(
    compose: dict[str, Any], state: State
) -> None:
    services, data = compose["services"], Path("/data")
    (published,) = services["gateway"]["ports"]
    host, port, _ = rendered(published).split(":")
    docker = {rendered(services["gateway"]["environment"]["LOCKSTEP_JWT_ISSUER"])}
    docker |= {rendered(services["issuer"]["environment"]["LOCKSTEP_ISSUER_URL"])}
    local = {gateway_environment(state, data)["LOCKSTEP_JWT_ISSUER"], issuer_name(state)}
    local |= {issuer_environment(state, data)["LOCKSTEP_ISSUER_URL"]}
    for service in SERVICES:
        name = f"{service.upper()}_JWT_ISSUER"
        docker |= {rendered(services[f"{service}-api"]["environment"][name])}
        local |= {api_environment(service, state, data)[name]}
    assert (docker, local) == ({f"http://{host}:{port}/issuer"}, {"http://127.0.0.1:20000/issuer"})


def test_the_sign_in_of_both_stacks_runs_the_same_and_is_reached_through_the_gateway_alone(
    compose: dict[str, Any], state: State
) -> None:
    service, local = compose["services"]["issuer"], issuer_environment(state, Path("/data"))
    assert service["command"] == ["python", "-m", "lockstep_local.sign_in"]
    # with Docker the other containers get the public key by a volume
    assert set(service["environment"]) == set(local) | {"LOCKSTEP_ISSUER_PUBLISH"}
    for name in ("LOCKSTEP_ISSUER_ENVIRONMENT", "LOCKSTEP_ISSUER_DATABASE_URL"):
        assert service["environment"][name].replace("@postgres:5432", "@127.0.0.1:20000") == local[name]
    assert local["LOCKSTEP_ISSUER_DATABASE_PASSWORD_FILE"] == "/data/passwords/database/sessions_worker/password"
    assert local["LOCKSTEP_ISSUER_HOST"] == "127.0.0.1"
    assert "ports" not in service
