"""Which round may follow which."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.events import RoundSold
from mingpai.auction.model import Phase, RoundKind
from mingpai.auction.preparation.ladder import (
    Next,
    creditors_declined,
    measure_of,
    next_round,
    told_from,
)
from mingpai.auction.preparation.model import PriceBasis, Trait
from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.auction.stops.events import RoundWithdrawn
from mingpai.auction.stops.model import WithdrawalGround
from mingpai.kernel.ids import BiddingCode, LotToken

FIRST, AGAIN, SALE = RoundKind.AUCTION_1, RoundKind.AUCTION_2, RoundKind.SALE
RERUN = RoundKind.RERUN
NO_RESERVE = PriceBasis.CRIMINAL_NO_RESERVE


def _phase(file: Any, phase: Phase) -> Any:
    rounds = file.state.rounds
    file.state = replace(file.state, rounds=(*rounds[:-1], replace(rounds[-1], phase=phase)))
    return file


def test_the_ladder_is_climbed_step_by_step(ready: Any) -> None:
    """First auction, second, 变卖, and nothing after it; nothing while a round runs."""
    assert next_round(ready.state) == Next(FIRST, FIRST)
    for kind, following in (
        (FIRST, Next(AGAIN, AGAIN, after_failure=True)),
        (AGAIN, Next(SALE, SALE, after_failure=True)),
        (SALE, None),
    ):
        ready.announced(kind=kind)
        assert next_round(ready.state) is None
        ready.passed_in()
        assert next_round(ready.state) == following


@pytest.mark.parametrize("phase", [Phase.DEFAULTED, Phase.ANNULLED])
def test_a_default_or_an_annulment_leads_to_the_same_round_again(
    published: Any, phase: Phase
) -> None:
    """A re-auction counts as the round it repeats, and so does a re-auction of a re-auction."""
    _phase(_bid(published.passed_in().announced(kind=AGAIN)), phase)
    assert next_round(published.state) == Next(RERUN, AGAIN)
    _phase(_bid(published.announced(kind=RERUN)), phase)
    assert next_round(published.state) == Next(RERUN, AGAIN)
    published.announced(kind=RERUN).passed_in()
    assert next_round(published.state) == Next(SALE, SALE, after_failure=True)


def _bid(file: Any) -> Any:
    """Let somebody bid in the last round."""
    current = file.state.rounds[-1]
    book = replace(current.book, bids=1)
    file.state = replace(file.state, rounds=(*file.state.rounds[:-1], replace(current, book=book)))
    return file


def test_after_a_takers_default_the_auction_is_held_again(published: Any) -> None:
    """Nobody bid, so that whoever was asked again must have answered before the re-auction."""
    _phase(published.passed_in(), Phase.DEFAULTED)
    assert next_round(published.state) == Next(RERUN, RoundKind.AUCTION_1, after_failure=True)


def test_a_sold_round_has_no_next(published: Any) -> None:
    """While the sale stands nothing follows it."""
    published.given(RoundSold(1, BiddingCode("A0001"), published.START, 1, published.CLOSES))
    assert next_round(published.state) is None


@pytest.mark.parametrize("kind", [FIRST, AGAIN])
def test_a_withdrawn_round_comes_again(ready: Any, kind: RoundKind) -> None:
    """Withdrawn for its notice or its price, a round is announced anew as what it was."""
    if kind is AGAIN:
        ready.announced().passed_in()
    ready.announced(kind=kind)
    number = len(ready.state.rounds)
    ground = WithdrawalGround.NOTICE_DEFECTIVE
    ready.given(RoundWithdrawn(number, ready.NOW, ground, ready.PAPER))
    assert next_round(ready.state) == Next(kind, kind)


def test_a_withdrawn_re_auction_stays_one(published: Any) -> None:
    """A re-auction that was withdrawn is announced as a re-auction of the same round."""
    _phase(published, Phase.DEFAULTED).announced(kind=RERUN)
    _phase(published, Phase.WITHDRAWN)
    assert next_round(published.state) == Next(RERUN, FIRST)


def test_trap_18_criminal_property_gets_one_more_auction(make_file: Any) -> None:
    """After its last failure it may be auctioned without reserve, with a first auction's term."""
    file = make_file().ready(traits=(Trait.CRIMINAL,)).announced().passed_in()
    assert next_round(file.state, basis=NO_RESERVE) == Next(AGAIN, AGAIN, after_failure=True)
    file.announced(kind=AGAIN).passed_in()
    once_more = Next(FIRST, FIRST, after_failure=True)
    assert next_round(file.state, basis=NO_RESERVE) == once_more
    assert next_round(file.state) == Next(SALE, SALE, after_failure=True)
    file.announced(kind=SALE).passed_in()
    assert next_round(file.state, basis=NO_RESERVE) == once_more


@pytest.mark.parametrize("kind", [FIRST, AGAIN, SALE])
def test_a_price_found_anew_begins_the_ladder_anew(published: Any, kind: RoundKind) -> None:
    """After a failure, or in the place of a withdrawn round, a first auction at the new price.

    Its own failure is followed as ever; after the last round nothing comes, and a re-auction stays.
    """
    for one in {FIRST: [], AGAIN: [AGAIN], SALE: [AGAIN, SALE]}[kind]:
        published.passed_in().announced(kind=one)
    before = published.state
    _phase(published, Phase.WITHDRAWN)
    assert next_round(published.state) == Next(kind, kind)
    assert next_round(published.priced().state) == Next(FIRST, FIRST)
    published.state = before
    _phase(_bid(published.priced()), Phase.DEFAULTED)
    assert next_round(published.state) == Next(RERUN, kind)
    published.state = before
    published.passed_in().priced()
    following = None if kind is SALE else Next(FIRST, FIRST, after_failure=True)
    assert next_round(published.state) == following
    published.announced().passed_in()
    assert next_round(published.state) == Next(AGAIN, AGAIN, after_failure=True)


def test_a_round_is_measured_by_the_failure_it_follows(published: Any) -> None:
    """A second auction by the first that failed last, a 变卖 by the second, a first by nothing."""
    assert measure_of(published.state, AGAIN) is None
    published.passed_in().announced(kind=AGAIN)
    first, second = published.state.rounds
    assert measure_of(published.state, FIRST) is None
    assert measure_of(published.state, AGAIN) == first
    assert measure_of(published.state, SALE) is None
    published.passed_in()
    failed = measure_of(published.state, SALE)
    assert failed is not None
    assert failed.terms == second.terms


def test_creditors_have_declined_or_come_to_nothing(published: Any) -> None:
    """Neither before they were asked nor while one of them is to take it; after that, yes."""
    published.passed_in(declined=False)
    assert not creditors_declined(published.state)
    published.passed_in()
    assert creditors_declined(published.state)
    settlement = published.state.file.settlement
    offer = replace(settlement.set_off, declined=False, award=LotToken("c" * 22))

    def _with(**facts: Any) -> bool:
        done = replace(settlement, set_off=offer, **facts)
        return creditors_declined(
            replace(published.state, file=replace(published.state.file, settlement=done))
        )

    assert not _with()
    assert _with(defaulted_on=date(2026, 7, 1))
    assert _with(annulled=AnnulmentGround.COLLUSION)
    asked = replace(settlement, set_off=replace(offer, award=None), defaulted_on=date(2026, 7, 1))
    state = replace(published.state, file=replace(published.state.file, settlement=asked))
    assert not creditors_declined(state)


def test_nobody_can_be_told_before_the_round_ahead_ended(published: Any) -> None:
    """From its close on, in Shanghai, or its notice where no close is on record; of a first, ever.

    What counts for a round stays what counts while it runs.
    """
    assert told_from(published.state) == date.min
    published.passed_in()
    assert told_from(published.state) == date(2026, 5, 26)
    published.announced(kind=AGAIN)
    assert told_from(published.state) == date(2026, 5, 26)
    _phase(published, Phase.WITHDRAWN)
    assert told_from(published.state) == published.TODAY


def test_for_a_first_round_every_service_counts(ready: Any) -> None:
    """Before any round there is no day to wait for."""
    assert told_from(ready.state) == date.min
