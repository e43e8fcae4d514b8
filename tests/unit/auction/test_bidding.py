"""Bids: whose, when and how much. Every refusal of a bid, and every bid that must be taken."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.bidding import milliseconds, seizure_is_over
from mingpai.auction.commands import BarPerson, ConfirmPriority, QualifyBidder
from mingpai.auction.events import BidPlaced
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Ground, StepRule
from mingpai.auction.preparation.commands import ConfirmAgent
from mingpai.auction.preparation.events import SeizureRenewed
from mingpai.kernel.ids import StreamId
from mingpai.kernel.money import MAX_FEN

TICK = timedelta.resolution
FIVE_MINUTES = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ranked(make_lot: Any) -> Any:
    """Return a lot with ordinary bidders 1 and 2, ranks 1 (code 5) and 2 (6 and 7)."""
    lot = make_lot().announce()
    for number, rank in ((5, 1), (6, 2), (7, 2)):
        lot.do(ConfirmPriority(lot.token(number), rank), now=lot.NOTICE)
    return lot.qualify(1, 2, 5, 6, 7)


# Whose bid ------------------------------------------------------------------------------------


def test_no_bid_before_the_notice(empty_lot: Any) -> None:
    """A lot whose notice was not published takes no bids."""
    assert empty_lot.open().bid_code(1, empty_lot.START) == "lot_not_published"


@pytest.mark.rule("K18")
def test_a_bid_for_another_lot_or_round_is_refused(lot: Any) -> None:
    """A bid counts only for the lot and the round it names."""
    bid = lot.bid(1, lot.START)
    other_lot = replace(bid, lot=StreamId("disposal/2026-0002"))
    other_round = replace(bid, round=2)
    for other in (other_lot, other_round):
        refusal = lot.refusal(other, actor=bid.code)
        assert (refusal.code, refusal.facts) == ("bid_for_other_lot", {"round": 1})


@pytest.mark.parametrize("actor", ["A0002", "court/sh-xuhui", "clockwork"])
def test_nobody_bids_under_the_code_of_another(lot: Any, actor: str) -> None:
    """A bid under a code comes from its holder or not at all, be it the court's."""
    assert lot.code_of(lot.bid(1, lot.START), actor=actor) == "not_your_code"


def test_who_asks_under_a_foreign_code_learns_nothing(lot: Any) -> None:
    """A foreign code is refused alike whether it exists or not, so codes cannot be probed."""
    assert lot.code_of(lot.bid(9, lot.START), actor="A0001") == "not_your_code"


def test_an_unknown_code_is_refused(lot: Any) -> None:
    """A code that was not issued for this lot cannot bid."""
    assert lot.bid_code(9, lot.START) == "code_unknown"


@pytest.mark.rule("K21")
@pytest.mark.parametrize("ground", [ground for ground in Ground if ground is not Ground.DEFAULTER])
def test_a_barred_person_cannot_bid(lot: Any, ground: Ground) -> None:
    """A person barred under 第三十四条 cannot bid, though he holds a code; others can."""
    lot.do(BarPerson(lot.token(1), ground))
    refusal = lot.refusal(lot.bid(1, lot.START), actor=lot.code(1))
    assert (refusal.code, refusal.article) == ("code_barred", "FS2016-18:34")
    assert refusal.facts == {}  # the ground stays in the restricted entry
    lot.place(2, lot.START)


@pytest.mark.rule("K22")
def test_a_defaulter_cannot_bid(lot: Any) -> None:
    """A buyer who defaulted on this property is refused under 第二十四条."""
    lot.do(BarPerson(lot.token(1), Ground.DEFAULTER))
    refusal = lot.refusal(lot.bid(1, lot.START), actor=lot.code(1))
    assert (refusal.code, refusal.article) == ("code_barred_defaulter", "FS2016-18:24.2")


@pytest.mark.rule("K21")
@pytest.mark.parametrize("ground", list(Ground))
@pytest.mark.parametrize("who", ["joint", "agent"])
def test_whoever_may_not_bid_may_not_bid_by_proxy(lot: Any, who: str, ground: Ground) -> None:
    """With a joint bidder or an agent the code is barred, and no other (第三十四条, 第二十四条)."""
    lot.do(ConfirmAgent(lot.token(8), lot.token(4), lot.DIGEST), now=lot.NOTICE)
    command = QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT)
    lot.do(replace(command, agent=lot.token(8), joint=(lot.token(9),)), now=lot.NOTICE)
    lot.do(BarPerson(lot.token(8 if who == "agent" else 9), ground))
    is_default = ground is Ground.DEFAULTER
    code = "code_barred_defaulter" if is_default else "code_barred"
    assert lot.bid_code(4, lot.START) == code
    lot.place(1, lot.START)


def test_a_bid_stands_when_its_bidder_is_barred_later(lot: Any) -> None:
    """A bar works from then on; what becomes of an earlier bid is the court's to decide."""
    lot.place(1, lot.START)
    lot.do(BarPerson(lot.token(1), Ground.CLOSE_RELATIVE))
    assert lot.close().code == lot.code(1)


# When -----------------------------------------------------------------------------------------


@pytest.mark.rule("K15")
def test_bidding_opens_at_the_opening(lot: Any) -> None:
    """A bid at the opening is taken; one a millisecond earlier is told that it is early."""
    early = lot.refusal(
        lot.bid(1, lot.START), actor=lot.code(1), now=lot.OPENS - timedelta(milliseconds=1)
    )
    assert (early.code, early.facts) == ("bid_before_opening", {"early_by_ms": 1})
    assert early.transient
    lot.place(1, lot.START, now=lot.OPENS)


@pytest.mark.rule("K16")
def test_a_bid_at_the_close_is_late(lot: Any) -> None:
    """The close itself is late, the instant before it is not; no timer need have run."""
    late = lot.refusal(lot.bid(1, lot.START), actor=lot.code(1), now=lot.CLOSES)
    assert (late.code, late.facts) == ("bid_after_close", {"late_by_ms": 0, "bids": 0})
    lot.place(1, lot.START, now=lot.CLOSES - TICK)


def test_how_late_a_bid_came_is_said(lot: Any) -> None:
    """A late bid is told by how many milliseconds."""
    now = lot.CLOSES + timedelta(days=1, seconds=1, milliseconds=5)
    late = lot.refusal(lot.bid(1, lot.START), actor=lot.code(1), now=now)
    assert late.facts["late_by_ms"] == 86_401_005


def test_a_closed_round_takes_no_bid_whatever_the_clock_says(lot: Any) -> None:
    """Once the result is on record, a clock that went back opens nothing again."""
    lot.close()
    late = lot.refusal(lot.bid(1, lot.START), actor=lot.code(1), now=lot.CLOSES - SECOND)
    assert (late.code, late.facts["late_by_ms"]) == ("bid_after_close", 0)


@pytest.mark.rule("K16")
def test_a_bid_before_the_last_five_minutes_moves_nothing(lot: Any) -> None:
    """A bid exactly five minutes before the close, or earlier, leaves the close where it is."""
    assert lot.place(1, lot.START, now=lot.CLOSES - FIVE_MINUTES).closes_at == lot.CLOSES


@pytest.mark.rule("K16")
def test_a_late_bid_sets_the_close_to_five_minutes_after_itself(lot: Any) -> None:
    """The close becomes bid + 5 minutes, and not close + 5 minutes."""
    at = lot.CLOSES - FIVE_MINUTES + SECOND
    assert lot.place(1, lot.START, now=at).closes_at == lot.CLOSES + SECOND


@pytest.mark.rule("K16")
def test_extensions_have_no_limit(lot: Any) -> None:
    """A thousand bids at the last second extend a thousand times."""
    price = lot.START
    for number in range(1000):
        at = lot.state.current.book.closes_at - SECOND
        lot.place(number % 2 + 1, price, now=at)
        price += lot.STEP
    book = lot.state.current.book
    assert book.extensions == 1000
    assert book.closes_at == lot.CLOSES + 1000 * (FIVE_MINUTES - SECOND)


@pytest.mark.rule("K16")
def test_an_extension_binds_later_bids(lot: Any) -> None:
    """A bid after the announced close and before the extended one is taken."""
    lot.place(1, lot.START, now=lot.CLOSES - SECOND)
    lot.place(2, lot.START + lot.STEP, now=lot.CLOSES + SECOND)


# How much -------------------------------------------------------------------------------------


@pytest.mark.rule("K18")
def test_the_first_bid_reaches_the_start_price(lot: Any) -> None:
    """The start price itself is enough; a fen less is void."""
    short = lot.refusal(lot.bid(1, lot.START - 1), actor=lot.code(1))
    assert (short.code, short.article) == ("bid_below_start_price", "FS2016-18:20.1")
    assert short.facts == {"price_fen": lot.START - 1, "least_fen": lot.START}
    lot.place(1, lot.START)


def test_the_first_bid_may_be_off_step(lot: Any) -> None:
    """Where the notice does not ask for whole steps, any first bid above the start is taken."""
    lot.place(1, lot.START + 1)


@pytest.mark.rule("K18")
@pytest.mark.parametrize("under", [0, 1, 6_999_999])
def test_a_later_bid_is_higher(lot: Any, under: int) -> None:
    """A bid at or below the current price is refused, and no waiting will help it."""
    lot.place(1, lot.START)
    refusal = lot.refusal(lot.bid(2, lot.START - under), actor=lot.code(2))
    assert refusal.code == "bid_not_higher"
    assert not refusal.transient


@pytest.mark.rule("K18")
def test_a_later_bid_rises_by_the_step(lot: Any) -> None:
    """Price plus step is enough; a fen less is refused and told the least amount."""
    lot.place(1, lot.START)
    short = lot.refusal(lot.bid(2, lot.START + lot.STEP - 1), actor=lot.code(2))
    assert (short.code, short.facts["least_fen"]) == ("bid_below_step", lot.START + lot.STEP)
    lot.place(2, lot.START + lot.STEP)


@pytest.mark.rule("K18")
def test_a_rise_of_no_whole_steps_is_lawful_by_itself(lot: Any) -> None:
    """Above the step any amount will do, unless the notice says otherwise."""
    lot.place(1, lot.START)
    lot.place(2, lot.START + lot.STEP + 1)


@pytest.mark.rule("K18")
def test_whole_steps_bind_where_the_notice_says_so(make_lot: Any) -> None:
    """Under a notice that asks for whole steps, others are refused, the first bid's too."""
    lot = make_lot().announce(step_rule=StepRule.WHOLE_STEPS).qualify(1, 2)
    assert lot.bid_code(1, lot.START + 1) == "bid_off_step"
    lot.place(1, lot.START + 2 * lot.STEP)
    assert lot.bid_code(2, lot.START + 3 * lot.STEP + 1) == "bid_off_step"
    lot.place(2, lot.START + 3 * lot.STEP)


def test_a_bid_over_ones_own_top_bid_is_lawful(lot: Any) -> None:
    """Nothing forbids the leader to raise his own bid."""
    lot.place(1, lot.START)
    lot.place(1, lot.START + lot.STEP)


@pytest.mark.rule("K18")
@pytest.mark.parametrize("price", [0, -1, MAX_FEN + 1, 2**63, True, 7.5e6, "7000000", None])
def test_what_is_no_amount_is_no_bid(lot: Any, price: object) -> None:
    """Whatever reached the core, only a whole amount within the bounds is compared at all."""
    bid = replace(lot.bid(1, lot.START), price_fen=price)
    assert lot.code_of(bid, actor=lot.code(1)) == "price_out_of_range"


def test_the_largest_amount_is_a_bid(lot: Any) -> None:
    """The bound itself can be bid, and nothing above it."""
    lot.place(1, MAX_FEN)
    assert lot.bid_code(2, MAX_FEN) == "bid_not_higher"


# Priority -------------------------------------------------------------------------------------


@pytest.mark.rule("K25")
def test_an_ordinary_bidder_cannot_match(lot: Any) -> None:
    """An equal price without a priority right is refused."""
    lot.place(1, lot.START)
    assert lot.bid_code(2, lot.START) == "bid_not_higher"


@pytest.mark.rule("K25")
def test_a_priority_holder_matches_an_ordinary_bid(ranked: Any) -> None:
    """A confirmed priority holder takes the lot at the current price if nobody goes higher."""
    ranked.place(1, ranked.START)
    event = ranked.place(6, ranked.START)
    assert isinstance(event, BidPlaced)
    assert event.rank == 2
    assert ranked.close().code == ranked.code(6)


@pytest.mark.rule("K25")
def test_a_stronger_rank_matches_a_weaker_and_not_the_reverse(ranked: Any) -> None:
    """At one price the stronger rank takes the lead and the weaker cannot take it back."""
    ranked.place(1, ranked.START)
    ranked.place(6, ranked.START)
    ranked.place(5, ranked.START)
    refusal = ranked.refusal(ranked.bid(6, ranked.START), actor=ranked.code(6))
    assert refusal.code == "match_not_stronger"
    assert refusal.facts == {"rank": 2, "leader_rank": 1}


@pytest.mark.rule("K25")
def test_among_equal_ranks_the_earlier_bid_stays(ranked: Any) -> None:
    """A second holder of the same rank cannot match the first."""
    ranked.place(6, ranked.START)
    assert ranked.bid_code(7, ranked.START) == "match_not_stronger"
    assert ranked.close().code == ranked.code(6)


@pytest.mark.rule("K25")
def test_the_leader_cannot_match_himself(ranked: Any) -> None:
    """Who holds the price already has nothing to match, and wins no time by trying."""
    ranked.place(5, ranked.START)
    assert ranked.bid_code(5, ranked.START) == "match_of_own_bid"


@pytest.mark.rule("K25")
def test_a_match_in_the_last_five_minutes_extends(ranked: Any) -> None:
    """A match is a bid: it moves the close as any other."""
    ranked.place(1, ranked.START)
    at = ranked.CLOSES - SECOND
    assert ranked.place(5, ranked.START, now=at).closes_at == at + FIVE_MINUTES


@pytest.mark.rule("K25")
def test_a_higher_bid_beats_any_priority(ranked: Any) -> None:
    """Priority counts at an equal price only."""
    ranked.place(5, ranked.START)
    ranked.place(1, ranked.START + ranked.STEP)
    assert ranked.close().code == ranked.code(1)


@pytest.mark.rule("K18")
def test_a_priority_holder_who_raises_keeps_the_step(ranked: Any) -> None:
    """Above the current price a priority holder is bound by the step as everybody is."""
    ranked.place(1, ranked.START)
    assert ranked.bid_code(5, ranked.START + 1) == "bid_below_step"
    assert ranked.bid_code(5, ranked.START - 1) == "bid_not_higher"


def test_a_priority_holder_opens_at_the_start_price(ranked: Any) -> None:
    """With no bid to match, a priority holder bids the start price as everybody does."""
    assert ranked.bid_code(5, ranked.START - 1) == "bid_below_start_price"
    ranked.place(5, ranked.START)


# Order of the checks --------------------------------------------------------------------------


def test_the_first_fault_of_a_bid_is_named(lot: Any) -> None:
    """A bid with every fault is told of them one by one, in the documented order."""
    lot.do(BarPerson(lot.token(1), Ground.COURT_STAFF))
    bid = replace(lot.bid(9, -5), lot=StreamId("disposal/2026-0002"))
    seen = [lot.code_of(bid, actor="A0001", now=lot.CLOSES)]
    bid = replace(bid, lot=lot.ID)
    seen.append(lot.code_of(bid, actor="A0001", now=lot.CLOSES))
    seen.append(lot.code_of(bid, actor="A0009", now=lot.CLOSES))
    bid = replace(bid, code=lot.code(1))
    seen.append(lot.code_of(bid, actor="A0001", now=lot.CLOSES))
    seen.append(lot.code_of(bid, actor="A0001", now=lot.OPENS - TICK))
    seen.append(lot.code_of(bid, actor="A0001", now=lot.OPENS))
    bid = replace(bid, code=lot.code(2))
    seen.append(lot.code_of(bid, actor="A0002", now=lot.OPENS))
    assert seen == [
        "bid_for_other_lot",
        "not_your_code",
        "code_unknown",
        "bid_after_close",
        "bid_before_opening",
        "code_barred",
        "price_out_of_range",
    ]


@pytest.mark.rule("K17")
def test_a_bid_changes_the_book_and_nothing_else(lot: Any) -> None:
    """A taken bid leaves terms, bidders and everything cold as the very same objects."""
    before = lot.state.current
    lot.place(1, lot.START)
    after = lot.state.current
    assert after.terms is before.terms
    assert after.bidders is before.bidders
    assert (after.book.leader, after.book.price_fen, after.book.bids) == ("A0001", lot.START, 1)


def test_a_code_issued_during_an_extension_may_bid(lot: Any) -> None:
    """Registration stays open until bidding ends, and the extension is part of bidding."""
    lot.place(1, lot.START, now=lot.CLOSES - SECOND)
    now = lot.CLOSES + SECOND
    lot.do(QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT), now=now)
    lot.place(4, lot.START + lot.STEP, now=now + TICK)


def test_milliseconds_round_down(lot: Any) -> None:
    """A span is counted in whole milliseconds, across days and backwards too."""
    assert (
        milliseconds(lot.OPENS, to=lot.OPENS + timedelta(days=1, microseconds=1999)) == 86_400_001
    )
    assert milliseconds(lot.OPENS, to=lot.OPENS - timedelta(milliseconds=3)) == -3


@pytest.mark.rule("K39")
def test_a_bid_after_the_last_day_of_the_seizure_is_refused(lot: Any) -> None:
    """A bid may put the close beyond it; to the last instant of the day it still holds."""
    lot.state = evolve(lot.state, SeizureRenewed(date(2026, 5, 26), lot.DIGEST))
    midnight = datetime(2026, 5, 26, 16, tzinfo=UTC)
    book = replace(lot.state.rounds[-1].book, closes_at=midnight + FIVE_MINUTES)
    current = replace(lot.state.rounds[-1], book=book)
    lot.state = replace(lot.state, rounds=(current,))
    lot.place(1, lot.START, now=midnight - TICK)
    refusal = lot.refusal(lot.bid(1, 2 * lot.START), actor=lot.code(1), now=midnight)
    assert (refusal.code, refusal.facts) == ("seizure_lapsed", {"until": "2026-05-26"})
    assert lot.bid_code(1, 2 * lot.START, now=midnight + FIVE_MINUTES) == "bid_after_close"


def test_where_no_seizure_is_on_file_bids_go_on(lot: Any) -> None:
    """A disposal of the first version said nothing of its seizure."""
    filed = replace(lot.state.file.preparation, seizure_until=None)
    lot.state = replace(lot.state, file=replace(lot.state.file, preparation=filed))
    assert not seizure_is_over(lot.state, lot.OPENS)
    lot.place(1, lot.START)
