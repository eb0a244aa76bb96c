"""What a comparison shows, from rounds that were made up."""

import json

from lockstep_bench.against import verdicts
from lockstep_bench.against.compare import Compared
from lockstep_bench.against.protocol import Figure
from lockstep_bench.against.schedule import BASE, HERE

WOBBLE = [1.0, 1.02, 0.98, 1.01, 0.99, 1.0, 1.03]


def rounds(slower: float, *extra: str) -> list[dict[str, Figure]]:
    return [
        {
            "cost": Figure("CPU ms", "less", {"lockstep": 20 * slower * one, "floor": 10 / one}),
            "rate": Figure("per second", "more", {"lockstep": 100 * one}),
            **{name: Figure("ms", "less", {"lockstep": one}) for name in extra},
        }
        for one in WOBBLE
    ]


def compared(slower: float = 1.0) -> Compared:
    here = [{**one} for one in rounds(slower, "new")]
    here.append(here.pop(0))  # so that no pair is the same twice
    titles = {HERE: "the working tree", BASE: "HEAD (abc A change)"}
    return Compared({HERE: here, BASE: rounds(1.0)}, titles, {"compared_at": "2026-11-27T00:00:00+00:00"})


def test_what_is_slower_is_said_beside_its_noise() -> None:
    judged = verdicts.judge(compared(slower=1.2))
    assert judged["cost"].difference.verdict == "slower"
    assert judged["rate"].difference.verdict == "no difference larger than noise"
    table = verdicts.table(compared(slower=1.2))
    line = next(line for line in table.splitlines() if line.startswith("  cost, CPU ms"))
    assert line.split()[3:6] == ["20.0", "24.0", "1.20"]
    assert line.endswith("slower")
    assert "Larger than the noise: 1 of 2 differences." in table
    assert "base: HEAD (abc A change)" in table


def test_commits_that_do_not_differ_are_said_not_to() -> None:
    assert "No difference is larger than the noise. Each has 7 rounds" in verdicts.table(compared())


def test_a_figure_that_one_commit_lacks_is_left_out_and_named() -> None:
    assert "new" not in verdicts.judge(compared())
    assert "left out: new." in verdicts.table(compared())


def test_floors_are_compared_where_there_are_any() -> None:
    judged = verdicts.judge(compared(slower=1.2))
    floors, to_floor = judged["cost"].floors, judged["cost"].to_floor
    assert floors is not None
    assert floors.verdict == "no difference larger than noise"
    assert to_floor is not None
    assert 1.15 < to_floor.ratio < 1.25
    assert judged["rate"].floors is None


def test_the_document_holds_every_round_and_every_verdict() -> None:
    document = json.loads(json.dumps(verdicts.document(compared(slower=1.2))))
    assert document["figures"]["cost"]["verdict"] == "slower"
    assert document["figures"]["rate"]["floors"] is None
    assert document["not_in_both"] == ["new"]
    assert document["rounds"] == len(document["by_round"]["base"]) == len(WOBBLE)
    assert document["by_round"]["base"][0]["cost"]["values"]["floor"] == 10
