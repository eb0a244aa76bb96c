"""What docs/security.md promises has tests, and nothing in the services calls an address that a caller names."""

import ast
import re
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[2]
PAGE: Final = (REPOSITORY / "docs" / "security.md").read_text("utf-8")
_ROW: Final = re.compile(r"^\| (API\d+) [^|]+\|([^|]+)\|$", re.MULTILINE)
_TEST: Final = re.compile(r"`([\w./-]+/test_\w+\.py)`")
CLIENTS: Final = frozenset({"httpx", "aiohttp", "requests", "urllib3", "http.client", "urllib.request", "websockets"})
ALLOWED: Final = frozenset({"libs/chassis/src/chassis/http/issuer_keys.py"})
"""The files that call an address. An operator sets it."""


def test_each_of_the_ten_risks_names_tests_that_exist() -> None:
    rows = dict(_ROW.findall(PAGE))
    assert rows.keys() == {f"API{number}" for number in range(1, 11)}
    for risk, answer in rows.items():
        assert _TEST.findall(answer), f"{risk} names no test"
    assert [path for path in _TEST.findall(PAGE) if not (REPOSITORY / path).is_file()] == []


def test_only_the_reader_of_the_issuers_keys_has_an_http_client() -> None:
    found = set()
    for path in [*REPOSITORY.glob("libs/*/src/**/*.py"), *REPOSITORY.glob("services/*/src/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            if any(name in CLIENTS or name.split(".")[0] in CLIENTS for name in names):
                found.add(path.relative_to(REPOSITORY).as_posix())
    assert found == ALLOWED
