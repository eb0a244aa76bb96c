"""Kafka's jars are fetched once and compared with their list, and the list is compared with its definition."""

import hashlib
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lockstep_local import kafka_jars, kafka_lock, maven
from lockstep_local.failure import StackError

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version><dependencies>{needs}</dependencies>
</project>"""
NEED = (
    "<dependency><groupId>org.x</groupId><artifactId>{}</artifactId><version>1</version><scope>{}</scope></dependency>"
)


class Registry:
    """A registry of Maven artifacts on the loopback address: its files, how it fails, and what clients asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.refusals: Counter[str] = Counter()
        self.halves: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Send a file, the first half of it, or a refusal."""
        name = request.path.rpartition("/")[2]
        self.asked[name] += 1
        content = self.files.get(request.path.removeprefix("/"))
        if self.refusals[name] > 0:
            self.refusals[name] -= 1
            request.send_error(503)
        elif content is None:
            request.send_error(404)
        else:
            request.send_response(200)
            request.send_header("Content-Length", str(len(content)))
            request.end_headers()
            half = self.halves[name] > 0
            self.halves[name] -= half
            request.wfile.write(content[: len(content) // 2] if half else content)

    def add(self, name: str, **needs: str) -> None:
        """Publish org.x:<name>:1, which needs others by name and scope."""
        folder = f"org/x/{name}/1/{name}-1"
        self.files[f"{folder}.jar"] = f"the jar of {name}".encode()
        dependencies = "".join(NEED.format(*need) for need in needs.items())
        self.files[f"{folder}.pom"] = POM.format(group="org.x", name=name, version=1, needs=dependencies).encode()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """The registry that jgo's settings name. The cache is empty, and there is no pause between attempts."""
    there = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there.answer(self)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    settings = tmp_path / "jgo.conf"
    settings.write_text(f"[repositories]\ncentral = http://127.0.0.1:{server.server_port}\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
    monkeypatch.setenv("LOCKSTEP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(maven, "PAUSE_SECONDS", 0.0)
    for name in ("one", "two"):
        there.add(name)
    yield there
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A list that pins what the registry has."""
    lines = [f"org.x:{name}:1 {hashlib.sha256(f'the jar of {name}'.encode()).hexdigest()}" for name in ("one", "two")]
    path = tmp_path / "jars.lock"
    path.write_text("# a list\n" + "\n".join(lines) + "\n")
    return path


def _kept(tmp_path: Path) -> list[str]:
    """Return the names of what is in the cache, without the lock files."""
    return sorted(path.name for path in (tmp_path / "cache").iterdir() if path.suffix != ".lock")


def test_jars_are_fetched_once_for_two_clones_that_start_together(
    tmp_path: Path, registry: Registry, lock: Path
) -> None:
    earlier = tmp_path / "cache" / "kafka-aebf0764acfb"  # made by an earlier version, from the same definition
    earlier.mkdir(parents=True)
    with ThreadPoolExecutor(2) as pool:
        folders = {running.result() for running in [pool.submit(kafka_jars.jars_folder, lock) for _ in range(2)]}
    (folder,) = folders
    assert sorted(path.name for path in folder.iterdir()) == ["one-1.jar", "two-1.jar"]
    assert _kept(tmp_path) == sorted([folder.name, earlier.name])
    assert (registry.asked["one-1.jar"], registry.asked["two-1.jar"]) == (1, 1)
    assert list(earlier.iterdir()) == []


def test_a_changed_jar_is_refused_by_name_and_nothing_is_kept(tmp_path: Path, registry: Registry, lock: Path) -> None:
    registry.files["org/x/two/1/two-1.jar"] = b"something else"
    for _ in range(2):  # the first left nothing that the second could use
        with pytest.raises(StackError) as raised:
            kafka_jars.jars_folder(lock)
        assert "two-1.jar (org.x:two:1) has the SHA-256 " in str(raised.value)
        assert "one-1.jar" not in str(raised.value)
        assert _kept(tmp_path) == []


def test_a_registry_that_refuses_or_breaks_off_is_asked_again(registry: Registry, lock: Path) -> None:
    registry.refusals["one-1.jar"] = maven.ATTEMPTS - 1
    registry.halves["two-1.jar"] = 1
    kafka_jars.jars_folder(lock)
    assert (registry.asked["one-1.jar"], registry.asked["two-1.jar"]) == (maven.ATTEMPTS, 2)


def test_a_registry_that_keeps_refusing_is_an_error_after_a_few_attempts_and_nothing_is_kept(
    tmp_path: Path, registry: Registry, lock: Path
) -> None:
    registry.refusals["one-1.jar"] = 100
    with pytest.raises(StackError, match=f"org.x:one:1 could not be fetched in {maven.ATTEMPTS} attempts"):
        kafka_jars.jars_folder(lock)
    assert registry.asked["one-1.jar"] == maven.ATTEMPTS
    assert _kept(tmp_path) == []


def test_what_a_killed_download_left_is_removed_by_the_next(tmp_path: Path, registry: Registry, lock: Path) -> None:
    folder = kafka_jars.jars_folder(lock)
    left = folder.with_name(f".{folder.name}")
    folder.rename(left)
    (left / "one-1.jar").write_bytes(b"half")
    assert kafka_jars.jars_folder(lock) == folder
    assert _kept(tmp_path) == [folder.name]


def test_kept_jars_that_are_no_longer_what_the_list_pins_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: Registry, lock: Path
) -> None:
    folder = kafka_jars.jars_folder(lock)
    copy = tmp_path / "copied" / folder.name
    shutil.copytree(folder, copy)
    (copy / "one-1.jar").write_bytes(b"something else")
    (copy / "two-1.jar").unlink()
    monkeypatch.setenv("LOCKSTEP_CACHE", str(copy.parent))
    with pytest.raises(StackError) as raised:
        kafka_jars.jars_folder(lock)
    assert "one-1.jar (org.x:one:1) has the SHA-256 " in str(raised.value)
    assert "two-1.jar (org.x:two:1) is missing" in str(raised.value)
    assert "Remove the folder" in str(raised.value)


def test_a_jar_that_the_list_does_not_name_is_not_on_the_class_path(registry: Registry, lock: Path) -> None:
    folder = kafka_jars.jars_folder(lock)
    (folder / "another-1.jar").write_bytes(b"not asked for")
    assert kafka_jars.class_path(lock) == f"{folder / 'one-1.jar'}:{folder / 'two-1.jar'}"


def test_a_list_is_made_of_what_the_definition_needs_to_run(tmp_path: Path, registry: Registry, lock: Path) -> None:
    registry.add("one", two="runtime", three="test")
    pom, made = tmp_path / "pom.xml", tmp_path / "made.lock"
    pom.write_text(POM.format(group="lockstep", name="kafka", version=1, needs=NEED.format("one", "compile")))
    assert kafka_lock.write(pom, made) == 2
    kafka_lock.check(pom, made)
    assert kafka_jars.read_lock(made) == kafka_jars.read_lock(lock)


def test_the_list_of_kafkas_jars_and_their_definition_agree(tmp_path: Path) -> None:
    kafka_lock.check()
    changed = tmp_path / "pom.xml"
    text = kafka_lock.POM.read_text()
    changed.write_text(text.replace("<project ", "<!-- a word -->\n\n<project "))
    kafka_lock.check(changed)
    changed.write_text(text.replace("<log4j.version>", "<log4j.version>9"))
    with pytest.raises(StackError, match=r"python -m lockstep_local.kafka_lock write"):
        kafka_lock.check(changed)
