"""A day in memory."""

from pathlib import Path

from msgspec.structs import replace

from mingpai.demo.day import day
from mingpai.demo.rehearsal import rehearse


def test_a_rehearsal_ends_covered_by_a_checkpoint(tmp_path: Path) -> None:
    """After a rehearsal the newest checkpoint covers the whole journal, and its site is over."""
    script = day(9)
    played = rehearse(replace(script, steps=script.steps[:60]), tmp_path / "keys")
    head = played.site.heads.log()
    assert head is not None
    assert head.head.size == played.board.position == played.source.store.head().size
    assert (progress := played.site.played()) is not None
    assert progress.is_over
