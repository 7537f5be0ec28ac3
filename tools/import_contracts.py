"""A contract for lint-imports: a feature's doors and forms are its own."""

from collections.abc import Iterator
from itertools import permutations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateLayersContract(Contract):
    """No feature under `container` imports, from another feature, a module named in `private_layers`.

    What is in `shared` is no feature and may be imported whole.
    """

    container = fields.StringField()
    shared = fields.ListField(subfield=fields.StringField())
    private_layers = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        output.verbose_print(verbose, f"Looking for imports of other features' {', '.join(self.private_layers)}.")
        found = sorted(self._forbidden(graph))
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported, line in check.metadata["found"]:
            output.print_error(f"{importer} imports {imported} (line {line})", bold=False)

    def _forbidden(self, graph: ImportGraph) -> Iterator[tuple[str, str, int]]:
        features = graph.find_children(self.container) - set(self.shared)
        for importing, owner in permutations(features, 2):
            for layer in self.private_layers:
                for importer, imported in _direct_imports(graph, importing, f"{owner}.{layer}"):
                    details = graph.get_import_details(importer=importer, imported=imported)
                    yield importer, imported, details[0]["line_number"]


def _direct_imports(graph: ImportGraph, importing: str, imported: str) -> Iterator[tuple[str, str]]:
    if imported not in graph.modules:
        return
    for target in {imported, *graph.find_descendants(imported)}:
        for importer in graph.find_modules_that_directly_import(target):
            if importer == importing or importer.startswith(f"{importing}."):
                yield importer, target
