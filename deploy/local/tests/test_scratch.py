"""Servers of tests use memory only where there is enough of it."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from lockstep_local import scratch


@pytest.mark.parametrize(("file_system", "memory"), [(1, 0), (0, 1), (0, 0)])
def test_little_memory_is_left_to_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file_system: int, memory: int
) -> None:
    monkeypatch.setattr(scratch, "MEMORY", tmp_path)
    enough = scratch.FREE_BYTES_MIN
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=enough - file_system))
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=enough - memory))

    assert scratch.scratch_folder() == (None if file_system or memory else tmp_path)


def test_a_machine_without_such_a_folder_uses_its_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scratch, "MEMORY", tmp_path / "nothing")
    assert scratch.scratch_folder() is None
