"""The script under test, and how it ended."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "verify.py"
_SPEC = importlib.util.spec_from_file_location("verify", SCRIPT)
assert _SPEC is not None
assert _SPEC.loader is not None
verify: Any = importlib.util.module_from_spec(_SPEC)  # Any: the script stands alone, it is in no package
_SPEC.loader.exec_module(verify)


class Outcome:
    """How the script ended, and what it said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        """Take what main() left behind."""
        self.code, self.out, self.err = code, out, err

    def is_refused(self, *words: str) -> None:
        """Assert that the claims were refused, in one line, with these words."""
        self._is(1, "NOT VERIFIED: ", words)

    def is_unreadable(self, *words: str) -> None:
        """Assert that the file was found to be no such file, in one line, with these words."""
        self._is(2, "CANNOT READ: ", words)

    def _is(self, code: int, begin: str, words: Sequence[str]) -> None:
        assert (self.code, self.out, self.err.count("\n")) == (code, "", 1), (self.code, self.out, self.err)
        assert self.err.startswith(begin)
        for word in words:
            assert word in self.err


Runs = Callable[..., Outcome]
