"""A benchmark has a data folder of its own. It is empty at first and removed afterwards."""

from pathlib import Path

import pytest
from lockstep_bench.failure import BenchError
from lockstep_bench.own_stack import own_data


def quietly(_: str) -> None:
    """Print nothing."""


def test_the_folder_of_a_run_is_empty_and_below_the_one_of_the_stack_that_it_must_not_touch(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text("someone's")
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "left").write_text("by a run that was killed")
    with own_data(tmp_path, quietly) as data:
        assert data.parent == tmp_path
        assert not data.exists()
    assert (tmp_path / "stack.json").read_text() == "someone's"


def test_what_a_run_wrote_is_removed_when_it_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), own_data(tmp_path, quietly) as data:
        data.mkdir()
        (data / "file").write_text("of the run")
        raise RuntimeError
    assert not data.exists()


def test_a_second_run_does_not_disturb_the_first(tmp_path: Path) -> None:
    with own_data(tmp_path, quietly) as data:
        data.mkdir()
        with pytest.raises(BenchError, match="another benchmark"), own_data(tmp_path, quietly):
            pass
        assert data.exists()
