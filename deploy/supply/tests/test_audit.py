"""An audit says what is known, or that nobody could be asked. These are two different answers."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from lockstep_local import ports
from lockstep_supply import __main__ as commands
from lockstep_supply import audit
from lockstep_supply.audit import NoSourceError, accepted, advisories, open_ones
from lockstep_supply.locked import Dependency, jars, packages

JAR = Dependency("org.example", "artifact", "1.0", "kafka", ())
PACKAGE = Dependency("", "made-up", "2.0", "services", ())


class Source(BaseHTTPRequestHandler):
    """Knows one advisory, or answers with something else."""

    answer: ClassVar[bytes | None] = None
    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        """Answer."""
        queries = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
        self.asked.extend(queries)
        known = [{"vulns": [{"id": "GHSA-1"}]} if "org.example" in one["package"]["purl"] else {} for one in queries]
        body = self.answer if self.answer is not None else json.dumps({"results": known}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log."""


@pytest.fixture
def source() -> Iterator[str]:
    """The address of a source of advisories."""
    Source.answer = None
    Source.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_all_packages_and_jars_are_asked_for_by_their_package_urls(source: str) -> None:
    pinned = [*packages(), *jars()]
    assert advisories(pinned, source=source) == []
    assert {one["package"]["purl"] for one in Source.asked} == {one.purl for one in pinned}


def test_an_advisory_is_named_until_somebody_accepts_it_and_again_after_its_date(source: str, tmp_path: Path) -> None:
    found = advisories([PACKAGE, JAR], source=source)
    assert [(one.id, one.dependency) for one in found] == [("GHSA-1", JAR)]
    assert "org.example:artifact 1.0: GHSA-1" in open_ones(found, set())[0]
    path = tmp_path / "advisories.toml"
    path.write_text(
        '[[accepted]]\nid = "GHSA-1"\ndependency = "org.example:artifact"\nreason = "Unused."\nuntil = 2026-12-31\n'
    )
    assert open_ones(found, accepted(date(2026, 12, 31), path)) == []
    assert open_ones(found, accepted(date(2027, 1, 1), path))


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"results": []}', b'{"results": 7}', b'{"results": [7]}'])
def test_an_answer_that_cannot_be_read_is_no_answer(source: str, answer: bytes) -> None:
    Source.answer = answer
    with pytest.raises(NoSourceError):
        advisories([PACKAGE], source=source)


def test_a_source_that_is_away_gives_an_exit_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = f"http://127.0.0.1:{ports.find_free()}"
    monkeypatch.setattr(commands, "advisories", lambda found: audit.advisories(found, source=away))
    assert commands.main(["audit"]) == commands.NO_SOURCE
    assert capsys.readouterr().err.startswith("audit: not done.")


def test_what_is_accepted_now_has_a_reason_and_a_date() -> None:
    assert isinstance(accepted(date.today()), set)  # noqa: DTZ011 - the local day is near enough
