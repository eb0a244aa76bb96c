"""The state that a stack keeps in its data folder: its identity and its ports."""

import json
import os
import secrets
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from lockstep_local import ports
from lockstep_local.failure import StackError

PREFERRED_GATEWAY_PORT = 8080


@dataclass(slots=True)
class State:
    """A stack's identity and ports.

    `id` is in the environment of all its processes, which marks them as its own. `secret` is the password of its
    process manager.
    """

    id: str
    secret: str
    ports: dict[str, int]

    @classmethod
    def load(cls, data: Path) -> Self | None:
        """Return the state kept in a data folder, None if no stack was ever started there."""
        try:
            return cls(**json.loads((data / "stack.json").read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise StackError(
                f"{data / 'stack.json'} cannot be read ({error}). `make clean` removes it with the stack's data."
            ) from error

    @classmethod
    def new(cls) -> Self:
        """Return the state of a stack that has never run."""
        return cls(id=uuid.uuid4().hex, secret=secrets.token_hex(16), ports={})

    def save(self, data: Path) -> None:
        """Write the state, whole or not at all. Only the owner of the file may read it."""
        scratch = data / ".stack.json"
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file, indent=2)
        scratch.replace(data / "stack.json")

    def choose_ports(self, names: list[str], *, gateway_port: int | None) -> None:
        """Give every name a port that is free now, its last one if possible. The stack must be down."""
        if gateway_port is not None:
            if not ports.is_free(gateway_port):
                raise StackError(f"LOCKSTEP_PORT={gateway_port} is in use by another program. Choose another port.")
            self.ports["gateway"] = gateway_port
        elif "gateway" not in self.ports:
            self.ports["gateway"] = PREFERRED_GATEWAY_PORT
        kept = {name: port for name, port in self.ports.items() if name in names and ports.is_free(port)}
        for name in names:
            if name not in kept:
                kept[name] = ports.find_free(kept.values())
        self.ports = kept


def wanted_port(state: State) -> int | None:
    """Return the gateway's port that LOCKSTEP_PORT asks for, or None. Raises StackError if it cannot be had.

    Every start asks, also one after a start that failed, when ports were chosen and saved already.
    """
    text = os.environ.get("LOCKSTEP_PORT")
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) <= ports.PORT_MAX:
        raise StackError(f"LOCKSTEP_PORT={text} is not a port number. Give a number such as 8080.")
    if int(text) != state.ports.get("gateway") and not ports.is_free(int(text)):
        raise StackError(f"LOCKSTEP_PORT={text} is in use by another program. Choose another port.")
    return int(text)
