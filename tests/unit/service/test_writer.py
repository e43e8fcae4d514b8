"""The writer: what a batch is, what becomes of it, and that it is known what became of it."""

from typing import Any

import msgspec
import pytest

from mingpai.adapters.memory import FixedClock
from mingpai.journal.entry import decode_entry, sealed_body
from mingpai.journal.merkle import SHA256, Frontier, root_of
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.outcome import InvariantBroken
from mingpai.ports import FateUnknown, Fenced, Head, PortError
from mingpai.service import writer as module
from mingpai.service.writer import Draft, Writer


def begun(bench: Any) -> Writer:
    """Return a writer that took an empty journal over."""
    writer: Writer = bench.writer()
    writer.begin(bench.store.open_epoch(), Frontier(SHA256))
    return writer


def draft(bench: Any, event: Any) -> Draft:
    return Draft(bench.STREAM, event, "A0001", bench.NOON, "core", "hall", None, None, None, None)


def test_a_batch_goes_on_where_the_one_before_it_ends(bench: Any) -> None:
    """A batch on top of one that still flies has the numbers and the tree that follow from it."""
    writer = begun(bench)
    one = writer.sign([draft(bench, bench.Counted(n)) for n in (1, 2)], at=bench.NOON)
    two = writer.sign([draft(bench, bench.Counted(3))], at=bench.NOON, after=one)
    assert (one.batch.first, two.batch.first) == (0, 2)
    for signed in (one, two):
        assert writer.commit(signed)
        writer.advance(signed)
    leaves = [SHA256.leaf(row.stored.leaf) for row in bench.journal.rows]
    assert writer.committed() == (3, root_of(leaves, SHA256))
    assert bench.store.head() == writer.head
    assert writer.frontier.root() == writer.head.root


def test_a_restricted_event_leaves_only_a_commitment(bench: Any) -> None:
    """The leaf of a restricted kind holds what the nonce and body beside it open, nothing more."""
    writer = begun(bench)
    event = bench.Whispered("the winner is ill")
    signed = writer.sign([draft(bench, event)], at=bench.NOON)
    (entry,) = signed.batch.entries
    assert b"ill" not in entry.leaf
    assert entry.sealed == canonical_struct(event)
    nonce, sealed = entry.nonce or b"", entry.sealed or b""
    body = sealed_body("tally.whispered", seq=0, nonce=nonce, body=sealed)
    assert bytes(decode_entry(entry.leaf).body) == body
    again = writer.sign([draft(bench, event)], at=bench.NOON)
    assert again.batch.entries[0].leaf != entry.leaf  # the nonce differs
    assert msgspec.json.decode(body).keys() == {"commit"}


def test_a_batch_is_never_empty(bench: Any) -> None:
    """Nothing to write is a fault of the caller."""
    with pytest.raises(InvariantBroken):
        begun(bench).sign([], at=bench.NOON)


@pytest.mark.parametrize(
    "head",
    [
        Head(size=1, epoch=1, root=SHA256.empty, batch_id=b""),
        Head(size=0, epoch=1, root=b"x" * 32, batch_id=b""),
    ],
    ids=["size", "root"],
)
def test_a_head_that_the_leaves_do_not_lead_to_is_not_taken_over(bench: Any, head: Head) -> None:
    """Size and root of the head must be those of the frontier that was read back."""
    with pytest.raises(InvariantBroken):
        bench.writer().begin(head, Frontier(SHA256))


@pytest.mark.parametrize(("fate", "kept"), [("lost", False), ("kept", True), ("refused", False)])
def test_what_became_of_a_batch_is_known(bench: Any, fate: str, *, kept: bool) -> None:
    """Lost, kept though it failed, refused: the answer is what the store holds."""
    writer = begun(bench)
    signed = writer.sign([draft(bench, bench.Counted(1))], at=bench.NOON)
    bench.store.fail_next("append", fate)
    assert writer.commit(signed) is kept
    assert bench.journal.head.size == int(kept)
    if not kept:
        assert writer.commit(signed)  # the same batch may be written later


def test_a_store_that_cannot_settle_is_asked_until_it_can(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is not known what became of a batch there is no other way on."""
    monkeypatch.setattr(module, "SETTLE_PAUSE_S", 0.001)
    writer = begun(bench)
    signed = writer.sign([draft(bench, bench.Counted(1))], at=bench.NOON)
    answers: list[Any] = [PortError("away", retry_is_safe=True)] * 3

    def settle(batch_id: bytes) -> bool:
        if answers:
            raise answers.pop()
        return type(bench.store).settle(bench.store, batch_id)

    monkeypatch.setattr(bench.store, "settle", settle)
    bench.store.fail_next("append", "kept")
    assert writer.commit(signed)
    assert not answers


def test_a_writer_that_is_stopping_does_not_wait_for_a_store_that_is_away(bench: Any) -> None:
    """Told to stop, it gives up: the fate stays unknown, or the refusal is passed on."""
    writer = begun(bench)
    signed = writer.sign([draft(bench, bench.Counted(1))], at=bench.NOON)
    writer.stopping.set()
    bench.store.fail_next("append", "lost")
    bench.store.fail_next("settle", "lost")
    with pytest.raises(FateUnknown):
        writer.commit(signed)
    bench.store.fail_next("append", "refused")
    with pytest.raises(PortError):
        writer.commit(signed)


def test_what_can_never_be_settled_ends_it(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A settling that is not safe to repeat is passed on."""
    writer = begun(bench)
    signed = writer.sign([draft(bench, bench.Counted(1))], at=bench.NOON)

    def settle(_batch_id: bytes) -> bool:
        raise PortError("broken", retry_is_safe=False)  # noqa: EM101 - a toy

    monkeypatch.setattr(bench.store, "settle", settle)
    bench.store.fail_next("append", "lost")
    with pytest.raises(PortError, match="broken"):
        writer.commit(signed)


def test_a_fenced_writer_says_so(bench: Any) -> None:
    """After another took over nothing is written and Fenced is raised."""
    writer = begun(bench)
    signed = writer.sign([draft(bench, bench.Counted(1))], at=bench.NOON)
    bench.reopen().store.open_epoch()
    with pytest.raises(Fenced):
        writer.commit(signed)
    assert bench.journal.head.size == 0


def test_batches_are_taken_in_order(bench: Any) -> None:
    """A batch that does not begin at the head is no end of the journal."""
    writer = begun(bench)
    one = writer.sign([draft(bench, bench.Counted(1))], at=bench.NOON)
    two = writer.sign([draft(bench, bench.Counted(2))], at=bench.NOON, after=one)
    with pytest.raises(InvariantBroken):
        writer.advance(two)
    assert isinstance(bench.clock, FixedClock)
