"""The tasks of who develops the console.

python -m lockstep_local.console_tasks build | check | dev | format | test | types
"""

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from lockstep_local.console import CLONE, FOLDER, build, install, node, node_command, node_environment
from lockstep_local.failure import StackError
from lockstep_local.programs import SERVICES
from lockstep_local.stack import Stack, default_data

TYPES: Final = FOLDER / "src/api/types"
BIOME: Final = "node_modules/@biomejs/biome/bin/biome"
VITE: Final = "node_modules/vite/bin/vite.js"


def write_types(folder: Path) -> None:
    """Write the types of the API into a folder. Raises StackError."""
    install()
    with TemporaryDirectory() as scratch, ThreadPoolExecutor() as pool:
        documents = Path(scratch)
        for service, document in zip(SERVICES, pool.map(_openapi, SERVICES), strict=True):
            (documents / f"{service}.json").write_bytes(document)
        node(["tools/types.js", scratch, str(folder)])


def check() -> None:
    """Check style, types, and that the types of the API are fresh. Raises StackError."""
    install()
    with TemporaryDirectory() as scratch, ThreadPoolExecutor() as pool:
        style = pool.submit(node, [BIOME, "check", "--error-on-warnings", "."])
        types = pool.submit(node, ["node_modules/typescript-7/bin/tsc", "--noEmit"])
        write_types(Path(scratch))
        for name in (f"{service}.d.ts" for service in SERVICES):
            committed = TYPES / name
            if not committed.exists() or committed.read_bytes() != (Path(scratch) / name).read_bytes():
                raise StackError(f"{committed.relative_to(CLONE)} is older than the API. Run: make console-types")
        for step in (style, types):
            step.result()


def _openapi(service: str) -> bytes:
    environment = {**os.environ, f"{service.upper()}_ENVIRONMENT": "local"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", service, "openapi"], env=environment, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise StackError(f"{service} printed no OpenAPI document:\n{done.stderr.decode()}")
    return done.stdout


def _develop() -> None:
    """Replace this process by Vite's development server, in front of the running stack's gateway."""
    stack = Stack.load(default_data())
    if not stack.is_running():
        raise StackError("the stack is down. Start it: make up")
    install()
    os.chdir(FOLDER)
    command = node_command([VITE])
    os.execve(command[0], command, {**node_environment(), "LOCKSTEP_GATEWAY_URL": stack.gateway_url})  # noqa: S606


def main(arguments: list[str] | None = None) -> int:
    """Run one task and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_local.console_tasks")
    parser.add_argument("task", choices=("build", "check", "dev", "format", "test", "types"))
    try:
        match parser.parse_args(arguments).task:
            case "build":
                build()
            case "check":
                check()
            case "dev":
                _develop()
            case "format":
                install()
                node([BIOME, "check", "--write", "--log-level=warn", "."], shows_output=True)
            case "test":
                install()
                node(["node_modules/vitest/vitest.mjs", "run"], shows_output=True)
            case "types":
                write_types(TYPES)
    except StackError as error:
        sys.stderr.write(f"console: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
