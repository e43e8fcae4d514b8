"""What is said to whoever asks for what the law or the notice forbids."""

from mingpai.auction.codes import Code
from mingpai.auction.input_reasons import INPUT_REASONS
from mingpai.auction.sale_reasons import SALE_REASONS


def test_the_two_tables_share_no_code() -> None:
    """A code is explained in one table, so that no text can contradict another."""
    assert not INPUT_REASONS.keys() & SALE_REASONS.keys()


def test_what_binds_through_the_notice_alone() -> None:
    """A rise off the step, and a sale's prepayment, are refused only by the notice's words."""
    assert {code for code, reason in SALE_REASONS.items() if reason.by_notice} == {
        Code.PREPAYMENT_NOT_CONFIRMED,
        Code.BID_OFF_STEP,
    }


def test_only_waiting_helps_where_it_says_so() -> None:
    """What may succeed unchanged later came too early, or while bidding stood still."""
    assert {code for code, reason in SALE_REASONS.items() if reason.transient} == {
        Code.BIDDING_STOPPED,
        Code.BID_BEFORE_OPENING,
        Code.NOT_YET_CLOSED,
    }
