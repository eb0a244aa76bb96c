"""What a measure is, and what it gives back: the same for every measure, so that one table and one page show all.

A measure is one small module in `lockstep_bench.measures`, registered in that package's MEASURES.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from lockstep_bench.figures import Spread

if TYPE_CHECKING:
    from lockstep_bench.bench import Bench

Needs: TypeAlias = Literal["nothing", "sides", "commands", "servers"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table and one group of bars in the chart: a figure of every candidate that was measured.

    `unit` is what the figures count (`per second`, `ms`, `MB`, `CPU s`); `better` says which direction is good.
    """

    title: str
    unit: str
    better: Literal["more", "less"]
    candidates: Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio or figure that a goal is set for: it is reached when it is at least, or at most, the limit."""

    limit: float
    reached_when: Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What one measure found: lines for people, ratios by the names that goals are set for, details for machines.

    A ratio that is one figure per service is a mapping by service.
    """

    lines: Sequence[Line]
    ratios: Mapping[str, float | Mapping[str, float]] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


def _no_sessions(*, quick: bool) -> int:  # noqa: ARG001 - as every measure's own is called
    return 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its name on the command line, its heading, what it does, and the goals of its ratios.

    `needs` is what the run brings about before it:
      "nothing"   no stack runs; `bench.data` is where one may be started
      "sides"     the platform and the floor run, with the same sessions, warm and without anything left to do
      "commands"  the same, except that every worker is stopped: what is completed waits in the outboxes
      "servers"   PostgreSQL and Kafka alone; scratch databases and topics are the measure's own
    `with_textbook` says that the textbook service takes part as a third side. `sessions(quick=…)` is how many sessions
    it takes at most (`bench.take`). Those that take minutes are not `by_default`: they run when they are named.
    """

    name: str
    title: str
    needs: Needs
    run: Callable[["Bench"], Awaitable[Findings]]
    goals: Mapping[str, Goal] = field(default_factory=dict)
    by_default: bool = True
    with_textbook: bool = False
    sessions: Callable[..., int] = _no_sessions
