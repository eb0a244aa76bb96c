"""What a measure is and what it returns. All measures return the same, so that one table and one page show them all.

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
    """One line of the table and one chart, with a figure of every candidate that was measured.

    `unit` is the unit of the figures (`per second`, `ms`, `MB`, `CPU s`). `better` says which direction is good.
    """

    title: str
    unit: str
    better: Literal["more", "less"]
    candidates: Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Goal:
    """The goal of a ratio or figure. It is reached when the figure is at least, or at most, the limit."""

    limit: float
    reached_when: Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What one measure found: lines for people, ratios by the names that goals have, details for machines.

    A ratio with a figure per service is a mapping by service.
    """

    lines: Sequence[Line]
    ratios: Mapping[str, float | Mapping[str, float]] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


def _no_sessions(*, quick: bool) -> int:  # noqa: ARG001 - every measure's function has this signature
    return 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its name on the command line, its heading, what it does, and the goals of its ratios.

    `needs` is the state in which the measure starts:
      "nothing"   no stack runs. The measure may start one in `bench.data`
      "sides"     the platform and the floor run with the same sessions. They are warm and have nothing left to do
      "commands"  the same, but every worker is stopped. The events of completions wait in the outboxes
      "servers"   PostgreSQL and Kafka alone run. The measure makes its own scratch databases and topics
    `with_textbook` says that the textbook service takes part as a third side. `sessions(quick=…)` returns the highest
    number of sessions that the measure takes (`bench.take`). A measure that takes minutes is not `by_default`: it runs
    only if it is named.
    """

    name: str
    title: str
    needs: Needs
    run: Callable[["Bench"], Awaitable[Findings]]
    goals: Mapping[str, Goal] = field(default_factory=dict)
    by_default: bool = True
    with_textbook: bool = False
    sessions: Callable[..., int] = _no_sessions
