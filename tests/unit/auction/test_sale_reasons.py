"""What is said to whoever asks for what the law or the notice forbids."""

from mingpai.auction.codes import Code
from mingpai.auction.input_reasons import INPUT_REASONS
from mingpai.auction.sale_reasons import SALE_REASONS


def test_the_two_tables_share_no_code() -> None:
    """A code is explained in one table, so that no text can contradict another."""
    assert not INPUT_REASONS.keys() & SALE_REASONS.keys()


def test_only_the_notice_binds_to_whole_steps() -> None:
    """The one refusal that binds through the notice alone is that of a rise off the step."""
    assert {code for code, reason in SALE_REASONS.items() if reason.by_notice} == {
        Code.BID_OFF_STEP
    }


def test_only_waiting_helps_where_it_says_so() -> None:
    """What may succeed unchanged later is what came too early, and nothing else."""
    assert {code for code, reason in SALE_REASONS.items() if reason.transient} == {
        Code.BID_BEFORE_OPENING,
        Code.NOT_YET_CLOSED,
    }
