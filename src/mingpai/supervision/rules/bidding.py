"""Bidding, recomputed from events alone: the close, the order, the amounts, ties, who may bid.

A bid is judged by when it arrived, and by the book as it was before it. These rules see every
bid: each begins with its cheapest test. Source: 法释〔2016〕18号 第十四, 十八至二十一, 二十四,
三十四条; 法明传〔2017〕455号 (变卖). Where to look next: `law.bidding`, `auction.bidding`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    PersonBarred,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Ground, RoundKind, StepRule
from mingpai.auction.preparation.events import AgentConfirmed, NoticeCorrected
from mingpai.auction.settlement.events import SetOffAwarded
from mingpai.auction.stops.events import BiddingResumed
from mingpai.kernel.ids import BiddingCode, RuleId
from mingpai.law.bidding import closes_at_after_bid, is_whole_steps, least_next_bid_fen
from mingpai.law.parameters import SALE_RUN
from mingpai.supervision.detector import NONE, Check, Detector, finding
from mingpai.supervision.lot import Bar, Book, Holder, Lot, RoundFacts
from mingpai.supervision.rounds import has_begun
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import HALL, Seen
from mingpai.supervision.terms import in_force

_Closed = RoundSold | RoundPassedIn


# The close and the order ---------------------------------------------------------------------


def _close(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K16: the close follows from bids alone, no bid comes at it or later, the round ends with it.

    While bidding is open nobody else moves it, and what is stopped does not close.
    """
    event, facts, book = seen.event, lot.round, lot.book
    if facts is None or book is None:
        return NONE
    if type(event) is BidPlaced:
        return _close_after_bid(seen, event, facts, book)
    if isinstance(event, NoticeCorrected | BiddingResumed):
        return _close_moved(seen, event, facts, book)
    if isinstance(event, _Closed) and facts.stop is not None:
        return (finding(facts.stop_seq, seen.seq, why="closed_while_stopped"),)
    if isinstance(event, _Closed) and event.closed_at != book.closes_at:
        due, said = book.closes_at.isoformat(), event.closed_at.isoformat()
        return (finding(facts.seq, seen.seq, why="round_ended_elsewhere", due=due, said=said),)
    return NONE


def _close_moved(
    seen: Seen, event: NoticeCorrected | BiddingResumed, facts: RoundFacts, book: Book
) -> tuple[Finding, ...]:
    """Find a close that is moved without a bid while bidding is open, and not stopped."""
    is_open = facts.stop is None and facts.opens_at <= seen.received_at
    if not is_open or not facts.is_running or event.closes_at == book.closes_at:
        return NONE
    due, said = book.closes_at.isoformat(), event.closes_at.isoformat()
    return (finding(facts.seq, seen.seq, why="moved_while_open", due=due, said=said),)


def _close_after_bid(
    seen: Seen, event: BidPlaced, facts: RoundFacts, book: Book
) -> tuple[Finding, ...]:
    received_at, law = seen.received_at, facts.law
    if received_at >= book.closes_at:
        late = _milliseconds(received_at - book.closes_at)
        return (finding(facts.seq, seen.seq, why="bid_after_close", code=event.code, late_ms=late),)
    if law is None:
        return NONE
    if facts.auction is RoundKind.SALE and not book.bids:
        return _run_of_sale(seen, event, facts)
    due = closes_at_after_bid(closes_at=book.closes_at, received_at=received_at, law=law)
    if event.closes_at == due:
        return NONE
    return (_other_close(seen, event, facts, due=due, verified=True),)


def _run_of_sale(seen: Seen, event: BidPlaced, facts: RoundFacts) -> tuple[Finding, ...]:
    """Check that the first bid of a 变卖 sets the close. Known at second hand."""
    run = in_force(SALE_RUN, on=facts.notice.announced_on)
    if run is None or event.closes_at == seen.received_at + run.value:
        return NONE
    due = seen.received_at + run.value
    return (_other_close(seen, event, facts, due=due, verified=run.verified),)


def _other_close(
    seen: Seen, event: BidPlaced, facts: RoundFacts, *, due: datetime, verified: bool
) -> Finding:
    return finding(
        facts.seq,
        seen.seq,
        verified=verified,
        why="other_close",
        due=due.isoformat(),
        said=event.closes_at.isoformat(),
    )


def _milliseconds(delta: timedelta) -> int:
    return delta // timedelta(milliseconds=1)


def _order(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K17: bids stand in order of arrival, and as many are counted at the end as were taken."""
    event, book = seen.event, lot.book
    if book is None:
        return NONE
    if type(event) is BidPlaced:
        last_at = book.last_at
        if last_at is None or seen.received_at >= last_at:
            return NONE
        early = _milliseconds(last_at - seen.received_at)
        return (finding(seen.seq, seen.seq, why="out_of_order", code=event.code, early_ms=early),)
    counted = event.bids if isinstance(event, RoundSold) else 0
    if isinstance(event, _Closed) and counted != book.bids:
        return (finding(seen.seq, seen.seq, why="count", counted=counted, seen=book.bids),)
    return NONE


# The amounts ---------------------------------------------------------------------------------


def _amount(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K18: the first bid reaches the start price, each later one a step more; see K25 for ties."""
    event, facts, book = seen.event, lot.round, lot.book
    if type(event) is not BidPlaced or facts is None or book is None:
        return NONE
    price_fen, notice = event.price_fen, facts.notice
    current_fen = book.price_fen if book.bids else None
    if price_fen == current_fen:
        return NONE
    least_fen = least_next_bid_fen(
        current_fen=current_fen,
        start_price_fen=notice.start_price_fen,
        step_fen=notice.step_fen,
    )
    if price_fen < least_fen:
        told = finding(
            facts.seq, seen.seq, code=event.code, price_fen=price_fen, least_fen=least_fen
        )
        return (told,)
    above_fen = notice.start_price_fen if current_fen is None else current_fen
    if notice.step_rule is not StepRule.WHOLE_STEPS or is_whole_steps(
        price_fen, above_fen=above_fen, step_fen=notice.step_fen
    ):
        return NONE
    return (
        finding(
            facts.seq, seen.seq, code=event.code, price_fen=price_fen, step_fen=notice.step_fen
        ),
    )


def _tie(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K25: an equal price takes the lead only by a stronger rank; who leads at the end has won."""
    event, book = seen.event, lot.book
    if book is None:
        return NONE
    if type(event) is BidPlaced:
        if not book.bids or event.price_fen != book.price_fen or _may_match(event, book):
            return NONE
        told = finding(
            seen.seq, seen.seq, code=event.code, rank=event.rank, leader_rank=book.leader_rank
        )
        return (told,)
    if not isinstance(event, RoundSold) or (event.code, event.price_fen) == (
        book.leader,
        book.price_fen,
    ):
        return NONE
    return (
        finding(
            seen.seq,
            seen.seq,
            code=event.code,
            price_fen=event.price_fen,
            leader=book.leader,
            leading_fen=book.price_fen,
        ),
    )


def _may_match(event: BidPlaced, book: Book) -> bool:
    is_stronger = not book.leader_rank or event.rank < book.leader_rank
    return bool(event.rank) and is_stronger and event.code != book.leader


# Who may bid ---------------------------------------------------------------------------------


def _excluded(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K21: nobody who is barred by 第三十四条 gets a code, bids, leads, or takes it in kind."""
    event = seen.event
    if isinstance(event, PersonBarred):
        bar = Bar(event.ground, seen.seq)
        leader = _leader(lot)
        if event.ground is Ground.DEFAULTER or leader is None:
            return NONE
        if event.token not in leader[1].everybody:
            return NONE
        return (_by_barred(seen, bar, leader[0], why="leads"),)
    if not lot.file.barred:
        return NONE
    return tuple(
        _by_barred(seen, bar, code, why=_why(seen))
        for code, bar in _bars(seen, lot)
        if bar.ground is not Ground.DEFAULTER
    )


def _defaulter(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K22: whoever defaulted on a property gets no code for it, does not bid, and takes it not."""
    if not lot.file.barred:
        return NONE
    return tuple(
        _by_barred(seen, bar, code, why=_why(seen))
        for code, bar in _bars(seen, lot)
        if bar.ground is Ground.DEFAULTER
    )


def _why(seen: Seen) -> str:
    return "takes" if isinstance(seen.event, SetOffAwarded) else "bids"


def _by_barred(seen: Seen, bar: Bar, code: str, *, why: str) -> Finding:
    return finding(min(bar.seq, seen.seq), seen.seq, code=code, ground=bar.ground.value, why=why)


def _bars(seen: Seen, lot: Lot) -> tuple[tuple[BiddingCode, Bar], ...]:
    """Return the code that an event hands out or bids under, with each bar that it meets.

    Whoever takes the property in kind has no code (第十六条 of 法释〔2004〕16号; a reading).
    """
    event, barred = seen.event, lot.file.barred
    if isinstance(event, SetOffAwarded):
        bar = barred.get(event.token)
        return () if bar is None else ((BiddingCode("-"), bar),)
    if isinstance(event, BidderQualified):
        who = [event.token, *event.joint, event.agent or ""]
        return tuple((event.code, barred[one]) for one in who if one in barred)
    holder = None
    if isinstance(event, BidPlaced) and lot.round is not None:
        holder = lot.round.codes.get(event.code)
    if holder is None or not isinstance(event, BidPlaced):
        return ()
    return tuple((event.code, barred[one]) for one in holder.everybody if one in barred)


def _leader(lot: Lot) -> tuple[str, Holder] | None:
    if lot.round is None or lot.book is None:
        return None
    holder = lot.round.codes.get(lot.book.leader)
    return None if holder is None else (lot.book.leader, holder)


def _agent(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K23: who bids for somebody else was confirmed by the court before bidding began.

    A stop before the opening puts that off; one after it does not begin bidding anew.
    And nobody stands behind two codes of a round, himself, jointly or as an agent (a reading).
    """
    event, facts = seen.event, lot.round
    if facts is None:
        return
    if isinstance(event, AgentConfirmed) and has_begun(facts, seen.received_at):
        late = _milliseconds(max(timedelta(), seen.received_at - facts.opens_at))
        yield finding(facts.seq, seen.seq, why="too_late", late_ms=late)
    if isinstance(event, BidderQualified) and event.agent is not None:
        agent = lot.file.agents.get(event.agent)
        if agent is None or agent.principal not in (event.token, *event.joint):
            yield finding(facts.seq, seen.seq, why="not_confirmed", code=event.code)
    if isinstance(event, BidderQualified):
        everybody = {event.token, *event.joint, event.agent or event.token}
        for code, holder in facts.codes.items():
            if code != event.code and not everybody.isdisjoint(holder.everybody):
                yield finding(
                    holder.seq, seen.seq, why="under_two_codes", code=event.code, other=code
                )


def _priority(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K24: a rank is the one that the court confirmed, on the code and in each bid under it."""
    event, facts = seen.event, lot.round
    if type(event) is BidPlaced:
        holder = None if facts is None else facts.codes.get(event.code)
        held = 0 if holder is None else holder.rank
        if event.rank == held:
            return NONE
        return (finding(seen.seq, seen.seq, code=event.code, rank=event.rank, held=held),)
    if isinstance(event, PriorityConfirmed):
        is_hearsay = seen.source != HALL or lot.court is None
        if is_hearsay or seen.actor == lot.court:
            return NONE
        return (finding(seen.seq, seen.seq, rank=event.rank, by=seen.actor),)
    if not isinstance(event, BidderQualified) or not event.rank:
        return NONE
    ranks = [lot.file.priorities.get(one) for one in (event.token, *event.joint)]
    if event.rank in ranks:
        return NONE
    return (finding(seen.seq, seen.seq, code=event.code, rank=event.rank, held=0),)


_CLOSES = (BidPlaced, RoundSold, RoundPassedIn)
_BIDDERS = (BidPlaced, BidderQualified)

RULES: tuple[Detector, ...] = (
    Check(id=RuleId("K16"), wants=(*_CLOSES, NoticeCorrected, BiddingResumed), finds=_close),
    Check(id=RuleId("K17"), wants=_CLOSES, finds=_order),
    Check(id=RuleId("K18"), wants=(BidPlaced,), finds=_amount),
    Check(id=RuleId("K21"), wants=(*_BIDDERS, SetOffAwarded, PersonBarred), finds=_excluded),
    Check(id=RuleId("K22"), wants=(*_BIDDERS, SetOffAwarded), finds=_defaulter),
    Check(id=RuleId("K23"), wants=(BidderQualified, AgentConfirmed), finds=_agent),
    Check(id=RuleId("K24"), wants=(*_BIDDERS, PriorityConfirmed), finds=_priority),
    Check(id=RuleId("K25"), wants=(BidPlaced, RoundSold), finds=_tie),
)
