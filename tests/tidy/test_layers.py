"""Proves that knowledge flows one way: who may know whom, and that nobody is left out."""

import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

PURE = ("kernel", "law", "journal", "auction", "supervision", "audit")
STRANGERS = ("auction", "escrow", "assignment", "vault")
MAY_KNOW = {
    "kernel": set[str](),
    "law": {"kernel"},
    "journal": {"kernel"},
    "house": {"kernel"},
    "auction": {"kernel", "law"},
    "escrow": {"kernel", "law"},
    "assignment": {"kernel", "law"},
    "vault": {"kernel", "law"},
    "exchange": {"kernel", "auction", "law", "journal"},
    "ports": {"kernel"},
}
WORLD = ("os", "io", "pathlib", "time", "random", "secrets", "socket", "subprocess", "logging")


@pytest.fixture(scope="module")
def contracts(root: Path) -> Sequence[dict[str, Any]]:
    """Return the contracts of pyproject.toml."""
    told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = told["tool"]["importlinter"]["contracts"]
    return found


def _package(name: str) -> str:
    """Return the package of the program that a module belongs to (or is)."""
    return name.split(".")[1] if name.startswith("mingpai.") else ""


def test_contracts_are_kept(root: Path) -> None:
    """Every contract of import-linter holds."""
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(linter), "--no-logo", "--no-cache"], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()


def test_every_package_has_a_layer(
    contracts: Sequence[dict[str, Any]], imports: Mapping[str, frozenset[str]]
) -> None:
    """No package or module at the top is outside the contract of layers."""
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    placed = {name.strip(" ()") for line in layers for name in line.replace("|", ":").split(":")}
    tops = {f"mingpai.{_package(name)}" for name in imports if _package(name)}
    assert tops <= placed, sorted(tops - placed)


def test_the_pure_packages_are_named(contracts: Sequence[dict[str, Any]]) -> None:
    """The contract of purity names each pure package, and forbids it the world and the service."""
    forbidden = next(one for one in contracts if one["type"] == "forbidden")
    assert {f"mingpai.{name}" for name in PURE} <= set(forbidden["source_modules"])
    outside = {f"mingpai.{name}" for name in ("ports", "service", "adapters")}
    assert outside | set(WORLD) <= set(forbidden["forbidden_modules"])


@pytest.mark.parametrize("package", MAY_KNOW)
def test_low_packages_know_only_what_is_below(
    package: str, imports: Mapping[str, frozenset[str]]
) -> None:
    """A low package imports itself and what the architecture allows it, nothing else of ours."""
    known = {
        _package(target)
        for name, targets in imports.items()
        if _package(name) == package
        for target in targets
        if target.startswith("mingpai")
    }
    assert known - {package} <= MAY_KNOW[package]


@pytest.mark.parametrize("package", STRANGERS)
def test_domains_are_strangers(package: str, imports: Mapping[str, frozenset[str]]) -> None:
    """No domain imports another domain."""
    others = set(STRANGERS) - {package}
    for name, targets in imports.items():
        if _package(name) == package:
            assert not {_package(target) for target in targets} & others, name


@pytest.mark.parametrize("package", ["audit", "exchange"])
def test_what_strangers_run_knows_no_service(
    package: str, imports: Mapping[str, frozenset[str]]
) -> None:
    """What recomputes an export or reads a bid log imports neither service nor adapters."""
    for name, targets in imports.items():
        if _package(name) == package:
            assert not {_package(one) for one in targets} & {"service", "adapters", "ports"}, name


def test_one_file_knows_the_concrete_classes(imports: Mapping[str, frozenset[str]]) -> None:
    """The service and the pages import no adapter: bootstrap and the commands choose."""
    for name, targets in imports.items():
        if _package(name) in {"service", "web", "ports"}:
            assert not {one for one in targets if one.startswith("mingpai.adapters")}, name
