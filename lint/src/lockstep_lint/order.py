"""The contract on the order inside a noun: routes > schemas > commands > queries > domain > tables, errors beside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application.contract_utils import AlertLevel, remove_ignored_imports_and_report
from importlinter.domain.imports import ImportExpression, Module

from lockstep_lint.files import PROCESS_NAMES, RESERVED, Layer, folder_of, is_in, layers_of

LAYER_NAMES: Final = {
    Layer.ERRORS: "errors",
    Layer.TABLES: "tables",
    Layer.DOMAIN: "domain",
    Layer.QUERIES: "queries",
    Layer.COMMANDS: "a command",
    Layer.SCHEMAS: "schemas",
    Layer.ROUTES: "routes",
    Layer.PROCESS: "a file of the process",
}
REASONS: Final = {
    Layer.DOMAIN: ", because it imports no database",
    Layer.COMMANDS: ", because it imports the database",
    Layer.SCHEMAS: ", because it imports the web framework",
}
"""Why a file without a reserved name belongs to its layer."""

ADVICE: Final = {
    Layer.ERRORS: "Errors import nothing of their noun: pass ids and values to their constructors.",
    Layer.TABLES: "Keep only tables in tables.py, and move the rest to the file that needs it.",
    Layer.DOMAIN: "Let the command read first, and pass what it read to the rule as values.",
    Layer.QUERIES: "Move what both need to queries.py, or to a file without I/O.",
    Layer.SCHEMAS: "Move the type that both need to the domain.py of the noun.",
}
"""What to do, by the layer of the file that imports one of a higher layer. (Schemas import a command.)"""

ADVICE_PROCESS: Final = "Only the process knows it: take the value as an argument."
ADVICE_BODIES: Final = "Return rows or values of the domain, and make the body in routes.py or schemas.py."
ADVICE_HTTP: Final = "HTTP stays in routes and schemas: take ids, roles and values as arguments."
ADVICE_PARTS_ABOVE: Final = "The parts of this noun stand above its own files: move the importing code into the part."
ADVICE_PARTS_BELOW: Final = "The parts of this noun stand below its own files: move what both need into the part."


@dataclass(frozen=True, slots=True)
class Violation:
    """An import that the order forbids."""

    importer: str
    imported: str
    lines: str
    why: str
    advice: str


class OrderContract(Contract):
    """No file imports a file of a higher layer of its noun, no schemas import a command, and nobody imports bodies.

    `packages` are services. `http` are packages that only routes, schemas and the files of the process import.
    `parts_above` are the nouns whose parts (folders inside the noun) import the noun's own files. In all other nouns
    the own files import the parts. `ignore_imports` has the exceptions.
    """

    type_name = "order"

    packages = fields.ListField(subfield=fields.ModuleField())
    http = fields.ListField(subfield=fields.StringField(), required=False)
    parts_above = fields.SetField(subfield=fields.ModuleField(), required=False)
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - given by import-linter
        """Return the imports that the order forbids. Raises MissingImport for an exception that nothing needs."""
        packages = [one.name for one in cast(list[Module], self.packages)]
        parts_above = {one.name for one in cast(set[Module], self.parts_above or set())}
        layers = layers_of(graph, packages)
        removed = remove_ignored_imports_and_report(
            graph, cast(list[ImportExpression] | None, self.ignore_imports), AlertLevel.ERROR
        )
        http = cast(list[str] | None, self.http) or []
        violations = [*_violations(graph, layers, parts_above), *_violations_of_http(graph, layers, http)]
        return ContractCheck(
            kept=not violations,
            metadata={"violations": violations},
            ignored_import_count=removed.ignored_import_count,
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print every violation, and what to do about it."""
        for one in cast(list[Violation], check.metadata["violations"]):
            output.print_error(f"{one.importer} -> {one.imported} ({one.lines})")
            output.print(f"{one.why} {one.advice}")
            output.new_line()


def _violations(graph: ImportGraph, layers: Mapping[str, Layer], parts_above: set[str]) -> Iterator[Violation]:
    for importer in sorted(layers):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if imported not in layers:
                continue
            noun, of_noun = folder_of(graph, importer), folder_of(graph, imported)
            fault = _fault_of_layers(layers[importer], layers[imported], same_noun=noun == of_noun)
            fault = fault or _fault_of_parts(noun, of_noun, layers[imported], parts_above)
            if fault is not None:
                names = f"{_shown(importer, layers[importer])} imports {_shown(imported, layers[imported])}"
                yield Violation(importer, imported, _lines(graph, importer, imported), names + fault[0], fault[1])


def _violations_of_http(graph: ImportGraph, layers: Mapping[str, Layer], http: Sequence[str]) -> Iterator[Violation]:
    for importer in sorted(module for module, layer in layers.items() if layer < Layer.SCHEMAS):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if is_in(imported, http):
                names = f"{_shown(importer, layers[importer])} imports {imported}."
                yield Violation(importer, imported, _lines(graph, importer, imported), names, ADVICE_HTTP)


def _lines(graph: ImportGraph, importer: str, imported: str) -> str:
    found = graph.get_import_details(importer=importer, imported=imported)
    return ", ".join(f"l.{one}" for one in sorted({one["line_number"] for one in found}))


def _fault_of_layers(importer: Layer, imported: Layer, *, same_noun: bool) -> tuple[str, str] | None:
    """Return why an import from this layer to that one is forbidden and what to do, or None if it is allowed."""
    if imported is Layer.PROCESS and importer is not Layer.PROCESS:
        return ".", ADVICE_PROCESS
    if imported in (Layer.SCHEMAS, Layer.ROUTES) and importer < imported:
        return ". Only routes and schemas know bodies.", ADVICE_BODIES
    if imported > importer and same_noun:
        return ", which stands higher in the noun.", ADVICE[importer]
    if importer is Layer.SCHEMAS and imported is Layer.COMMANDS:
        return ".", ADVICE[importer]
    return None


def _fault_of_parts(noun: str, of_noun: str, imported: Layer, parts_above: set[str]) -> tuple[str, str] | None:
    """Return why an import between a noun and its part is forbidden and what to do, or None if it is allowed."""
    if "." not in noun or "." not in of_noun:
        return None  # a layers contract holds the order between the nouns of a service
    if of_noun.startswith(f"{noun}.") and noun in parts_above:
        return ", which is in a part of the noun.", ADVICE_PARTS_ABOVE
    if noun.startswith(f"{of_noun}.") and of_noun not in parts_above and imported is not Layer.ERRORS:
        return ", which is outside the part.", ADVICE_PARTS_BELOW
    return None


def _shown(module: str, layer: Layer) -> str:
    """Return a file with its layer, and why it has this layer if its name does not say so."""
    reason = "" if module.rpartition(".")[2] in (*RESERVED, *PROCESS_NAMES) else REASONS[layer]
    return f"{module} ({LAYER_NAMES[layer]}{reason})"
