"""The comparison: a worktree for each commit, a child in each, rounds in turn, and everything gone in the end."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from lockstep_bench import machine
from lockstep_bench.against import checkouts
from lockstep_bench.against.contender import Contender, contending
from lockstep_bench.against.protocol import FORM, Figure, read_figures
from lockstep_bench.against.schedule import BASE, HERE, WARM_UP_ROUNDS, Turn, schedule
from lockstep_bench.failure import BenchError
from lockstep_bench.figures import figure_text
from lockstep_bench.interrupts import uninterrupted
from lockstep_bench.sides import LOCKSTEP

FOLDER: Final = "against"
READY_SECONDS_MAX: Final = 900
"""Two stacks that start, and import sessions, side by side on a busy machine."""
ROUND_SECONDS_MAX: Final = 300
END_SECONDS_MAX: Final = 120
COMMAND: Final = ("-m", "lockstep_bench", "rounds")
SIDES: Final = (HERE, BASE)

Say = Callable[[str], None]


class Compared(NamedTuple):
    """What came of it: by side and round the figures by name, and by side what it was and what it left behind."""

    rounds: Mapping[str, Sequence[Mapping[str, Figure]]]
    titles: Mapping[str, str]
    about: Mapping[str, Any]


async def compare(clone: Path, data: Path, revision: str, *, rounds: int, quick: bool, say: Say) -> Compared:
    """Compare a clone as it is with a commit of it, in a data folder. Raises BenchError where that cannot be done."""
    sides = {HERE: checkouts.here(clone), BASE: checkouts.find(clone, revision)}
    for name, checkout in sides.items():
        say(f"{name} is {checkout.title}")
    began_at, about_machine = datetime.now(UTC), machine.describe_machine()
    async with AsyncExitStack() as opened:
        folder = opened.enter_context(_folder(clone, data / FOLDER, say))
        say("Making a worktree and an environment for each")
        await _both(lambda name: checkouts.make(clone, sides[name], folder / name, folder / f"{name}.log"))
        children = {name: await opened.enter_async_context(_child(folder, name, say)) for name in SIDES}
        begin = {"rounds": rounds + WARM_UP_ROUNDS, "quick": quick}
        ready = await _both(lambda name: _begun(children[name], begin))
        measures = [one for one in ready[HERE]["measures"] if one in ready[BASE]["measures"]]
        found = await measure_in_turn(children, schedule(rounds, measures), say)
        ended = await _both(lambda name: children[name].ask({"end": {}}, "ended", seconds=END_SECONDS_MAX))
    return Compared(
        found,
        {name: checkout.title for name, checkout in sides.items()},
        {
            "compared_at": began_at.isoformat(timespec="seconds"),
            "took_seconds": round((datetime.now(UTC) - began_at).total_seconds()),
            "quick": quick,
            "machine": about_machine,
            "sides": {name: {**sides[name]._asdict(), "about": ready[name]["about"], **ended[name]} for name in SIDES},
        },
    )


@contextmanager
def _folder(clone: Path, folder: Path, say: Say) -> Iterator[Path]:
    """Yield an empty folder for worktrees, and remove them in the end. A run that was killed may have left some."""
    _remove(clone, folder)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        say("Removing the worktrees")
        _remove(clone, folder)


def _remove(clone: Path, folder: Path) -> None:
    with uninterrupted():
        for name in SIDES:
            checkouts.remove(clone, folder / name)
        shutil.rmtree(folder, ignore_errors=True)


def _child(folder: Path, name: str, say: Say) -> Any:
    """Return the context in which a commit's own benchmark runs, by its own environment."""
    worktree = folder / name
    return contending(
        name,
        [str(worktree / checkouts.PYTHON), *COMMAND],
        folder=worktree,
        environment=checkouts.environment(worktree),
        log=folder / f"{name}.log",
        say=say,
    )


async def _begun(child: Contender, begin: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a child says of itself once it is ready: its measures, its versions and settings."""
    ready: Mapping[str, Any] = await child.ask({"begin": begin}, "ready", seconds=READY_SECONDS_MAX)
    if ready["form"] != FORM:
        raise BenchError(f"{child.name} answers in form {ready['form']}, and this benchmark reads form {FORM}")
    return ready


async def measure_in_turn(
    children: Mapping[str, Contender], turns: Sequence[Turn], say: Say
) -> dict[str, list[dict[str, Figure]]]:
    """Ask the children by side for their turns, and return by side the figures of every round that counts."""
    found: dict[str, dict[int, dict[str, Figure]]] = {name: {} for name in children}
    for turn in turns:
        request = {"round": {"measure": turn.measure, "rest": turn.rest}}
        figures = read_figures(await children[turn.side].ask(request, "figures", seconds=ROUND_SECONDS_MAX))
        if turn.number >= 1:
            found[turn.side].setdefault(turn.number, {}).update(figures)
        shown = ", ".join(f"{name} {figure_text(figure.values[LOCKSTEP])}" for name, figure in figures.items())
        say(f"{f'Round {turn.number}' if turn.number >= 1 else 'Warming up'}, {turn.side}: {shown}")
    return {name: list(rounds.values()) for name, rounds in found.items()}


async def _both(work: Callable[[str], Any]) -> dict[str, Any]:
    """Do the same for both sides at once, and return what came of it by side; where one fails, the other ends too."""
    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(work(name)) for name in SIDES}
    return {name: task.result() for name, task in tasks.items()}
