"""Each contract of pyproject.toml fails on a bad import, and its message says what to do."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest
from grimp import ImportGraph, build_graph
from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from lockstep_lint.files import RESERVED
from lockstep_lint.order import OrderContract
from lockstep_lint.purity import PurityContract

ROOT: Final = Path(__file__).parents[2]
TYPES: Final[dict[str, type[Contract]]] = {
    "forbidden": ForbiddenContract,
    "layers": LayersContract,
    "order": OrderContract,
    "purity": PurityContract,
}
DEPLOYED: Final = "What is deployed imports nothing of tests, tools or the local stack"
BAD: Final = {
    "Services never import each other; contracts and chassis know no service": (
        ("payouts.app", "reports.app"),
        ("chassis.ids", "sessions.settings"),
    ),
    DEPLOYED: (
        ("chassis.http.app", "lockstep_testing"),
        ("contracts.generate", "lockstep_local"),
        ("reports.worker", "lockstep_testing"),
    ),
    "Contracts do no I/O": (("contracts.envelope", "httpx"),),
    "The API process holds no Kafka client": (("chassis.http.app", "chassis.messaging.worker"),),
    "The rooms of the chassis": (
        ("chassis.http.requests", "chassis.messaging.outbox"),
        ("chassis.database.statement", "chassis.http.auth"),
    ),
    "Inside a noun: routes > schemas > commands > queries > domain > tables, errors beside domain": (
        ("sessions.sealed.canonical", "sessions.sealed.queries"),
        ("sessions.log.sequence", "chassis.http.requests"),
        ("sessions.sealed.write", "sessions.settings"),
        ("sessions.session.lock", "sessions.session.edits.write_change"),
        ("sessions.views.lists.schemas", "sessions.ending.complete"),
    ),
    "Domain and errors do no I/O, also not through others": (
        ("chassis.errors", "starlette"),
        ("sessions.sealed.canonical", "sqlalchemy"),
        ("sessions.audit.domain", "sessions.session.lock"),
    ),
    "Sessions: the order of its nouns": (
        ("sessions.catalogue.queries", "sessions.session.domain"),
        ("sessions.organisation.domain", "sessions.catalogue.domain"),
        ("sessions.texts", "sessions.fields"),
        ("sessions.ending.complete", "sessions.views.lists.queries"),
        ("sessions.catalogue.errors", "sessions.app"),
    ),
    "Sessions: the parts of its catalogue": (
        ("sessions.catalogue.people.create", "sessions.catalogue.classes.domain"),
        ("sessions.catalogue.categories.ensure", "sessions.catalogue.rooms.schemas"),
    ),
    "Sessions: the parts of imports": (
        ("sessions.imports.checks.report", "sessions.imports.kinds.people"),
        ("sessions.imports.sheets.cells", "sessions.imports.checks.report"),
    ),
    "Attendance: the order of its nouns": (
        ("attendance.codes.domain", "attendance.registers.domain"),
        ("attendance.registers.lock", "attendance.corrections.queries"),
        ("attendance.settings", "attendance.app"),
    ),
    "Payouts: the order of its nouns": (
        ("payouts.ledger.post", "payouts.rates.domain"),
        ("payouts.rates.queries", "payouts.pricing.queries"),
        ("payouts.settings", "payouts.worker"),
    ),
    "Reports: the order of its nouns": (
        ("reports.effects.queries", "reports.inputs.refresh"),
        ("reports.facts.domain", "reports.effects.domain"),
        ("reports.settings", "reports.handlers"),
    ),
}
"""Imports (importer, imported) that a contract must find, by the name of the contract."""


@pytest.fixture(scope="module")
def configuration() -> dict[str, Any]:
    """The rules of pyproject.toml."""
    with pytest.MonkeyPatch.context() as here:
        here.chdir(ROOT)
        return read_configuration("pyproject.toml")


@pytest.fixture(scope="module")
def graph(configuration: dict[str, Any]) -> ImportGraph:
    """The imports of everything that is deployed, as it is now."""
    packages = configuration["session_options"]["root_packages"]
    return build_graph(*packages, include_external_packages=True, cache_dir=None)


def test_every_contract_has_a_bad_import(configuration: dict[str, Any]) -> None:
    assert [one["name"] for one in configuration["contracts_options"]] == list(BAD)


def test_everything_beside_the_wheel_is_forbidden_to_what_is_deployed(configuration: dict[str, Any]) -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    packages = {path.parent.name for folder in build["dev-mode-dirs"] for path in ROOT.glob(f"{folder}/*/__init__.py")}
    deployed = {Path(package).name for package in build["targets"]["wheel"]["packages"]}
    (contract,) = (one for one in configuration["contracts_options"] if one["name"] == DEPLOYED)
    assert set(contract["source_modules"]) == deployed == set(configuration["session_options"]["root_packages"])
    assert set(contract["forbidden_modules"]) == packages - deployed


def test_no_folder_of_a_service_has_the_name_of_a_layer(graph: ImportGraph) -> None:
    services = ("sessions.", "attendance.", "payouts.", "reports.")
    folders = {module for module in graph.modules if module.startswith(services) and graph.find_children(module)}
    assert [one for one in sorted(folders) if one.rpartition(".")[2] in {*RESERVED, "commands"}] == []


@pytest.mark.parametrize(
    ("name", "bad"),
    [(name, pair) for name, pairs in BAD.items() for pair in pairs],
    ids=["-".join(pair) for pairs in BAD.values() for pair in pairs],
)
def test_a_bad_import_breaks_the_contract_and_the_message_says_what_to_do(
    configuration: dict[str, Any],
    graph: ImportGraph,
    capsys: pytest.CaptureFixture[str],
    name: str,
    bad: tuple[str, str],
) -> None:
    importer, imported = bad
    (options,) = (one for one in configuration["contracts_options"] if one["name"] == name)
    contract = TYPES[options["type"]](name, configuration["session_options"], options)
    assert contract.check(deepcopy(graph), verbose=False).kept
    worse = deepcopy(graph)
    assert importer in worse.modules
    if imported not in worse.modules:
        assert "." not in imported  # a package from outside that nobody imports yet
        worse.add_module(imported, is_squashed=True)
    worse.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    check = contract.check(worse, verbose=False)
    assert not check.kept
    contract.render_broken_contract(check)
    printed = " ".join(capsys.readouterr().out.split())
    assert f"{importer} -> {imported}" in printed
    if options["type"] in ("forbidden", "layers"):  # test_contract_types.py reads the advice of our own types
        assert options["broken_contract_guidance"] in printed
