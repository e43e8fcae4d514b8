"""Denials of the desk: codes of their own."""

from mingpai.accounts import denials as accounts
from mingpai.affairs.denials import Denial, Denied
from mingpai.auction.codes import Code


def test_a_code_means_one_thing() -> None:
    """No code of this desk is one of the sign-in desk's or of the law's refusals."""
    others = {one.value for one in (*accounts.Denial, *Code)}
    assert not {one.value for one in Denial} & others
    assert Denied(Denial.BUSY).retry_after_s == 0
