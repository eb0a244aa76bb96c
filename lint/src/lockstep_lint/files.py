"""The files of a service, and the layer that each of them belongs to."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final

from grimp import ImportGraph


class Layer(IntEnum):
    """The layers of a noun. A file imports files of its own layer and of lower ones."""

    ERRORS = 0
    TABLES = 1
    DOMAIN = 2
    QUERIES = 3
    COMMANDS = 4
    SCHEMAS = 5
    ROUTES = 6
    PROCESS = 7


PROCESS_NAMES: Final = frozenset({"__main__", "app", "handlers", "settings", "worker"})
"""The files at the root of a service that put its nouns together."""

RESERVED: Final = {
    "errors": Layer.ERRORS,
    "tables": Layer.TABLES,
    "domain": Layer.DOMAIN,
    "queries": Layer.QUERIES,
    "schemas": Layer.SCHEMAS,
    "answers": Layer.SCHEMAS,  # the bodies of responses, where a noun has too many bodies for one file
    "routes": Layer.ROUTES,
}

DATABASE: Final = ("asyncpg", "sqlalchemy", "chassis.database", "chassis.messaging")
HTTP: Final = ("fastapi", "starlette")


def layers_of(graph: ImportGraph, packages: Sequence[str]) -> Mapping[str, Layer]:
    """Return the layer of every file of these services.

    The name of a file decides. If the name is not reserved, the direct imports of the file decide: it is a command if
    it imports the database, it belongs to the schemas if it imports the web framework, and else to the domain. The
    `__init__` of a folder is a file without a reserved name. Raises ValueError if there is no such service.
    """
    layers: dict[str, Layer] = {}
    for package in packages:
        if package not in graph.modules:
            raise ValueError(f"There is no package {package}. Correct `packages` of the contract.")
        for module in (package, *graph.find_descendants(package)):
            layers[module] = _layer_of(graph, package, module)
    return layers


def folder_of(graph: ImportGraph, module: str) -> str:
    """Return the folder of a file, as the name of its package."""
    return module if graph.find_children(module) else module.rpartition(".")[0]


def is_in(module: str, packages: Sequence[str]) -> bool:
    """Return whether a module is one of these packages or inside one of them."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _layer_of(graph: ImportGraph, package: str, module: str) -> Layer:
    folder, _, name = module.rpartition(".")
    if not graph.find_children(module):
        if folder == package and name in PROCESS_NAMES:
            return Layer.PROCESS
        if name in RESERVED:
            return RESERVED[name]
    imported = graph.find_modules_directly_imported_by(module)
    if any(is_in(one, DATABASE) for one in imported):
        return Layer.COMMANDS
    if any(is_in(one, HTTP) for one in imported):
        return Layer.SCHEMAS
    return Layer.DOMAIN
