"""The registry: which measures run, in which order, and that every promised ratio has a measure."""

import pytest
from lockstep_bench.failure import BenchError
from lockstep_bench.measures import MEASURES
from lockstep_bench.run import choose

ORDER = {"nothing": 0, "sides": 1, "commands": 1, "servers": 2}


def test_measures_have_names_of_their_own() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)


def test_ratios_have_names_of_their_own() -> None:
    ratios = [ratio for measure in MEASURES for ratio in measure.goals]
    assert len(set(ratios)) == len(ratios)


def test_every_promised_ratio_has_a_goal_of_a_measure_that_runs_by_default() -> None:
    goals = {
        ratio: (goal.reached_when, goal.limit)
        for measure in MEASURES
        if measure.by_default
        for ratio, goal in measure.goals.items()
    }
    promised = {
        "command_vs_floor": ("at least", 0.7),
        "end_to_end_vs_floor": ("at least", 0.6),
        "end_to_end_vs_textbook": ("at least", 8),
        "fanout_p99_ms": ("at most", 60),
        "fanout_vs_floor": ("at most", 2),
        "relay_vs_debezium": ("at least", 2),
        "relay_vs_faststream_outbox": ("at least", 20),
        "relay_added_p99_ms": ("at most", 20),
        "consumer_vs_floor": ("at least", 0.6),
        "read_1m_vs_10k": ("at most", 1.3),
        "own_sessions_1m_vs_10k": ("at most", 1.5),
        "list_1m_vs_10k": ("at most", 1.5),
        "search_1m_vs_10k": ("at most", 1.5),
        "rss_mb_max": ("at most", 150),
    }
    assert goals | promised == goals


def test_what_stops_the_sides_comes_after_what_needs_them() -> None:
    order = [ORDER[measure.needs] for measure in MEASURES]
    assert order == sorted(order)


def test_the_textbook_service_is_not_asked_for_again_once_completions_wait_in_its_outbox() -> None:
    """The textbook service would need minutes for them, and so no measure waits for it."""
    needs = [measure.needs for measure in MEASURES if measure.with_textbook]
    assert needs == sorted(needs, key=["sides", "commands"].index)


def test_the_sides_are_gone_once_the_platform_was_started_anew() -> None:
    with_sides = [measure.name for measure in MEASURES if measure.needs in ("sides", "commands")]
    assert with_sides[-1] == "scaling"


@pytest.mark.parametrize("quick", [False, True])
def test_measures_say_how_many_sessions_they_take(quick: bool) -> None:
    for measure in MEASURES:
        taken = measure.sessions(quick=quick)
        assert taken > 0 if measure.needs == "commands" else taken >= 0
        assert measure.needs in ("sides", "commands") or taken == 0


def test_without_names_those_by_default_are_chosen() -> None:
    assert choose(MEASURES, []) == [measure for measure in MEASURES if measure.by_default]


def test_named_measures_are_chosen_in_the_order_in_which_they_can_run() -> None:
    assert [measure.name for measure in choose(MEASURES, ["scaling", "start"])] == ["start", "scaling"]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BenchError, match=r"no measure speed; there are start, "):
        choose(MEASURES, ["start", "speed"])
