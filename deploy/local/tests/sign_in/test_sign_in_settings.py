"""The sign-in runs for browsers on its own machine, and nowhere else."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lockstep_local.sign_in.settings import SignInSettings
from pydantic import SecretStr, ValidationError

GOOD: dict[str, Any] = {
    "environment": "local",
    "url": "http://127.0.0.1:8080/issuer",
    "folder": Path("/issuer"),
    "database_url": "postgresql://sessions_worker@127.0.0.1/sessions",
    "database_password": SecretStr("secret"),
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"environment": "production"}, "asks nobody for a password, so production must not run it"),
        ({"environment": "staging"}, "environment"),
        ({"url": "https://login.example.org/issuer"}, "name the gateway there"),
        ({"url": "http://login.example.org/issuer"}, "name the gateway there"),
        ({"url": "http://127.0.0.1.example.org/issuer"}, "name the gateway there"),
        ({"url": "http://127.0.0.1:8080/"}, "name the gateway there"),
    ],
)
def test_it_refuses_every_place_but_a_machine_of_development(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SignInSettings(**(GOOD | changes))


def test_it_listens_on_the_loopback_interface_unless_a_container_says_otherwise() -> None:
    assert SignInSettings(**GOOD).host == "127.0.0.1"


def test_its_process_ends_in_production_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret")
    environment = {
        "LOCKSTEP_ISSUER_ENVIRONMENT": "production",
        "LOCKSTEP_ISSUER_URL": GOOD["url"],
        "LOCKSTEP_ISSUER_FOLDER": str(tmp_path / "key"),
        "LOCKSTEP_ISSUER_DATABASE_URL": GOOD["database_url"],
        "LOCKSTEP_ISSUER_DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
    }
    command = [sys.executable, "-m", "lockstep_local.sign_in"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "production must not run it" in done.stderr) == (1, True)
    assert not (tmp_path / "key").exists()
    assert "secret" not in done.stderr
