"""No two modules and no two packages need one another, not even by an import inside a function."""

import ast
from collections.abc import Iterator, Mapping

import pytest

Graph = Mapping[str, set[str]]


def _module(path: str) -> str:
    dotted = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    return dotted.removesuffix(".__init__")


def _imported(tree: ast.Module, known: set[str]) -> Iterator[str]:
    """Yield the modules of ours that a file imports, wherever in the file it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                if full in known:
                    yield full
                elif node.module in known:
                    yield node.module


@pytest.fixture(scope="module")
def graph(trees: Mapping[str, ast.Module]) -> Graph:
    """Return which module imports which."""
    ours = {_module(path): tree for path, tree in trees.items() if path.startswith("src/")}
    return {name: set(_imported(tree, set(ours))) - {name} for name, tree in ours.items()}


def _circles(graph: Graph) -> list[str]:
    """Return one circle for each name from which one can be reached."""
    found = []
    for start in sorted(graph):
        seen: set[str] = set()
        waiting = [(start, (start,))]
        while waiting:
            name, way = waiting.pop()
            for target in graph.get(name, set()):
                if target == start:
                    found.append(" -> ".join((*way, start)))
                    waiting.clear()
                    break
                if target not in seen:
                    seen.add(target)
                    waiting.append((target, (*way, target)))
    return found


def test_no_circle_of_modules(graph: Graph) -> None:
    """No module imports itself through others."""
    assert len(graph) > 50
    assert _circles(graph) == []


def test_no_circle_of_packages(graph: Graph) -> None:
    """No package under mingpai imports itself through others."""
    packages: dict[str, set[str]] = {}
    for name, targets in graph.items():
        if "." in name:
            inside = name.split(".")[1]
            found = {target.split(".")[1] for target in targets if "." in target}
            packages.setdefault(inside, set()).update(found - {inside})
    assert _circles(packages) == []


def test_relative_imports_are_not_used(trees: Mapping[str, ast.Module]) -> None:
    """A sibling is imported by its full path, so that a search finds every use."""
    relative = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_a_circle_is_found() -> None:
    """The search itself sees a circle of three, and none where there is none."""
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) != []
    assert _circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []
