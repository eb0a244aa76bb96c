"""How the gateway serves the console: its files, its page at every address of its own, and what a browser allows it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lockstep_gateway.configuration import render
from lockstep_gateway.console import FILE_BYTES_MAX
from lockstep_gateway.errors import SettingError

from .conftest import Gateway, gateway_settings
from .test_gateway import assert_problem, bearer

SCRIPT = "console.log('" + "lockstep " * 8_000 + "');"
FILES = {
    "index.html": "<!doctype html><title>Lockstep</title>" + "<p>console</p>" * 100,
    "assets/index-a1.js": SCRIPT,
    "assets/index-b2.css": "p { color: red }" * 100,
    "assets/icon-c3.svg": "<svg/>",
    "licences.md": "MIT",
    ".vite/manifest.json": "{}",
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small console."""
    folder = tmp_path_factory.mktemp("console")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="session")
def serving(start_gateway: Callable[..., Gateway], built: Path) -> Gateway:
    """A gateway that serves it."""
    return start_gateway({"LOCKSTEP_CONSOLE_FOLDER": str(built)})


@pytest.mark.parametrize(
    "path", ["/", "/sessions", "/sessions?q=x", "/my-sessions/current", "/signed-in?code=1", "/a/"]
)
def test_every_address_of_a_page_gives_the_page(serving: Gateway, path: str) -> None:
    answer = serving.client.get(path)
    assert (answer.status_code, answer.text) == (200, FILES["index.html"])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    head = serving.client.head(path)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/assets/index-a1.js", "text/javascript; charset=utf-8"),
        ("/assets/index-b2.css", "text/css; charset=utf-8"),
        ("/assets/icon-c3.svg", "image/svg+xml"),
    ],
)
def test_a_file_with_a_hash_in_its_name_is_kept_for_a_year(serving: Gateway, path: str, type_: str) -> None:
    answer = serving.client.get(path)
    assert (answer.status_code, answer.text) == (200, FILES[path[1:]])
    assert answer.headers["content-type"] == type_
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize("path", ["/", "/assets/index-a1.js", "/assets/index-b2.css"])
def test_files_are_compressed(serving: Gateway, path: str, encoding: str) -> None:
    with serving.client.stream("GET", path, headers={"accept-encoding": encoding}) as answer:
        size = sum(len(part) for part in answer.iter_raw())
    assert answer.headers["content-encoding"] == encoding
    assert size < len(FILES[path[1:] or "index.html"]) / 4


@pytest.mark.parametrize(
    "path",
    ["/assets/old-d4.js", "/assets", "/robots.txt", "/.vite/manifest.json", "/docs/none", "/issuer", "/issuer/none"],
)
def test_an_address_that_is_no_page_is_a_problem(serving: Gateway, path: str) -> None:
    assert_problem(serving.client.get(path), 404, "not-found")


def test_unknown_paths_of_the_api_stay_problems_and_so_do_other_methods(serving: Gateway) -> None:
    assert_problem(serving.client.get("/v1/nothing", headers=bearer(serving.token())), 404, "not-found")
    assert_problem(serving.client.get("/v1/nothing"), 401, "unauthenticated")
    assert_problem(serving.client.get("/v1"), 404, "not-found")
    for path in ("/", "/sessions", "/assets/index-a1.js", "/console.json"):
        for method in ("POST", "PUT", "DELETE"):
            assert_problem(serving.client.request(method, path), 404, "not-found")
    assert serving.client.get("/healthz").text == "ok\n"
    assert "Lockstep API" in serving.client.get("/docs").text


def test_the_page_may_load_and_ask_nothing_from_elsewhere(serving: Gateway) -> None:
    policy = serving.client.get("/sessions").headers["content-security-policy"].split("; ")
    assert policy == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]


def test_the_console_reads_its_settings_and_may_ask_the_provider_that_they_name(
    start_gateway: Callable[..., Gateway], built: Path, serving: Gateway
) -> None:
    defaults = serving.client.get("/console.json")
    assert defaults.json() == {"authority": "/issuer", "client_id": "lockstep-console", "person_claim": "sub"}
    assert defaults.headers["content-type"] == "application/json"
    assert defaults.headers["cache-control"] == "no-cache"
    gateway = start_gateway(
        {
            "LOCKSTEP_CONSOLE_FOLDER": str(built),
            "LOCKSTEP_CONSOLE_AUTHORITY": "https://login.example.org/realms/school",
            "LOCKSTEP_CONSOLE_CLIENT_ID": 'a "client"',
            "LOCKSTEP_CONSOLE_PERSON_CLAIM": "person_id",
        }
    )
    assert gateway.client.get("/console.json").json() == {
        "authority": "https://login.example.org/realms/school",
        "client_id": 'a "client"',
        "person_claim": "person_id",
    }
    policy = gateway.client.get("/").headers["content-security-policy"]
    assert "connect-src 'self' https://login.example.org;" in policy


def test_a_gateway_without_a_console_says_so_and_has_no_pages(gateway: Gateway) -> None:
    assert assert_problem(gateway.client.get("/"), 404, "not-found")["title"] == "This gateway has no console"
    for path in ("/sessions", "/console.json"):
        assert "no console" not in assert_problem(gateway.client.get(path), 404, "not-found")["title"]


@pytest.mark.parametrize(
    "authority", ["", "login.example.org", "ftp://x", "//evil.example", "https://x y", "javascript:1"]
)
def test_an_authority_that_is_no_address_is_refused(tmp_path: Path, built: Path, authority: str) -> None:
    settings = gateway_settings(tmp_path, 1) | {
        "LOCKSTEP_CONSOLE_FOLDER": str(built),
        "LOCKSTEP_CONSOLE_AUTHORITY": authority,
    }
    with pytest.raises(SettingError, match="LOCKSTEP_CONSOLE_AUTHORITY"):
        render(settings)


def test_a_file_that_envoy_cannot_serve_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("")
    settings = gateway_settings(tmp_path, 1) | {"LOCKSTEP_CONSOLE_FOLDER": str(tmp_path)}
    large, strange = tmp_path / "large.js", tmp_path / "program.exe"
    large.write_bytes(b" " * (FILE_BYTES_MAX + 1))
    with pytest.raises(SettingError, match=r"large\.js has more than 1,048,576 bytes"):
        render(settings)
    large.unlink()
    strange.touch()
    with pytest.raises(SettingError, match=r"program\.exe has no known type"):
        render(settings)
