"""Proves that the lock files pin everything, by hash, and tell no address."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-node.lock", "requirements-strangers.lock")
ADDRESS = re.compile(r"://|^\s*-", re.MULTILINE)


def _blocks(text: str) -> Iterator[str]:
    """Return each requirement of a lock file, its hashes with it."""
    joined = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    yield from joined.replace("\\\n", " ").splitlines()


def _pins(text: str) -> Mapping[str, Requirement]:
    found = [Requirement(block.partition("--hash")[0].strip()) for block in _blocks(text)]
    return {canonicalize_name(one.name): one for one in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash(lock: str, texts: Mapping[str, str]) -> None:
    """Each package has one exact release and at least one SHA-256."""
    blocks = list(_blocks(texts[lock]))
    assert blocks
    for block in blocks:
        assert re.match(r"^[a-z0-9._-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", block), block[:80]
        hashes = re.findall(r"--hash=(\S+)", block)
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), block[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_a_lock(lock: str, texts: Mapping[str, str]) -> None:
    """A lock file holds no address and no option, so that it installs from any index."""
    assert not ADDRESS.search(re.sub(r"--hash=", "", texts[lock]))


def test_the_lock_holds_what_the_project_asks_for(root: Path, texts: Mapping[str, str]) -> None:
    """Each dependency is pinned to a release that it allows, and the dependencies of tests too."""
    told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    pins = _pins(texts["requirements.lock"])
    for text in (*told["project"]["dependencies"], *told["dependency-groups"]["dev"]):
        asked = Requirement(text)
        pin = pins[canonicalize_name(asked.name)]
        release = str(pin.specifier).removeprefix("==")
        assert asked.specifier.contains(release), text
