"""What ends the benchmark from outside, and what must not be ended by it: stopping and removing what was started."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


def end_as_ctrl_c_does() -> None:
    """Let SIGTERM and Ctrl-C end this process in the same way, also if its starter ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # nohup and shells' background jobs ignore it
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ignore Ctrl-C: a person who presses it again must not leave behind what is being removed."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
