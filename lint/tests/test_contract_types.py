"""Our own contract types keep a good service, and find each import that stands the wrong way round."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
from importlinter.application import use_cases
from importlinter.configuration import configure

GOOD: Final = {
    "__init__": "",
    "app": "from shop import settings\nfrom shop.orders import routes",
    "errors": "",
    "settings": "",
    "worker": "from shop.orders.pack import pack",
    "goods.__init__": "",
    "goods.domain": "",
    "goods.errors": "",
    "goods.fields": "from fastapi import Query",
    "goods.sell": "from chassis.database import statement\nfrom shop.goods.shelves import fill",
    "goods.shelves.__init__": "",
    "goods.shelves.fill": "from sqlalchemy import text\nfrom shop.goods import errors",
    "orders.__init__": "",
    "orders.answers": "from shop.orders import queries, schemas",
    "orders.domain": "from shop.goods import domain\nfrom shop.orders import errors",
    "orders.errors": "from shop.errors import *",
    "orders.labels": "from shop.orders import domain",
    "orders.pack": "import sqlalchemy\nfrom shop.goods import sell\nfrom shop.orders import domain, queries, tables",
    "orders.parcels.__init__": "",
    "orders.parcels.send": "import asyncpg\nfrom shop.orders import pack, queries",
    "orders.queries": "import sqlalchemy\nfrom shop.goods import sell\nfrom shop.orders import domain, errors, tables",
    "orders.routes": "import fastapi\nfrom shop.orders import answers, domain, errors, pack, queries, schemas, tables",
    "orders.schemas": "from shop.goods import fields\nfrom shop.orders import domain, errors, labels",
    "orders.tables": "import sqlalchemy",
}
"""The modules of a service. The parts of orders stand above its own files, and the parts of goods below."""

CONTRACTS: Final = {
    "order": 'packages = ["shop"]\nparts_above = ["shop.orders"]\nhttp = ["fastapi", "chassis.http"]\n',
    "purity": 'packages = ["shop"]\nforbidden = ["sqlalchemy", "asyncpg", "fastapi", "httpx"]\n',
}

BAD: Final = {
    # module, the line that is added to it, and what is printed
    "errors know their noun's domain": (
        "orders.errors",
        "from shop.orders import domain",
        "shop.orders.errors (errors) imports shop.orders.domain (domain), which stands higher in the noun. "
        "Errors import nothing of their noun: pass ids and values to their constructors.",
    ),
    "tables know the domain": (
        "orders.tables",
        "from shop.orders import domain",
        "shop.orders.tables (tables) imports shop.orders.domain (domain), which stands higher in the noun. "
        "Keep only tables in tables.py, and move the rest to the file that needs it.",
    ),
    "the domain reads": (
        "orders.domain",
        "from shop.orders import queries",
        "shop.orders.domain (domain) imports shop.orders.queries (queries), which stands higher in the noun. "
        "Let the command read first, and pass what it read to the rule as values.",
    ),
    "a file without database and reserved name calls a command": (
        "orders.labels",
        "from shop.orders.pack import pack",
        "shop.orders.labels (domain, because it imports no database) imports shop.orders.pack (a command, because it "
        "imports the database), which stands higher in the noun. Let the command read first",
    ),
    "the package of a noun is a facade": (
        "orders.__init__",
        "from shop.orders.pack import pack",
        "shop.orders (domain, because it imports no database) imports shop.orders.pack (a command,",
    ),
    "a query calls a command": (
        "orders.queries",
        "from shop.orders import pack",
        "shop.orders.queries (queries) imports shop.orders.pack (a command, because it imports the database), which "
        "stands higher in the noun. Move what both need to queries.py, or to a file without I/O.",
    ),
    "a query makes a body of its noun": (
        "orders.queries",
        "from shop.orders.answers import OrderOut",
        "shop.orders.queries (queries) imports shop.orders.answers (schemas). Only routes and schemas know bodies. "
        "Return rows or values of the domain, and make the body in routes.py or schemas.py.",
    ),
    "a command makes a body of its noun": (
        "orders.pack",
        "from shop.orders import schemas",
        "shop.orders.pack (a command, because it imports the database) imports shop.orders.schemas (schemas). Only "
        "routes and schemas know bodies. Return rows or values of the domain, and make the body in",
    ),
    "a command knows a route of another noun": (
        "orders.parcels.send",
        "from shop.orders import routes",
        "imports shop.orders.routes (routes). Only routes and schemas know bodies. Return rows or values",
    ),
    "a command takes the caller's token": (
        "orders.pack",
        "from chassis.http.auth import Principal",
        "shop.orders.pack (a command, because it imports the database) imports chassis.http.auth. "
        "HTTP stays in routes and schemas: take ids, roles and values as arguments.",
    ),
    "a query knows the web framework": (
        "orders.queries",
        "import fastapi",
        "shop.orders.queries (queries) imports fastapi.",
    ),
    "schemas know a route": (
        "goods.fields",
        "from shop.orders import routes",
        "imports shop.orders.routes (routes). Only routes and schemas know bodies.",
    ),
    "schemas know a command of their noun": (
        "orders.schemas",
        "from shop.orders.pack import Packed",
        "shop.orders.schemas (schemas) imports shop.orders.pack (a command, because it imports the database). "
        "Move the type that both need to the domain.py of the noun.",
    ),
    "schemas know a command of another noun": (
        "orders.schemas",
        "from shop.goods.sell import Sold",
        "shop.orders.schemas (schemas) imports shop.goods.sell (a command, because it imports the database). Move the",
    ),
    "a file with the web framework knows a command": (
        "goods.fields",
        "from shop.goods import sell",
        "shop.goods.fields (schemas, because it imports the web framework) imports shop.goods.sell (a command,",
    ),
    "a route is below the process": (
        "orders.routes",
        "from shop import settings",
        "shop.orders.routes (routes) imports shop.settings (a file of the process). "
        "Only the process knows it: take the value as an argument.",
    ),
    "a noun knows its part that stands above": (
        "orders.pack",
        "from shop.orders.parcels import send",
        "imports shop.orders.parcels.send (a command, because it imports the database), which is in a part of the "
        "noun. The parts of this noun stand above its own files: move the importing code into the part.",
    ),
    "a part that stands below knows its noun": (
        "goods.shelves.fill",
        "from shop.goods import domain",
        "imports shop.goods.domain (domain), which is outside the part. "
        "The parts of this noun stand below its own files: move what both need into the part.",
    ),
}

IMPURE: Final = {
    "the domain has a client": ("orders.domain", "import httpx", "shop.orders.domain -> httpx"),
    "the domain reads through another noun": (
        "goods.domain",
        "from shop.orders.queries import one",
        "shop.goods.domain -> shop.orders.queries -> sqlalchemy",
    ),
    "errors know the web framework": ("orders.errors", "import fastapi", "shop.orders.errors -> fastapi"),
    "a file counts as domain and writes through a command": (
        "orders.labels",
        "from shop.orders.parcels.send import send",
        "shop.orders.labels -> shop.orders.parcels.send -> asyncpg shop.orders.labels reaches asyncpg. "
        "Rules and errors do no I/O: move the code that needs it to a command or to queries.py",
    ),
    "the domain does I/O through the chassis": (
        "orders.domain",
        "from chassis.http.auth import Principal",
        "shop.orders.domain -> chassis.http.auth -> chassis.http.issuer_keys -> httpx",
    ),
}


Lint = Callable[[str, Mapping[str, str], str], str | None]
"""Takes a contract type, the lines to add to modules of the good service, and further options of the contract.

Returns None if the contract is kept, and else what is printed.
"""


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lint:
    """Return the linter of a service in a folder of its own."""
    configure()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)

    def lint(contract: str, added: Mapping[str, str], options: str) -> str | None:
        for module, lines in GOOD.items():
            path = tmp_path / "shop" / f"{module.replace('.', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{lines}\n{added.get(module, '')}\n")
        (tmp_path / "pyproject.toml").write_text(f"""
            [tool.importlinter]
            root_packages = ["shop", "chassis"]
            include_external_packages = true
            contract_types = [
                "order: lockstep_lint.order.OrderContract",
                "purity: lockstep_lint.purity.PurityContract",
            ]
            [[tool.importlinter.contracts]]
            name = "Shop"
            type = "{contract}"
            {CONTRACTS[contract]}
            {options}
        """)
        kept = use_cases.lint_imports(cache_dir=None, no_logo=True)
        printed = " ".join(capsys.readouterr().out.split())  # the console breaks lines at the width of the terminal
        return None if kept else printed

    return lint


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_good_service_keeps_the_contract(lint: Lint, contract: str) -> None:
    assert lint(contract, {}, "") is None


@pytest.mark.parametrize(("module", "line", "message"), BAD.values(), ids=BAD.keys())
def test_an_import_against_the_order_is_found_with_what_to_do(lint: Lint, module: str, line: str, message: str) -> None:
    printed = lint("order", {module: line}, "")
    assert printed is not None
    assert message in printed
    assert printed.count(" (l.") == 1


@pytest.mark.parametrize(("module", "line", "message"), IMPURE.values(), ids=IMPURE.keys())
def test_io_in_domain_or_errors_is_found_with_its_chain(lint: Lint, module: str, line: str, message: str) -> None:
    printed = lint("purity", {module: line}, "")
    assert printed is not None
    assert message in printed


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [("order", "orders.tables", "from shop.orders import domain"), ("purity", "orders.domain", "import httpx")],
)
def test_an_exception_is_kept_while_it_is_needed_and_refused_afterwards(
    lint: Lint, contract: str, module: str, line: str
) -> None:
    imported = "shop.orders.domain" if contract == "order" else "httpx"
    options = f'ignore_imports = ["shop.{module} -> {imported}"]'
    assert lint(contract, {module: line}, options) is None
    assert "No matches for ignored import" in (lint(contract, {}, options) or "")


@pytest.mark.parametrize(
    ("contract", "options", "message"),
    [
        ("purity", 'modules = ["chassis.no_such"]', "There is no module chassis.no_such. Correct `modules`"),
        ("order", 'ignore_imports = ["shop.nowhere -> shop.orders"]', "No matches for ignored import"),
    ],
)
def test_a_contract_that_names_what_does_not_exist_is_refused(
    lint: Lint, contract: str, options: str, message: str
) -> None:
    assert message in (lint(contract, {}, options) or "")
