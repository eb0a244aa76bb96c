"""The Docker stack as far as tests without a Docker engine go: its schema, and that it is the same platform."""

import errno
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from contracts.access import ADMIN, PRINCIPALS
from lockstep_gateway.configuration import render
from lockstep_local import container_secrets, databases, kafka, passwords, postgres
from lockstep_local.programs import (
    SERVICES,
    api_environment,
    gateway_environment,
    migrate_environment,
    port_names,
    worker_environment,
)
from lockstep_local.state import State

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
PROTOCOLS = "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"
PROTOCOL_OF = {"CLIENTS": "SASL_SSL", "NODE": "SSL", "CONTROLLER": "SSL"}
FOLDER = str(passwords.database_passwords(Path("/passwords")))
CONTAINER_ONLY = {"OTEL_EXPORTER_OTLP_ENDPOINT"}


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


def test_the_compose_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    # the schema of compose-spec (Apache-2.0), which the compose command contains too
    jsonschema.validate(compose, json.loads((HERE / "compose-spec.json").read_text()))


def test_every_service_that_another_waits_for_exists_and_can_be_waited_for(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services, name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[needed], f"{name} waits for {needed}"
            if how["condition"] == "service_completed_successfully":
                assert services[needed]["restart"] == "no", f"{name} waits for {needed}"


def test_both_stacks_run_the_same_programs_of_every_service(compose: dict[str, Any]) -> None:
    for service in SERVICES:
        for command in ("api", "worker"):
            assert compose["services"][f"{service}-{command}"]["command"] == ["python", "-m", service, command]
        assert compose["services"][f"{service}-migrate"]["command"] == ["python", "-m", service, "migrate"]
    local = {
        name for name in port_names(1) if name not in {"gateway-admin", "kafka-controller", "kafka-node", "supervisor"}
    }
    assert local <= set(compose["services"])


def test_both_stacks_tell_every_service_the_same_settings(compose: dict[str, Any], state: State) -> None:
    placed = re.compile(r"@[^/]+/|^http://.*|^(0\.0\.0\.0|127\.0\.0\.1|kafka)|^\d+$|^file:.*|^/.*")
    for service in SERVICES:
        environments = {
            "migrate": migrate_environment(service, state, Path("/data")),
            "api": api_environment(service, state, Path("/data")),
            "worker": worker_environment(service, state, Path("/data")),
        }
        for command, local in environments.items():
            docker = compose["services"][f"{service}-{command}"]["environment"]
            assert set(docker) - CONTAINER_ONLY == set(local)
            for name, value in local.items():
                # the same except for places: hosts, ports and the folder of the keys
                assert (
                    placed.sub("@", rendered(docker[name])).split(":9092")[0]
                    == placed.sub("@", value).split(":20000")[0]
                ), name


def test_each_kind_of_process_gets_the_secrets_that_it_needs_and_no_others(state: State) -> None:
    for service in SERVICES:
        urls = {
            "api": api_environment(service, state, Path("/data")),
            "worker": worker_environment(service, state, Path("/data")),
            "owner": migrate_environment(service, state, Path("/data")),
        }
        for role, environment in urls.items():
            secrets = [name for name, value in environment.items() if "postgresql" in value or "PASSWORD" in name]
            of_role = f"{service.upper()}_{'' if role == 'api' else f'{role.upper()}_'}DATABASE"
            kafka_password = [f"{service.upper()}_KAFKA_PASSWORD_FILE"] if role == "worker" else []
            assert sorted(secrets) == sorted([f"{of_role}_URL", f"{of_role}_PASSWORD_FILE", *kafka_password])
            assert f"//{service}_{role}@" in environment[f"{of_role}_URL"]
            assert environment[f"{of_role}_PASSWORD_FILE"] == f"/data/passwords/database/{service}_{role}/password"


def test_both_stacks_give_the_gateway_the_same_settings(compose: dict[str, Any], state: State) -> None:
    docker = compose["services"]["gateway"]["environment"]
    local = gateway_environment(state, Path("/data"))
    assert (docker["LOCKSTEP_LOCAL_ISSUER_ADDRESS"], local["LOCKSTEP_LOCAL_ISSUER_ADDRESS"]) == (
        f"issuer:{compose['services']['issuer']['environment']['LOCKSTEP_ISSUER_PORT']}",
        "127.0.0.1:20000",
    )
    assert set(docker) - {"LOCKSTEP_CORS_ORIGINS", "LOCKSTEP_HSTS_SECONDS"} == set(local)
    assert docker["LOCKSTEP_JWT_AUDIENCE"] == local["LOCKSTEP_JWT_AUDIENCE"]
    configuration = render({name: rendered(value) for name, value in docker.items()})
    addresses = [
        cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]["address"]["socket_address"]
        for cluster in configuration["static_resources"]["clusters"]  # type: ignore[index]
    ]
    assert addresses.pop() == {"address": "issuer", "port_value": 8000}
    for service, address in zip(SERVICES, addresses, strict=True):
        environment = compose["services"][f"{service}-api"]["environment"]
        assert address == {
            "address": f"{service}-api",
            "port_value": environment[f"{service.upper()}_API_PORT"],
        }


def test_both_brokers_have_the_same_settings(compose: dict[str, Any]) -> None:
    local = dict(
        line.split("=", 1) for line in kafka.PROPERTIES.splitlines() if "=" in line and not line.startswith("#")
    )
    docker = compose["services"]["kafka"]["environment"]
    placed = {
        "log.dirs",
        "listeners",
        "controller.quorum.voters",
        "listener.security.protocol.map",
        "ssl.keystore.location",
        "ssl.truststore.location",
    }
    for name, value in local.items():
        variable = f"KAFKA_{name.upper().replace('.', '_').replace('-', '___')}"
        assert name in placed or docker[variable].replace("$$", "$") == value, name
    # every listener of the local broker, with the same protocol; one more for programs on this machine, like CLIENTS
    listeners, protocols = (
        dict(part.split(":", 1) for part in text.split(",")) for text in (docker["KAFKA_LISTENERS"], docker[PROTOCOLS])
    )
    assert protocols == PROTOCOL_OF | {"HOST": PROTOCOL_OF["CLIENTS"]}
    assert local["listener.security.protocol.map"] == ",".join(":".join(pair) for pair in PROTOCOL_OF.items())
    assert set(listeners) == set(protocols)
    assert docker["KAFKA_LISTENER_NAME_HOST_SCRAM___SHA___512_SASL_JAAS_CONFIG"].endswith("ScramLoginModule required;")
    version = re.search(r"<kafka.version>(.*)</kafka.version>", (ROOT / "deploy/local/kafka/pom.xml").read_text())
    assert version is not None
    assert compose["services"]["kafka"]["image"] == f"apache/kafka:{version[1]}"


def test_both_databases_have_the_same_settings_and_roles(compose: dict[str, Any]) -> None:
    service = compose["services"]["postgres"]
    docker = dict(option.split("=") for option in service["command"] if "=" in option)
    for name in ("max_connections", "shared_buffers", "max_wal_size", "log_lock_waits", "log_error_verbosity"):
        assert docker[name] == postgres.SETTINGS[name].strip("'")
    assert not {"fsync", "synchronous_commit", "full_page_writes"} & (set(docker) | set(postgres.SETTINGS))
    _, _, module, *arguments = compose["services"]["databases"]["command"]
    assert module == databases.__name__
    assert arguments == ["--server", "postgresql://postgres@postgres:5432/postgres", "--passwords", FOLDER]
    for service_name in SERVICES:
        needs = compose["services"][f"{service_name}-migrate"]["depends_on"]
        assert needs == {"databases": {"condition": "service_completed_successfully"}}


def test_topics_are_made_from_the_registry_before_any_service_starts(compose: dict[str, Any]) -> None:
    assert compose["services"]["topics"]["command"][:4] == ["python", "-m", "chassis", "create-topics"]
    for service in SERVICES:
        for command in ("api", "worker"):
            needs = compose["services"][f"{service}-{command}"]["depends_on"]
            assert needs["topics"] == {"condition": "service_completed_successfully"}
            assert needs[f"{service}-migrate"] == {"condition": "service_completed_successfully"}


def test_our_containers_have_a_read_only_root_and_no_privileges(compose: dict[str, Any]) -> None:
    ours = [one for one in compose["services"].values() if one.get("image", "").startswith("lockstep-")]
    assert len(ours) == 3 * len(SERVICES) + 5  # migrate, api, worker; gateway, topics, issuer, secrets, databases
    for service in ours:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["tmpfs"] == ["/tmp"]
    dockerfile = (ROOT / "deploy/image/Dockerfile").read_text()
    for target in ("services", "gateway"):
        stage = dockerfile.split(f" AS {target}\n")[1].split("\nFROM ")[0]
        assert "USER 10001:10001" in stage


def test_the_signing_key_is_seen_by_the_issuer_alone(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        sources = {str(volume).split(":")[0] for volume in service.get("volumes", [])}
        assert ("issuer" in sources) == (name == "issuer"), name


def test_a_container_sees_the_passwords_of_its_own_role_and_user_alone(compose: dict[str, Any]) -> None:
    seen: dict[str, set[str]] = {}
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            source = str(volume).split(":")[0]
            if source.endswith("-password"):
                seen.setdefault(source, set()).add(name)
    of_kafka = {"admin-password": {"secrets", "topics"}} | {
        f"{service}-password": {"secrets", "topics", f"{service}-worker"} for service in SERVICES
    }
    of_roles = {"postgres-password": {"secrets", "databases", "postgres"}} | {
        f"{service}_{role}-password": {"secrets", "databases", f"{service}-{container}"}
        for service in SERVICES
        for role, container in (("owner", "migrate"), ("api", "api"), ("worker", "worker"))
    }
    of_roles["sessions_worker-password"].add("issuer")  # its page shows the people of all organisations
    assert seen == of_kafka | of_roles
    assert not {name for name in compose["volumes"] if name.endswith("-password")} ^ set(seen)
    for service in SERVICES:
        for container in ("migrate", "api", "worker"):
            role = "owner" if container == "migrate" else container
            mounted = compose["services"][f"{service}-{container}"]["volumes"]
            assert f"{service}_{role}-password:/database-password:ro" in mounted
    holders = {
        name
        for name, one in compose["services"].items()
        if any("kafka-node:" in str(v) for v in one.get("volumes", []))
    }
    assert holders == {"secrets", "topics", "kafka"}


def test_a_container_makes_the_secrets_that_the_others_read(compose: dict[str, Any], tmp_path: Path) -> None:
    service = compose["services"]["secrets"]
    _, _, module, *arguments = service["command"]
    assert module == container_secrets.__name__
    for folder in ("/kafka-node", "/kafka-ca", "/passwords"):
        (tmp_path / folder[1:]).mkdir()
    local = [str(tmp_path / argument[1:]) if argument.startswith("/") else argument for argument in arguments]
    container_secrets.main(local)
    made = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    container_secrets.main(local)  # a second time changes nothing
    assert made == {name: (tmp_path / name).read_text() for name in made}
    folders = {str(volume).split(":")[1].removeprefix("/passwords/") for volume in service["volumes"][2:]}
    assert folders == {ADMIN, *PRINCIPALS, *(f"database/{role}" for role in databases.ALL)}
    assert set(made) == {"kafka-node/node.pem", "kafka-node/ca.pem", "kafka-ca/ca.pem"} | {
        f"passwords/{folder}/password" for folder in folders
    }
    assert len(set(made.values())) == len(made) - 1  # all differ, except the two copies of the authority
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in made if "password" in name} == {0o600}
    # Kafka's image has another user, who is in our group
    assert (tmp_path / "kafka-node").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "kafka-node/node.pem").stat().st_mode & 0o777 == 0o640


def test_a_closed_folder_of_the_image_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file system of an image takes no change, not even one to the mode that is there."""

    def refuse(path: Path, mode: int) -> None:
        raise OSError(errno.EROFS, f"the mode of {path} cannot become {mode:o}")

    (tmp_path / "admin").mkdir(mode=0o700)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert passwords.password_file(tmp_path, "admin").read_text()
    (tmp_path / "open").mkdir(mode=0o755)
    with pytest.raises(OSError, match="cannot become 700"):
        passwords.password_file(tmp_path, "open")


def test_the_image_has_a_closed_folder_of_our_user_for_every_password(compose: dict[str, Any]) -> None:
    """A new volume has the owner and the mode of the folder in the image. Nothing else can change them there."""
    dockerfile = (ROOT / "deploy/image/Dockerfile").read_text()
    _, first, second = dockerfile.split("WORKDIR /app")[0].replace("\\\n", " ").split("install --directory ")
    volumes = {str(volume).split(":")[1] for volume in compose["services"]["secrets"]["volumes"]}
    owner = ["--owner", "10001", "--group", "10001"]
    assert first.split() == [*owner, "/issuer", "/keys", "/kafka-node", "/kafka-ca", "&&"]
    assert second.split()[: len(owner) + 2] == [*owner, "--mode", "0700"]
    closed = set(second.split()[len(owner) + 2 :])
    assert closed == {"/passwords", FOLDER} | {one for one in volumes if one.startswith("/passwords/")}


def test_everything_the_image_copies_exists() -> None:
    dockerfile = (ROOT / "deploy/image/Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, flags=re.M):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
