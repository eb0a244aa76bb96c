"""Run the verifier on files."""

import json
from pathlib import Path

import pytest

from .logs import vkey
from .script import Outcome, Runs, verify


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    def write(name: str, content: object) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else json.dumps(content).encode())
        return str(path)

    def run(
        command: str, content: object, seen: object = None, key: str | None = None, event: object = None
    ) -> Outcome:
        more = [] if seen is None else ["--seen", write("seen", seen)]
        more += [] if event is None else ["--event", write("event", event)]
        code = verify.main([command, write("file", content), "--key", key or vkey(), *more])
        return Outcome(code, *capsys.readouterr())

    return run
