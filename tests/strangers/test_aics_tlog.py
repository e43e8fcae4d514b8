"""aics-tlog, another project's verifier, reads our export."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.strangers


@pytest.fixture
def verify(aics: Path, on_disk: Any, run: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Return what verifies the checkpoint and one entry of a folder; returns the worse status."""

    def both(folder: Path, seq: int) -> int:
        found = tmp_path / "entry"
        common = ("--tiles", folder, "--log-key", on_disk.vkey, "--origin", on_disk.source.origin)
        head = run(aics, "verify-checkpoint", *common)
        entry = run(aics, "verify-inclusion", *common, "--index", str(seq), "--entry-out", found)
        worse: int = max(head.returncode, entry.returncode)
        if worse == 0:
            assert found.read_bytes() == on_disk.source.store.read(seq, limit=1)[0].leaf
        return worse

    return both


def test_it_accepts_checkpoint_and_entries(verify: Callable[..., int], on_disk: Any) -> None:
    """The checkpoint, and entries at the borders of tiles, hold for it."""
    last = on_disk.source.store.head().size - 1
    for seq in (0, 255, 256, last):
        assert verify(on_disk.folder, seq) == 0


def test_it_says_the_size_and_root_that_we_say(
    aics: Path, on_disk: Any, run: Callable[..., Any]
) -> None:
    """Size and root that it reads are those of the journal."""
    ended = run(aics, "verify-checkpoint", "--tiles", on_disk.folder, "--log-key", on_disk.vkey)
    said = json.loads(ended.stdout)
    assert said["size"] == on_disk.source.store.head().size
    assert said["log_ok"]


@pytest.mark.parametrize(
    ("path", "at", "seq"),
    [
        ("checkpoint", 0, 0),
        ("checkpoint", 30, 0),
        ("checkpoint", -2, 0),
        ("tile/0/000", 0, 3),
        ("tile/0/000", -1, 3),
        ("tile/0/004.p/*", 0, 1030),
        ("tile/0/004.p/*", -1, 1030),
        ("tile/1/000.p/*", 0, 3),
        ("tile/1/000.p/*", -1, 3),
        ("tile/entries/001", 0, 256),
        ("tile/entries/001", 70, 256),
        ("tile/entries/001", -1, 511),
    ],
)
def test_it_refuses_one_changed_byte(
    path: str,
    at: int,
    seq: int,
    *,
    damaged: Callable[[str, int], Path],
    verify: Callable[..., int],
) -> None:
    """One changed byte in any kind of file that it reads is refused."""
    assert verify(damaged(path, at), seq) != 0
