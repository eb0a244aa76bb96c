"""What parent and child say to each other, whose turn it is, and how a child is asked and ended."""

import asyncio
import json
import sys
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from lockstep_bench.against.compare import measure_in_turn
from lockstep_bench.against.contender import Contender, contending
from lockstep_bench.against.protocol import LINE_BYTES_MAX, Figure, decode, encode, read_figures
from lockstep_bench.against.schedule import BASE, HERE, ROUNDS, ROUNDS_MAX, ROUNDS_MIN, ROUNDS_QUICK, schedule
from lockstep_bench.failure import BenchError
from lockstep_bench.measures import MEASURES

ANSWERS = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"say": "working"}), flush=True)
    print(json.dumps({"echo": json.loads(line)}), flush=True)
"""


def test_a_message_is_one_line_and_comes_back_as_it_was() -> None:
    message = {"say": "two\nlines", "figures": {"µ": 1.5}}
    line = encode(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode(line) == message


@pytest.mark.parametrize("line", [b"ready\n", b"[1]\n", b"\xff\n", b'{"half": \n'])
def test_a_line_that_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(BenchError, match="no message"):
        decode(line)


def test_figures_are_read_as_they_were_written() -> None:
    figures = {"rate": Figure("per second", "more", {"lockstep": 66.0, "floor": 134.0})}
    sent = encode({"figures": {name: figure._asdict() for name, figure in figures.items()}})
    assert read_figures(decode(sent)["figures"]) == figures


@pytest.mark.parametrize(
    "found",
    [
        [],
        {"rate": 1},
        {"rate": {"unit": "ms", "better": "less"}},
        {"rate": {"unit": "ms", "better": "lower", "values": {"lockstep": 1}}},
        {"rate": {"unit": "ms", "better": "less", "values": {"lockstep": 0}}},
        {"rate": {"unit": "ms", "better": "less", "values": {"lockstep": -1}}},
        {"rate": {"unit": "ms", "better": "less", "values": {"lockstep": "fast"}}},
        {"rate": {"unit": "ms", "better": "less", "values": {"lockstep": float("nan")}}},
    ],
)
def test_what_has_another_form_is_refused(found: object) -> None:
    with pytest.raises(BenchError, match="do not have the form"):
        read_figures(found)


def test_in_every_round_both_commits_have_their_turn_directly_after_each_other() -> None:
    turns = schedule(ROUNDS, ["a", "b"])
    pairs = list(zip(turns[::2], turns[1::2], strict=True))
    assert all(first[:2] == second[:2] and first.side != second.side for first, second in pairs)
    counted = [first[:2] for first, _ in pairs if first.number >= 1]
    assert counted == [(number, measure) for number in range(1, ROUNDS + 1) for measure in ("a", "b")]


@pytest.mark.parametrize("measures", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_each_commit_begins_in_turn(measures: list[str]) -> None:
    for measure in measures:
        sides = [turn.side for turn in schedule(5, measures) if turn.measure == measure and turn.number >= 1]
        other = [BASE, HERE] if sides[0] == HERE else [HERE, BASE]
        assert sides == [*other[::-1], *other, *other[::-1], *other, *other[::-1]]


def test_a_commit_rests_where_the_other_one_is_next_and_in_the_end() -> None:
    turns = schedule(ROUNDS_MIN, ["a", "b", "c"])
    assert [turn.rest for turn in turns[:-1]] == [turn.side != then.side for turn, then in pairwise(turns)]
    assert turns[-1].rest


def test_both_commits_warm_up_before_anything_counts() -> None:
    warming = [turn for turn in schedule(ROUNDS_MIN, ["a", "b"]) if turn.number < 1]
    assert {turn.side for turn in warming} == {HERE, BASE}
    assert schedule(ROUNDS_MIN, ["a", "b"])[: len(warming)] == warming


def test_there_are_at_least_seven_rounds() -> None:
    assert 7 <= ROUNDS_MIN <= ROUNDS_QUICK <= ROUNDS <= ROUNDS_MAX


def test_no_measure_has_the_name_by_which_a_child_is_started() -> None:
    assert "rounds" not in [measure.name for measure in MEASURES]


class Answering:
    """A child that answers with the count of what it was asked for."""

    def __init__(self, name: str, asked: list[str]) -> None:
        self.name = name
        self.asked = asked

    async def ask(self, request: Mapping[str, Any], answer: str, *, seconds: float) -> Any:
        assert answer == "figures"
        measure = request["round"]["measure"]
        self.asked.append(f"{self.name} {measure}")
        count = self.asked.count(f"{self.name} {measure}")
        return {f"rate of {measure}": {"unit": "ms", "better": "less", "values": {"lockstep": count}}}


async def test_rounds_are_asked_for_in_turn_and_the_first_of_each_commit_does_not_count() -> None:
    asked: list[str] = []
    children = {name: cast(Contender, Answering(name, asked)) for name in (HERE, BASE)}
    found = await measure_in_turn(children, schedule(2, ["a", "b"]), lambda _: None)
    assert asked[:8] == ["base a", "here a", "here b", "base b", "here a", "base a", "base b", "here b"]
    for name in (HERE, BASE):
        counts = [{figure: one.values["lockstep"] for figure, one in figures.items()} for figures in found[name]]
        assert counts == [{"rate of a": 2, "rate of b": 2}, {"rate of a": 3, "rate of b": 3}]


def child(tmp_path: Path, program: str, said: list[str]) -> AbstractAsyncContextManager[Contender]:
    command = [sys.executable, "-c", program]
    return contending("base", command, folder=tmp_path, environment={}, log=tmp_path / "log", say=said.append)


async def test_a_child_is_asked_and_what_it_says_meanwhile_is_passed_on(tmp_path: Path) -> None:
    said: list[str] = []
    async with child(tmp_path, ANSWERS, said) as asked:
        assert await asked.ask({"round": {}}, "echo", seconds=30) == {"round": {}}
        assert await asked.ask({"end": {}}, "echo", seconds=30) == {"end": {}}
    assert said == ["base: working", "base: working"]


async def test_a_child_that_ends_is_quoted(tmp_path: Path) -> None:
    program = "import sys; sys.exit('no room on the disk')"
    with pytest.raises(BenchError, match=r"base ended:\n.*no room on the disk"):
        async with child(tmp_path, program, []) as asked:
            await asked.ask({"round": {}}, "figures", seconds=30)


async def test_a_benchmark_that_is_older_than_the_comparison_is_named(tmp_path: Path) -> None:
    program = "import sys; sys.exit('bench: there is no measure rounds; there are start, sustained')"
    with pytest.raises(BenchError, match="older than this comparison"):
        async with child(tmp_path, program, []) as asked:
            await asked.ask({"begin": {}}, "ready", seconds=30)


async def test_a_child_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="did not answer within 0 s"):
        async with child(tmp_path, "import sys; sys.stdin.read()", []) as asked:
            await asked.ask({"round": {}}, "figures", seconds=0.1)


async def test_a_child_that_answers_something_else_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="was to answer with figures, and said"):
        async with child(tmp_path, ANSWERS, []) as asked:
            await asked.ask({"round": {}}, "figures", seconds=30)


async def test_a_child_ends_with_its_input_and_may_say_much_before_it_has_ended(tmp_path: Path) -> None:
    program = f"""
import sys
sys.stdin.read()
for _ in range(8):
    print("x" * {LINE_BYTES_MAX // 2}, flush=True)
open("ended", "w").write("in peace")
"""
    async with child(tmp_path, program, []):
        pass
    assert (tmp_path / "ended").read_text() == "in peace"


async def test_the_real_child_leaves_nothing_when_its_input_ends(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lockstep_bench", "rounds"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"LOCKSTEP_DATA": str(tmp_path / "data"), "HOME": str(Path.home()), "PATH": "/usr/bin:/bin"},
    )
    written, _ = await asyncio.wait_for(process.communicate(b""), 60)
    assert process.returncode == 0
    assert all("say" in json.loads(line) for line in written.splitlines())
    assert not (tmp_path / "data" / "bench").exists()
