"""`stage_at` says where a disposal stands, by the time and not by a timer."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Bidder, Disposal, RoundKind, Stage, Standing, stage_at
from mingpai.auction.settlement.commands import AskCreditors, AwardSetOff, OfferToTake
from mingpai.auction.settlement.model import AwardBasis
from mingpai.exchange import paperwork
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import Fen
from mingpai.law.periods import add_months

LATE = timedelta(hours=1)


def test_an_empty_disposal_is_unopened(empty_lot: Any) -> None:
    """A disposal of which nothing is known stands nowhere, and has no round."""
    assert stage_at(empty_lot.state, now=empty_lot.OPENS) is Stage.UNOPENED
    assert empty_lot.state.current is None


def test_an_opened_disposal_is_assigned(empty_lot: Any) -> None:
    """Once a platform is chosen and before a notice, a disposal is assigned; before, seized."""
    assert stage_at(empty_lot.open().state, now=empty_lot.OPENS) is Stage.SEIZED
    prepared = type(empty_lot)().prepare()
    assert stage_at(prepared.state, now=empty_lot.OPENS) is Stage.ASSIGNED


def test_bidding_begins_at_the_opening(lot: Any) -> None:
    """At the opening instant itself bidding runs; just before it does not."""
    assert stage_at(lot.state, now=lot.OPENS - timedelta.resolution) is Stage.PUBLISHED
    assert stage_at(lot.state, now=lot.OPENS) is Stage.BIDDING


@pytest.mark.rule("K15")
def test_bidding_ends_at_the_close_without_a_timer(lot: Any) -> None:
    """At the close a round without a bid counts as passed in, though no timer has run."""
    assert stage_at(lot.state, now=lot.CLOSES - timedelta.resolution) is Stage.BIDDING
    assert stage_at(lot.state, now=lot.CLOSES) is Stage.CLOSED_UNSOLD


def test_a_round_with_a_bid_counts_as_sold_after_the_close(lot: Any) -> None:
    """At the close a round with a bid counts as sold, before and after that is on record."""
    lot.place(1, lot.START)
    assert stage_at(lot.state, now=lot.CLOSES) is Stage.CLOSED_SOLD
    lot.close()
    assert stage_at(lot.state, now=lot.CLOSES) is Stage.CLOSED_SOLD


def test_a_confirmed_sale_is_confirmed(lot: Any) -> None:
    """Once the confirmation is published, the disposal is confirmed."""
    lot.place(1, lot.START)
    lot.close()
    lot.confirm()
    assert stage_at(lot.state, now=lot.CLOSES + LATE) is Stage.CONFIRMED


def test_who_stands_behind_a_code() -> None:
    """The holder and who bids with him are its principals; an agent bids for them."""
    alone = Bidder(BiddingCode("A0001"), LotToken("a"), Standing.ORDINARY)
    assert alone.everybody == alone.principals == ("a",)
    many = replace(alone, joint=(LotToken("b"),), agent=LotToken("c"))
    assert many.principals == ("a", "b")
    assert many.everybody == ("a", "b", "c")


def test_states_share_no_default() -> None:
    """Two empty disposals share no mapping that one of them could change for the other."""
    one, two = Disposal("disposal/1"), Disposal("disposal/2")
    assert one.barred is not two.barred
    assert one.priorities is not two.priorities


def test_without_a_notice_in_time_the_price_lapses(empty_lot: Any) -> None:
    """No notice came while the price was valid: from the day after, a new price is needed."""
    prepared = type(empty_lot)().prepare()
    price = prepared.state.file.preparation.price
    last = datetime.combine(price.valid_until, time(12), SHANGHAI)
    assert stage_at(prepared.state, now=last) is Stage.ASSIGNED
    assert stage_at(prepared.state, now=last + timedelta(days=1)) is Stage.PRICE_LAPSED


@pytest.mark.rule("K37")
def test_after_a_failure_the_price_lapses_with_its_grace(lot: Any) -> None:
    """Six months after its validity the price carries no second auction; while one runs it does.

    One that was found after the round has no grace before a notice rests on it.
    """
    price = lot.state.file.preparation.price
    last = datetime.combine(add_months(price.valid_until, 6), time(12), SHANGHAI)
    assert stage_at(lot.state, now=last + timedelta(days=1)) is Stage.CLOSED_UNSOLD
    lot.close()
    assert stage_at(lot.state, now=last) is Stage.CLOSED_UNSOLD
    assert stage_at(lot.state, now=last + timedelta(days=1)) is Stage.PRICE_LAPSED
    filed = replace(lot.state.file.preparation, price=replace(price, after_round=1))
    anew = replace(lot.state, file=replace(lot.state.file, preparation=filed))
    valid = datetime.combine(price.valid_until, time(12), SHANGHAI)
    assert stage_at(anew, now=valid) is Stage.CLOSED_UNSOLD
    assert stage_at(anew, now=valid + timedelta(days=1)) is Stage.PRICE_LAPSED
    current = lot.state.rounds[-1]
    sale = replace(current, terms=replace(current.terms, kind=RoundKind.SALE))
    after = replace(lot.state, rounds=(sale,))
    assert stage_at(after, now=last + timedelta(days=1)) is Stage.CLOSED_UNSOLD


def test_before_a_platform_a_disposal_is_priced_or_in_pricing(empty_lot: Any) -> None:
    """Seized, then in pricing, then priced, then assigned: each as the file says."""
    seen = []
    for command in paperwork.until_notice(
        empty_lot.FLAT, empty_lot.PRICE, announced_at=empty_lot.NOTICE
    ):
        empty_lot.do(command, now=empty_lot.NOTICE)
        seen.append(stage_at(empty_lot.state, now=empty_lot.NOTICE))
    assert list(dict.fromkeys(seen)) == [
        Stage.SEIZED,
        Stage.PRICING,
        Stage.PRICED,
        Stage.ASSIGNED,
    ]


def test_a_set_off_is_asked_then_awarded(lot: Any) -> None:
    """After a failure creditors are asked; whoever takes the property owes the rest first."""
    lot.close()
    day = lot.CLOSES.date()
    lot.do(AskCreditors(day, lot.DIGEST), now=lot.CLOSES)
    assert stage_at(lot.state, now=lot.CLOSES) is Stage.SET_OFF_ASKED
    offer = OfferToTake(lot.FLAT.applicant, Fen(6_000_000), 1, lot.DIGEST)
    lot.do(offer, now=lot.CLOSES)
    award = AwardSetOff(lot.FLAT.applicant, AwardBasis.ONLY_ONE, day + timedelta(days=10))
    lot.do(award, now=lot.CLOSES)
    assert stage_at(lot.state, now=lot.CLOSES) is Stage.SET_OFF_AWARDED
