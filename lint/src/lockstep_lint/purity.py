"""The contract that the domain and the errors of a service do no I/O, also not through other modules."""

from dataclasses import dataclass
from typing import Final, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application.contract_utils import AlertLevel, remove_ignored_imports_and_report
from importlinter.domain.imports import ImportExpression, Module

from lockstep_lint.files import Layer, layers_of

PURE: Final = (Layer.DOMAIN, Layer.ERRORS)
ADVICE: Final = (
    "Rules and errors do no I/O: move the code that needs it to a command or to queries.py, and pass values to the "
    "rule. If the file is a command, let it take the database handle."
)


@dataclass(frozen=True, slots=True)
class Violation:
    """A file that must be pure, and the shortest chain of imports from it to a package that does I/O."""

    chain: tuple[str, ...]


class PurityContract(Contract):
    """No file of the layers domain and errors imports a package that does I/O, directly or through others.

    `packages` are services, `modules` are further modules that must be pure, and `forbidden` are the packages that do
    I/O. `ignore_imports` has the exceptions.
    """

    type_name = "purity"

    packages = fields.ListField(subfield=fields.ModuleField())
    modules = fields.SetField(subfield=fields.ModuleField(), required=False)
    forbidden = fields.ListField(subfield=fields.StringField())
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - given by import-linter
        """Return the chains that lead to I/O. Raises MissingImport for an exception that nothing needs."""
        packages = [one.name for one in cast(list[Module], self.packages)]
        layers = layers_of(graph, packages)
        named = {one.name for one in cast(set[Module], self.modules or set())}
        if unknown := sorted(named - graph.modules):
            raise ValueError(f"There is no module {unknown[0]}. Correct `modules` of the contract.")
        removed = remove_ignored_imports_and_report(
            graph, cast(list[ImportExpression] | None, self.ignore_imports), AlertLevel.ERROR
        )
        forbidden = [one for one in cast(list[str], self.forbidden) if one in graph.modules]
        pure = named | {module for module, layer in layers.items() if layer in PURE}
        violations = []
        for module in sorted(pure):
            chains = [graph.find_shortest_chain(importer=module, imported=one) for one in forbidden]
            if found := [chain for chain in chains if chain is not None]:
                violations.append(Violation(min(found, key=len)))
        return ContractCheck(
            kept=not violations,
            metadata={"violations": violations},
            ignored_import_count=removed.ignored_import_count,
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print every chain, and what to do about it."""
        for one in cast(list[Violation], check.metadata["violations"]):
            output.print_error(" -> ".join(one.chain))
            output.print(f"{one.chain[0]} reaches {one.chain[-1]}. {ADVICE}")
            output.new_line()
