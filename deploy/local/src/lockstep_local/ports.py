"""Free TCP ports on the loopback address, and whether someone answers on one."""

import itertools
import os
import random
import re
import socket
from collections.abc import Collection

from lockstep_local.failure import StackError

LOOPBACK = "127.0.0.1"
CONNECT_TIMEOUT_SECONDS = 0.5
PORT_MAX = 65_535
# Below every common ephemeral range (Linux 32768, macOS and IANA 49152): a port that the kernel may lend to
# an outgoing connection can be taken while its server restarts, and the server then never comes back.
RANGE = range(18_000, 28_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # as servers do: connections of the last server that linger in TIME_WAIT do not make a port taken
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def port_range() -> range:
    """The ports among which free ones are looked for: LOCKSTEP_PORTS (`18000-22999`), else RANGE.

    Programs that start servers at the same time need ranges of their own: a port is free until its server listens.
    Raises StackError for anything but two port numbers.
    """
    setting = os.environ.get("LOCKSTEP_PORTS")
    if not setting:
        return RANGE
    found = re.fullmatch(r"(\d{1,5})-(\d{1,5})", setting)
    if found is None or not 0 < int(found[1]) <= int(found[2]) <= PORT_MAX:
        raise StackError(f"LOCKSTEP_PORTS={setting} is not a range of ports; give the first and the last: 18000-22999")
    return range(int(found[1]), int(found[2]) + 1)


def find_free(taken: Collection[int] = ()) -> int:
    """A port nobody listens on and that is not in `taken`. Raises StackError when there is none.

    The search starts anywhere, which keeps two stacks that are set up at once from choosing the same ports.
    """
    ports = port_range()
    start = random.choice(ports)  # noqa: S311 - nothing secret about it
    for port in itertools.chain(range(start, ports.stop), range(ports.start, start)):
        if port not in taken and is_free(port):
            return port
    raise StackError(f"no port from {ports.start} to {ports.stop - 1} is free on {LOOPBACK}; set LOCKSTEP_PORTS")


def answers(port: int) -> bool:
    """Whether a server accepts connections on 127.0.0.1:port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=CONNECT_TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True
