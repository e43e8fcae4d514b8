"""A 变卖: prepayment binds a bidder where the notice repeats the document that asks for it."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.commands import QualifyApplicant, QualifyBidder
from mingpai.auction.evolve import evolve
from mingpai.auction.model import RoundKind
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.money import Fen

SALE_RULES = ArticleId("FMC2017-455:0")


def on_sale(lot: Any, *repeats: ArticleId) -> Any:
    """Return the lot in a 变卖 whose notice repeats these articles."""
    lot.announce()
    (notice,) = [event for event in lot.history if type(event).__name__ == "RoundAnnounced"]
    sale = replace(
        notice,
        round=2,
        kind=RoundKind.SALE,
        closes_at=lot.OPENS + timedelta(days=60),
        repeats=repeats,
    )
    lot.state = evolve(lot.state, sale)
    return lot


def test_a_sale_is_prepaid_where_its_notice_says_so(empty_lot: Any) -> None:
    """The whole start price, and whoever is refused learns that the document was not read."""
    lot = on_sale(empty_lot, SALE_RULES)
    command = QualifyBidder(lot.code(1), lot.token(1), lot.START - 1)
    refusal = lot.refusal(command)
    assert (refusal.code, refusal.article) == ("prepayment_not_confirmed", SALE_RULES)
    assert refusal.facts == {"paid_fen": lot.START - 1, "due_fen": lot.START, "verified": False}
    lot.do(replace(command, paid_fen=lot.START))


def test_a_silent_notice_asks_for_the_deposit_alone(empty_lot: Any) -> None:
    """A normative document that the notice does not repeat binds no bidder."""
    lot = on_sale(empty_lot)
    command = QualifyBidder(lot.code(1), lot.token(1), lot.DEPOSIT - 1)
    assert lot.code_of(command) == "deposit_not_confirmed"
    lot.do(replace(command, paid_fen=lot.DEPOSIT))


@pytest.mark.parametrize(("claim_part", "due"), [(1, False), (2, True)])
def test_an_applicant_tops_up_what_is_prepaid(
    empty_lot: Any, claim_part: int, *, due: bool
) -> None:
    """A claim as large as the prepayment is enough; of a smaller one the rest is paid in."""
    lot = on_sale(empty_lot, SALE_RULES)
    claim = Fen(lot.START // claim_part)
    command = QualifyApplicant(lot.code(1), lot.FLAT.applicant, claim, Fen(0))
    if due:
        assert lot.code_of(command) == "topup_not_confirmed"
    else:
        lot.do(command)


def test_an_unknown_article_cannot_be_repeated(empty_lot: Any) -> None:
    """What the notice says to repeat is an article that is described here."""
    lot = empty_lot.prepare()
    notice = replace(lot.TERMS.notice, repeats=(ArticleId("XX-1:9"),))
    assert lot.code_of(replace(lot.TERMS, notice=notice), now=lot.NOTICE) == "article_unknown"
