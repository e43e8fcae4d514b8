"""`due` yields the close of a running round and nothing else."""

from datetime import timedelta
from typing import Any

from mingpai.auction.commands import CloseRound
from mingpai.auction.due import due


def test_nothing_is_due_before_the_notice(empty_lot: Any) -> None:
    """Without a round there is nothing to close."""
    assert list(due(empty_lot.state)) == []


def test_the_close_is_due_when_bidding_ends(lot: Any) -> None:
    """A published round is to be closed at its close."""
    assert list(due(lot.state)) == [(lot.CLOSES, CloseRound(1))]


def test_an_extension_moves_what_is_due(lot: Any) -> None:
    """After a bid in the last five minutes the close is due five minutes after that bid."""
    at = lot.CLOSES - timedelta(seconds=1)
    lot.place(1, lot.START, now=at)
    assert list(due(lot.state)) == [(at + timedelta(minutes=5), CloseRound(1))]


def test_a_closed_round_is_due_no_more(lot: Any) -> None:
    """What was closed is not closed again."""
    lot.close()
    assert list(due(lot.state)) == []
