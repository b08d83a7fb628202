"""The import contract that lets a new feature be a new folder: no list of slices to edit."""

from collections.abc import Sequence
from typing import cast

from grimp import ImportGraph
from importlinter.contracts.layers import Layer, LayersContract, ModuleTail
from importlinter.domain.contract import ContractCheck

WILDCARD = ".*"


class SliceLayersContract(LayersContract):
    """Layers of which one may be `package.*`: all children of the package without a layer.

    The children that the wildcard stands for are siblings which must not import one another.
    """

    type_name = "slice_layers"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Name the slices that the graph holds now, then check as any layers contract."""
        layers = list(cast("Sequence[Layer]", self.layers))
        named = {tail.name for layer in layers for tail in layer.module_tails}
        self.layers = [_expand(layer, graph, named) for layer in layers]  # type: ignore[assignment]
        return super().check(graph, verbose)


def _expand(layer: Layer, graph: ImportGraph, named: set[str]) -> Layer:
    tails: set[ModuleTail] = set()
    for tail in layer.module_tails:
        if tail.name.endswith(WILDCARD):
            children = graph.find_children(tail.name.removesuffix(WILDCARD))
            tails |= {ModuleTail(name, is_optional=True) for name in children - named}
        else:
            tails.add(tail)
    tails = tails or {ModuleTail("no_slice_yet", is_optional=True)}
    return Layer(tails, is_independent=layer.is_independent)
