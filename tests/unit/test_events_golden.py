"""Every event ever written stays readable: one recorded body per kind and version.

A file of `tests/golden` is named for its kind and version and holds the canonical bytes of one
body as a journal holds them. A file is added with a new version and never changed afterwards.
"""

from pathlib import Path

import pytest

from mingpai.events import registry
from mingpai.kernel.canon import canonical_struct, parse_canonical

GOLDEN = Path(__file__).parents[1] / "golden"
REGISTRY = registry()
FILES = sorted(GOLDEN.glob("*.json"))


def _name_and_version(path: Path) -> tuple[str, int]:
    name, version = path.stem.rsplit(".", 1)
    return name, int(version)


def test_every_kind_and_version_is_on_file() -> None:
    """There is one file for each version of each kind, and none besides.

    A new kind, or a new version, brings its file with it.
    """
    known = {
        (kind.name, version)
        for kind in REGISTRY.by_name.values()
        for version in range(1, kind.version + 1)
    }
    assert {_name_and_version(path) for path in FILES} == known


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_recorded_body_is_still_read(path: Path) -> None:
    """A body of any version reads as today's event; one of today's version is written the same."""
    name, version = _name_and_version(path)
    body = path.read_bytes()
    parse_canonical(body)
    event = REGISTRY.decode(name=name, version=version, body=body)
    kind = REGISTRY.by_name[name]
    assert type(event) is kind.body
    if version == kind.version:
        assert canonical_struct(event) == body
