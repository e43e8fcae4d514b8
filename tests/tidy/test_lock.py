"""What is installed is pinned by hash, and nothing says where from."""

import re
import tomllib
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-strangers.lock")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+")


@pytest.mark.parametrize("name", LOCKS)
def test_everything_is_pinned_by_hash(root: Path, name: str) -> None:
    """Each requirement names one exact version and at least one SHA-256."""
    text = (root / name).read_text("utf-8")
    requirements = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    assert requirements
    for block in requirements:
        assert _PINNED.match(block), block[:80]
        assert _HASH.search(block), block[:80]


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_stands_in_a_lock(root: Path, name: str) -> None:
    """A lock holds no index, no link and no path, so that it serves in a closed network."""
    text = (root / name).read_text("utf-8")
    for word in ("://", "index-url", "find-links", "trusted-host", "file:", "/"):
        lines = [line for line in text.splitlines() if word in line]
        assert lines == []


def test_the_lock_covers_what_we_ask_for(root: Path) -> None:
    """Each dependency of pyproject.toml, for running and for testing, is pinned."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    pinned = set(
        re.findall(r"^([a-z0-9._-]+)==", (root / LOCKS[0]).read_text("utf-8"), re.MULTILINE)
    )
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in asked}
    assert names - pinned == set()
