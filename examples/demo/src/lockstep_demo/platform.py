"""The platform for the demo: the local stack, which is started if it does not run."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx
from lockstep_local.failure import StackError
from lockstep_local.stack import Stack, up

from lockstep_demo.failure import DemoError

READY_TIMEOUT_SECONDS: Final = 5.0


def running_platform(data: Path, say: Callable[[str], None]) -> Stack:
    """Return the stack of a data folder, started if necessary. Raises DemoError if it cannot be started."""
    try:
        stack = Stack.load(data)
        if stack.is_running() and _is_ready(stack):
            say(f"The platform is running: {stack.gateway_url}")
            return stack
    except StackError:
        pass  # there is no stack yet
    say("The platform is not running. It is starting now")
    try:
        stack = up(data, say)
    except (StackError, OSError) as error:
        raise DemoError(f"the platform cannot be started: {error}") from error
    say(f"The platform is running: {stack.gateway_url}")
    return stack


def _is_ready(stack: Stack) -> bool:
    try:
        answer = httpx.get(f"{stack.gateway_url}/readyz", timeout=READY_TIMEOUT_SECONDS, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == HTTPStatus.OK
