"""tlog-scales, another project's reader of tiles, reads our export."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mingpai.journal.proof import print_proof
from mingpai.service.proofs import entry_proof

pytestmark = pytest.mark.strangers


def test_it_finds_each_entry_in_the_tree(
    on_disk: Any, tlog_tiles: Path, run: Callable[..., Any]
) -> None:
    """Entries at the borders of tiles are found, and stand in the checkpoint's tree."""
    last = on_disk.source.store.head().size - 1
    for seq in (0, 255, 256, last):
        ended = run(tlog_tiles, "get-leaf", "-c", on_disk.folder, str(seq))
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.encode() == on_disk.source.store.read(seq, limit=1)[0].leaf


def test_it_writes_the_proof_that_we_write(
    on_disk: Any, tlog_tiles: Path, run: Callable[..., Any]
) -> None:
    """Its offline proof of an entry is ours, byte for byte, without the line that we add."""
    for seq in (0, 256, 700):
        ours = msgspec.structs.replace(entry_proof(on_disk.source, seq), extra=None)
        ended = run(tlog_tiles, "gen-proof", on_disk.folder, str(seq))
        assert ended.stdout == print_proof(ours)


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("tile/0/001", 40),
        ("tile/0/001", -1),
        ("tile/1/000.p/*", 5),
        ("tile/entries/001", 40),
        ("tile/entries/001", 2),
        ("checkpoint", 35),
    ],
)
def test_it_refuses_one_changed_byte(
    path: str,
    at: int,
    *,
    damaged: Callable[[str, int], Path],
    tlog_tiles: Path,
    run: Callable[..., Any],
) -> None:
    """One changed byte of a tile, a bundle or the root is refused; it checks no signatures."""
    ended = run(tlog_tiles, "get-leaf", "-c", damaged(path, at), "256")
    assert ended.returncode != 0, ended.stdout
