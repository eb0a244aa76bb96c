"""How a process reaches Kafka: addresses, principal, password and certificates. Every client is made from it."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from chassis.operations.secret_files import read_secret

MECHANISM: Final = "SCRAM-SHA-512"


class KafkaAccessError(ValueError):
    """Kafka cannot be reached as the settings say. The message names the setting and says what to do."""


@dataclass(frozen=True)
class KafkaAccess:
    """What a client needs. With a user it authenticates by SCRAM over TLS, with a certificate by that.

    Without both it is anonymous. Without a `ca_file` it trusts the authorities of the machine.
    """

    bootstrap_servers: str
    user: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None
    certificate_file: Path | None = None
    """A file with a private key and its certificate. The operator's tools alone have one."""

    def __post_init__(self) -> None:
        """Refuse a user without a password, and the other way round."""
        if (self.user is None) != (self.password is None):
            raise KafkaAccessError("Kafka needs a user and a password: set both, or none of them")

    @property
    def principal(self) -> str:
        """The principal that Kafka sees, in words."""
        if self.user is not None:
            return self.user
        return "anonymous" if self.certificate_file is None else f"the holder of {self.certificate_file}"

    @cached_property
    def ssl_context(self) -> ssl.SSLContext | None:
        """Return the context of TLS, or None for a connection without it. Raises KafkaAccessError."""
        if self.user is None and self.ca_file is None and self.certificate_file is None:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise KafkaAccessError(
                f"kafka_ca_file: {self.ca_file} cannot be read ({error}). Name the PEM file of the authority that "
                "signed Kafka's certificate"
            ) from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate_file is not None:
            try:
                context.load_cert_chain(self.certificate_file)
            except (OSError, ssl.SSLError) as error:
                raise KafkaAccessError(
                    f"{self.certificate_file} cannot be read ({error}). Name a PEM file with a private key and its "
                    "certificate"
                ) from error
        return context

    def options(self) -> dict[str, Any]:
        """Return the arguments that every client of aiokafka takes."""
        return {"bootstrap_servers": self.bootstrap_servers, **self.connection_options()}

    def connection_options(self) -> dict[str, Any]:
        """Return the arguments of one connection of aiokafka, to whichever address."""
        if self.ssl_context is None:
            return {}
        if self.user is None or self.password is None:
            return {"security_protocol": "SSL", "ssl_context": self.ssl_context}
        return {
            "security_protocol": "SASL_SSL",
            "ssl_context": self.ssl_context,
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password.get_secret_value(),
        }

    @classmethod
    def of_environment(cls, environment: Mapping[str, str], prefix: str = "") -> "KafkaAccess":
        """Return what `environment()` wrote."""
        password, ca_file = environment.get(f"{prefix}KAFKA_PASSWORD"), environment.get(f"{prefix}KAFKA_CA_FILE")
        return cls(
            environment[f"{prefix}KAFKA_BOOTSTRAP_SERVERS"],
            environment.get(f"{prefix}KAFKA_USER"),
            None if password is None else SecretStr(password),
            None if ca_file is None else Path(ca_file),
        )

    def environment(self, prefix: str = "") -> dict[str, str]:
        """Return the environment variables that tell a process the same, for example with the prefix SESSIONS_."""
        values = {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "KAFKA_USER": self.user,
            "KAFKA_PASSWORD": None if self.password is None else self.password.get_secret_value(),
            "KAFKA_CA_FILE": self.ca_file,
        }
        return {prefix + name: str(value) for name, value in values.items() if value is not None}


def read_password(file: Path) -> SecretStr:
    """Return the password in a file, without the line break at its end. Raises KafkaAccessError."""
    try:
        return SecretStr(read_secret(file, name="the password's file"))
    except ValueError as error:
        raise KafkaAccessError(str(error)) from error
