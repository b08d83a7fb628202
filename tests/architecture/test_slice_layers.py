"""The import contract itself: it finds slices by their folders and keeps them apart."""

from typing import Any

from grimp import ImportGraph

from tests.architecture.slice_layers import SliceLayersContract

LAYERS = ["server", "channels.*", "(channels.messages)", "(channels.core)", "persistence"]


def contract_kept(*imports: tuple[str, str]) -> bool:
    graph = ImportGraph()
    for name in ("server", "persistence", "channels"):
        graph.add_module(name)
    for name in ("pins", "reads", "messages", "core"):
        graph.add_module(f"channels.{name}")
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    session: dict[str, Any] = {"root_packages": ["server", "persistence", "channels"]}
    contract = SliceLayersContract("layers", session, {"layers": LAYERS})
    return contract.check(graph, verbose=False).kept


def test_a_slice_may_use_what_lies_below() -> None:
    assert contract_kept(
        ("channels.pins", "channels.messages"),
        ("channels.messages", "channels.core"),
        ("channels.reads", "persistence"),
        ("server", "channels.pins"),
    )


def test_a_slice_may_not_know_another_slice() -> None:
    assert not contract_kept(("channels.pins", "channels.reads"))


def test_messages_may_not_know_a_slice() -> None:
    assert not contract_kept(("channels.messages", "channels.pins"))


def test_a_slice_may_not_know_the_server() -> None:
    assert not contract_kept(("channels.reads", "server"))
