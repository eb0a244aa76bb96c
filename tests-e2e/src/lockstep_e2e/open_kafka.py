"""Lets clients without authentication into a stack's Kafka, for a release from before there was any.

Such a listener lets everybody on the machine do everything. So it is there only while a test needs it.
"""

from typing import Final

from lockstep_local import kafka, ports
from lockstep_local.stack import Stack
from lockstep_local.waiting import eventually

ADDED: Final = {
    "listeners": ",OPEN://{host}:{port}",
    "listener.security.protocol.map": ",OPEN:PLAINTEXT",
    "super.users": ";User:ANONYMOUS",
}
"""What is added to the settings of the node."""


class OpenKafka:
    """The additional listener of one stack's Kafka. It is not there until `open`."""

    def __init__(self, stack: Stack) -> None:
        """Take a running stack."""
        self._stack = stack
        self._settings = stack.data / "kafka" / "server.properties"
        self._before: str | None = None
        self._port = 0

    async def open(self) -> str:
        """Open the listener, unless it is open, and return its address. Kafka restarts."""
        if self._before is None:
            self._before, self._port = self._settings.read_text(), ports.find_free()
            lines = [self._with_listener(line) for line in self._before.splitlines()]
            await self._restart("\n".join(lines) + "\n")
        return kafka.bootstrap_servers(self._port)

    def _with_listener(self, line: str) -> str:
        added = ADDED.get(line.partition("=")[0], "")
        return line + added.format(host=ports.LOOPBACK, port=self._port)

    async def close(self) -> None:
        """Close the listener, if it is open. Kafka restarts."""
        if self._before is not None:
            before, self._before = self._before, None
            await self._restart(before)

    async def _restart(self, settings: str) -> None:
        self._stack.stop("kafka")
        self._settings.write_text(settings)
        self._stack.start("kafka")

        async def ready() -> bool:
            return kafka.is_ready(self._stack.data / "kafka")

        await eventually(ready, "Kafka after its restart")
