"""Free TCP ports on the loopback address, and whether a server answers on one."""

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
# Below every common ephemeral range (Linux 32768, macOS and IANA 49152). The kernel lends ports of that range to
# outgoing connections. If it did so while a server restarts, the server could not start on its port again.
RANGE = range(18_000, 28_000)


def is_free(port: int) -> bool:
    """Return whether a server could listen on 127.0.0.1:port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # as servers do: a port is free although connections of its last server are still in TIME_WAIT
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def port_range() -> range:
    """Return the ports among which free ones are searched: LOCKSTEP_PORTS (`18000-22999`), else RANGE.

    Programs that start servers at the same time need ranges of their own, because a port is free until its server
    listens. Raises StackError if LOCKSTEP_PORTS is not two port numbers.
    """
    setting = os.environ.get("LOCKSTEP_PORTS")
    if not setting:
        return RANGE
    found = re.fullmatch(r"(\d{1,5})-(\d{1,5})", setting)
    if found is None or not 0 < int(found[1]) <= int(found[2]) <= PORT_MAX:
        raise StackError(f"LOCKSTEP_PORTS={setting} is not a range of ports. Give the first and the last: 18000-22999")
    return range(int(found[1]), int(found[2]) + 1)


def find_free(taken: Collection[int] = ()) -> int:
    """Return a port on which no server listens and which is not in `taken`. Raises StackError when there is none.

    The search starts at a random port, so that two stacks that are set up at once do not choose the same ports.
    """
    ports = port_range()
    start = random.choice(ports)  # noqa: S311 - it is no secret
    for port in itertools.chain(range(start, ports.stop), range(ports.start, start)):
        if port not in taken and is_free(port):
            return port
    raise StackError(
        f"No port from {ports.start} to {ports.stop - 1} is free on {LOOPBACK}. Set LOCKSTEP_PORTS to another range."
    )


def answers(port: int) -> bool:
    """Return whether a server accepts connections on 127.0.0.1:port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=CONNECT_TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True
