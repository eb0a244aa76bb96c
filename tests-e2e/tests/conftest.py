"""A platform for the tests, started once, and a fresh organisation for every test."""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from lockstep_e2e.academy import Academy, found_academy
from lockstep_e2e.platform import Platform, connect
from lockstep_local import ports
from lockstep_local.guard import cleaned_up_anyway
from lockstep_local.programs import full_speed
from lockstep_local.scratch import scratch_folder
from lockstep_local.stack import Stack, clean, up

_platform = ExitStack()


@pytest.fixture(scope="session")
def stack() -> Stack:
    """A stack with a data folder and ports of its own, which is removed after the last story.

    To write tests, set TEST_STACK_DATA to the data folder of a stack that runs already.
    """
    if running := os.environ.get("TEST_STACK_DATA"):
        return Stack.load(Path(running))
    return _platform.enter_context(_fresh_stack())


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End the platform with the last story, because its processes would take time from the tests that follow."""
    if nextitem is None or not nextitem.nodeid.startswith("tests-e2e/"):
        _platform.close()


@contextmanager
def _fresh_stack() -> Iterator[Stack]:
    scratch = TemporaryDirectory(prefix="lockstep-e2e-", dir=scratch_folder())
    with scratch as folder, pytest.MonkeyPatch.context() as patch:
        data = Path(folder) / "data"
        patch.setenv("LOCKSTEP_PORT", str(ports.find_free()))
        patch.delenv("LOCKSTEP_WORKERS", raising=False)
        cleaning = [sys.executable, "-m", "lockstep_local", "clean"]
        with cleaned_up_anyway(cleaning, {**os.environ, "LOCKSTEP_DATA": str(data)}):
            try:
                with pytest.MonkeyPatch.context() as fast:  # other tests of this process have the limits as shipped
                    for name, value in full_speed().items():
                        fast.setenv(name, value)
                    stack = up(data, lambda _: None)
                yield stack
            finally:
                clean(data)


@pytest.fixture
async def platform(stack: Stack) -> AsyncIterator[Platform]:
    """The platform, with a client for its gateway."""
    async with connect(stack) as connected:
        yield connected


@pytest.fixture
async def academy(platform: Platform) -> Academy:
    """A fresh organisation with people, a course and a rate."""
    return await found_academy(platform)
