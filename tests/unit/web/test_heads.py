"""The newest tree heads and their age."""

import time

from mingpai.demo.rehearsal import Rehearsal
from mingpai.web.heads import Heads


def test_before_the_first_note_there_is_no_head() -> None:
    """An empty source shows nothing, and so does what is no note of ours."""
    heads = Heads(lambda: None, lambda: b"")
    assert heads.log() is heads.sm3() is None
    assert Heads(lambda: b"\xff", lambda: b"nonsense").log() is None
    assert Heads(lambda: b"\xff", lambda: b"nonsense").sm3() is None


def test_the_age_begins_anew_with_each_note(rehearsal: Rehearsal) -> None:
    """A note grows older until another takes its place."""
    notes = [note for _, note in rehearsal.source.store.checkpoints()]
    shown = [notes[-1]]
    heads = Heads(lambda: shown[0], lambda: None)
    first = heads.log()
    time.sleep(0.02)
    later = heads.log()
    assert first is not None
    assert later is not None
    assert first.age < later.age
    assert later.head.size == rehearsal.board.position
    shown[0] = notes[0] + b""
    heads_again = heads.log()
    assert heads_again is not None
    assert (heads_again.age < later.age) == (notes[0] != notes[-1])
