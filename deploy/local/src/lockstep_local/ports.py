"""Free TCP ports on the loopback address, and whether someone answers on one."""

import itertools
import random
import socket
from collections.abc import Collection

LOOPBACK = "127.0.0.1"
CONNECT_TIMEOUT_SECONDS = 0.5
# Below every common ephemeral range (Linux 32768, macOS and IANA 49152): a port that the kernel may lend to
# an outgoing connection can be taken while its server restarts, and the server then never comes back.
RANGE = (18_000, 28_000)


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


def find_free(taken: Collection[int] = ()) -> int:
    """A port nobody listens on and that is not in `taken`.

    The search starts anywhere, which keeps two stacks that are set up at once from choosing the same ports.
    """
    low, high = RANGE
    start: int = random.randrange(low, high)  # noqa: S311 - nothing secret about it
    for port in itertools.chain(range(start, high), range(low, start)):
        if port not in taken and is_free(port):
            return port
    raise OSError(f"no free port between {low} and {high} on {LOOPBACK}")


def answers(port: int) -> bool:
    """Whether a server accepts connections on 127.0.0.1:port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=CONNECT_TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True
