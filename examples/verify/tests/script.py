"""The script under test, and the outcome of a run."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "verify.py"
_SPEC = importlib.util.spec_from_file_location("verify", SCRIPT)
assert _SPEC is not None
assert _SPEC.loader is not None
verify: Any = importlib.util.module_from_spec(_SPEC)  # Any: the script is in no package
_SPEC.loader.exec_module(verify)


class Outcome:
    """The exit code and the output of the script."""

    def __init__(self, code: int, out: str, err: str) -> None:
        """Take the exit code and the outputs of main()."""
        self.code, self.out, self.err = code, out, err

    def is_refused(self, *words: str) -> None:
        """Assert that the claims were refused in one line with these words."""
        self._is(1, "NOT VERIFIED: ", words)

    def is_unreadable(self, *words: str) -> None:
        """Assert that the file could not be read, in one line with these words."""
        self._is(2, "CANNOT READ: ", words)

    def _is(self, code: int, begin: str, words: Sequence[str]) -> None:
        assert (self.code, self.out, self.err.count("\n")) == (code, "", 1), (self.code, self.out, self.err)
        assert self.err.startswith(begin)
        for word in words:
            assert word in self.err


Runs = Callable[..., Outcome]
