"""A type of problem has the same title wherever it comes from: the gateway, the chassis or a service."""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module

from chassis.errors import Problem
from lockstep_gateway.problems import PROBLEMS
from lockstep_local.programs import SERVICES


def subclasses(of: type[Problem]) -> Iterator[type[Problem]]:
    """Yield all problems below a class."""
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


def test_a_type_of_problem_has_one_title_everywhere() -> None:
    for service in SERVICES:
        import_module(f"{service}.app")  # and with it everything that its API can answer
    titles: defaultdict[str, set[str]] = defaultdict(set)
    for problem in subclasses(Problem):
        if hasattr(problem, "title"):
            titles[problem.slug].add(problem.title)
    for gateway_problem in PROBLEMS:
        titles[gateway_problem.slug].add(gateway_problem.title)
    assert {slug for slug in titles if "not-found" in slug} > {"not-found", "session-not-found", "rate-not-found"}
    assert {slug: found for slug, found in titles.items() if len(found) > 1} == {}
