"""Proves that no two modules import one another, directly or round a corner."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

pytestmark = pytest.mark.slow

Graph = Mapping[str, frozenset[str]]


def _cycle(graph: Graph) -> list[str]:
    """Return a cycle of a graph, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_a_cycle_is_found() -> None:
    """Two modules that need one another through a third are a cycle."""
    graph = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"a"})}
    assert set(_cycle(graph)) == {"a", "b", "c"}
    assert _cycle({"a": frozenset({"b"}), "b": frozenset({"c"})}) == []


def test_modules_do_not_import_one_another(imports: Graph) -> None:
    """The modules of the program can be put in an order in which each knows only earlier ones."""
    graph = {name: (targets & imports.keys()) - {name} for name, targets in imports.items()}
    assert _cycle(graph) == []


def test_packages_do_not_import_one_another(imports: Graph) -> None:
    """The packages of the program can be put in such an order as well."""
    graph: dict[str, set[str]] = {}
    for name, targets in imports.items():
        graph.setdefault(_top(name), set()).update(_tops(targets))
    assert _cycle({one: frozenset(known - {one}) for one, known in graph.items()}) == []


def _tops(targets: frozenset[str]) -> Iterator[str]:
    return (_top(one) for one in targets if one.startswith("mingpai."))


def _top(name: str) -> str:
    return ".".join(name.split(".")[:2])
