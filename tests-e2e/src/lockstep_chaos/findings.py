"""What the fault test saw and found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lockstep_chaos.disasters import MadeAgain
from lockstep_chaos.restoring import Restored
from lockstep_chaos.snapshots import Snapshot

SHOWN_MAX: Final = 5


@dataclass
class Findings:
    """The result of the checks: numbers to print, and broken promises."""

    numbers: dict[str, object]
    broken: list[str]

    def expect(self, holds: bool, promise: str, examples: Iterable[object] = ()) -> None:
        """Note a promise that does not hold."""
        if not holds:
            shown = [str(example) for _, example in zip(range(SHOWN_MAX), examples, strict=False)]
            self.broken.append(f"{promise}{': ' + ', '.join(shown) if shown else ''}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What happened while there was load: acknowledged requests, snapshots, and faults that the checks must know."""

    completed: set[str]
    amended: set[str]
    unknown: set[str]
    """Sessions that a restored database did not know, so a client gave them up."""

    snapshots: Sequence[Snapshot]
    restored: Sequence[Restored]
    made_again: Sequence[MadeAgain]

    def was_restored(self, service: str) -> bool:
        """Say whether the database of a service was restored."""
        return any(one.service == service for one in self.restored)
