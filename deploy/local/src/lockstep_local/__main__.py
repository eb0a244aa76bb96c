"""The command line of the stack: python -m lockstep_local up | down | status | logs | url | token | consumer | …"""

import argparse
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import structlog

from lockstep_local import issuer, passwords
from lockstep_local.failure import StackError
from lockstep_local.programs import SERVICES
from lockstep_local.stack import Stack, clean, default_data, exclusive, up

LOG_LINES = 40
ADDRESSES = (
    ("Console", "/"),
    ("API", "/v1"),
    ("API reference", "/docs"),
    ("Health", "/readyz"),
)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _up(data: Path) -> None:
    began = time.monotonic()
    stack = up(data, lambda step: _say(f"{time.monotonic() - began:5.1f} s  {step}"))
    _say(f"\nLockstep is up after {time.monotonic() - began:.0f} s. {len(stack.pids())} processes, data in {data}\n")
    for name, path in ADDRESSES:
        _say(f"  {name:<15} {stack.gateway_url}{path}")
    _say(f"  {'Gateway admin':<15} http://127.0.0.1:{stack.ports['gateway-admin']}")
    _say(f"  {'Kafka':<15} 127.0.0.1:{stack.ports['kafka']}")
    _say(f"  {'PostgreSQL':<15} 127.0.0.1:{stack.ports['postgres']} (user postgres)")
    _say(f"  {'':<15} its password: {stack.postgres.passwords / 'postgres' / passwords.FILE}")
    _say("\nNext: make demo, open the console · make token ROLE=admin ORG=<uuid> SUB=<uuid> · make status · make down")


def _down(data: Path) -> None:
    if not (data / "stack.json").exists():
        _say("The stack is down.")
        return
    with exclusive(data):
        Stack.load(data).down()
    _say("The stack is down. Its data is kept; make clean removes it.")


def _status(data: Path) -> None:
    stack = Stack.load(data)
    for info in stack.processes():
        age = f"{info.seconds // 3600:d}:{info.seconds // 60 % 60:02d}:{info.seconds % 60:02d}"
        port = stack.ports.get(info.name, "")
        _say(f"{info.name:<20} {info.state:<10} pid {info.pid or '-':<8} port {port:<6} up {age}")


def _logs(data: Path, names: list[str], *, follow: bool) -> None:
    files = [data / "logs" / f"{name}.log" for name in names] or sorted((data / "logs").glob("*.log"))
    if missing := [file for file in files if not file.exists()]:
        raise StackError(f"there is no log file {missing[0]}. `make status` lists the names.")
    if not files:
        raise StackError("there are no log files. Start the stack: make up")
    arguments = ["tail", "-n", str(LOG_LINES), *(["-F"] if follow else []), *map(str, files)]
    try:
        subprocess.run(arguments, check=False)  # noqa: S603
    except KeyboardInterrupt:
        _say("")


def _url(data: Path) -> None:
    stack = Stack.load(data)
    if not stack.is_running():
        raise StackError("the stack is down. Start it: make up")
    _say(stack.gateway_url)


def _token(data: Path, role: str, org: str, sub: str, *, scope: str, lifetime_seconds: int) -> None:
    signer = Stack.load(data).issuer
    _say(issuer.token_for(signer, role=role, org=org, sub=sub, scope=scope, lifetime_seconds=lifetime_seconds))


def _consumer(data: Path, name: str, topics: str) -> None:
    # the output is for a shell, so that log lines go elsewhere
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    environment = Stack.load(data).admit_consumer(name, topics.split(","))
    _say("\n".join(f"export {variable}={shlex.quote(value)}" for variable, value in environment.items()))


def _run(data: Path, service: str, command: list[str]) -> int:
    """Run a command of a service with the settings that its processes have in this stack. Return its exit status."""
    environment = os.environ | Stack.load(data).environment_of(f"{service}-worker")
    return subprocess.run([sys.executable, "-m", service, *command], env=environment, check=False).returncode  # noqa: S603


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lockstep_local", description="Runs the stack without Docker.")
    parser.add_argument(
        "--data", type=Path, default=default_data(), help="the stack's data folder (default: %(default)s)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start the stack and print its addresses")
    commands.add_parser("down", help="stop the stack and keep its data")
    commands.add_parser("status", help="list its processes")
    logs = commands.add_parser("logs", help="show the last lines of its log files")
    logs.add_argument("names", nargs="*", help="names of processes, as `status` lists them (default: all)")
    logs.add_argument("--follow", action="store_true", default=sys.stdout.isatty(), help="show new lines as they come")
    commands.add_parser("url", help="print the base address of the gateway")
    issuer.add_token_arguments(commands.add_parser("token", help="print an access token"))
    run = commands.add_parser("run", help="run a command of a service, for example: run sessions audit")
    run.add_argument("service", choices=SERVICES)
    run.add_argument("arguments", nargs=argparse.REMAINDER, help="the command and its arguments")
    consumer = commands.add_parser("consumer", help="let a consumer read topics, and print its environment")
    consumer.add_argument("name", help="its user; its consumer groups are called <name>.<anything>")
    consumer.add_argument("topics", help="the topics, comma separated")
    commands.add_parser("clean", help="stop the stack and remove its data")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    options = _parser().parse_args(arguments)
    data = options.data.resolve()
    try:
        match options.command:
            case "up":
                _up(data)
            case "down":
                _down(data)
            case "status":
                _status(data)
            case "logs":
                _logs(data, options.names, follow=options.follow)
            case "url":
                _url(data)
            case "token":
                _token(
                    data,
                    options.role,
                    options.org,
                    options.sub,
                    scope=options.scope,
                    lifetime_seconds=options.lifetime_seconds,
                )
            case "consumer":
                _consumer(data, options.name, options.topics)
            case "run":
                return _run(data, options.service, options.arguments)
            case "clean":
                clean(data)
    except StackError as error:
        sys.stderr.write(f"lockstep: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
