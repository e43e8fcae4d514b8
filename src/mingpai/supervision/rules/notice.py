"""The notice: its term, its figures, what it must and must not say.

What a text says stands in the published document alone; here is judged what the entry tells of
it. Source: 法释〔2016〕18号 第七, 十, 十二至十四, 十七, 二十, 二十六, 三十条;
法明传〔2017〕455号; 法〔2024〕238号.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from mingpai.auction.events import BidderQualified, BidPlaced, RoundPassedIn
from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.preparation.events import (
    NoticeCorrected,
    PriceFixed,
    PricingStarted,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import (
    Nature,
    Possession,
    PriceBasis,
    Role,
    TaxRule,
    Trait,
)
from mingpai.auction.settlement.events import (
    SaleAnnulled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.auction.stops.events import BiddingResumed, RoundWithdrawn
from mingpai.auction.stops.model import WithdrawalGround
from mingpai.kernel.ids import RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.articles import article_of
from mingpai.law.bidding import window_is_long_enough
from mingpai.law.content import (
    Item,
    SpecialWarning,
    article_of_further,
    further_items,
)
from mingpai.law.deposit import deposit_bounds, deposit_in_range
from mingpai.law.notice import days_for, is_early_enough
from mingpai.law.parameters import (
    NOTICE_DAYS_R1,
    NOTICE_DAYS_R2,
    NOTICE_DAYS_SALE,
    PRICE_CUT_MAX_SHARE,
    R2_WITHIN_DAYS,
    SALE_PERIOD_DAYS,
)
from mingpai.law.periods import days_between
from mingpai.law.pricing import (
    cost_price_is_lawful,
    cut_floor,
    cut_is_within_limit,
    no_reserve_is_lawful,
    start_price_floor,
    start_price_high_enough,
)
from mingpai.supervision.detector import Check, Detector, Move, TermRule, finding
from mingpai.supervision.lot import Lot
from mingpai.supervision.lot_evolve import ENDS, after, ends_disposal, law_of_notice
from mingpai.supervision.reports import BidderFeeCharged
from mingpai.supervision.rounds import auction_of, basis_of, is_put_elsewhere, restarts_term
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, Until, days_from, in_force

_FIRST = RoundKind.AUCTION_1
_Moved = NoticeCorrected | BiddingResumed
_HELD_AGAIN = (WithdrawalGround.NOTICE_DEFECTIVE, WithdrawalGround.COLLUSION)
"""Grounds of withdrawal after which the same round follows, within the term it had."""
_WITHOUT_FURTHER = 2
"""The version of a notice that did not say what stood there besides the eleven items."""


# How long it stands --------------------------------------------------------------------------


def _first_notice(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K07: the notice of a first auction stands 15 or 30 days before bidding opens."""
    if _told_auction(seen, lot) is _FIRST:
        yield from _too_short(seen, lot)


def _later_notice(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K08: that of a second auction or a 变卖 stands 7 or 15 days."""
    if _told_auction(seen, lot) in (RoundKind.AUCTION_2, RoundKind.SALE):
        yield from _too_short(seen, lot)


def _told_auction(seen: Seen, lot: Lot) -> RoundKind | None:
    """Return for which round an event says from when its notice stands; None: for none."""
    event = seen.event
    if isinstance(event, RoundAnnounced):
        return auction_of(event, lot)
    if lot.round is None or not isinstance(event, _Moved):
        return None
    restarts = isinstance(event, NoticeCorrected) and restarts_term(event)
    return lot.round.auction if restarts or _comes_earlier(seen, event, lot) else None


def _comes_earlier(seen: Seen, event: NoticeCorrected | BiddingResumed, lot: Lot) -> bool:
    facts = lot.round
    is_moved = is_put_elsewhere(seen, event, lot)
    return is_moved and facts is not None and event.opens_at < facts.opens_at


def _too_short(seen: Seen, lot: Lot) -> Iterator[Finding]:
    event, opened = seen.event, lot.file.opened
    known = after(lot, seen).round
    if opened is None or known is None or not isinstance(event, RoundAnnounced | _Moved):
        return
    published, law_of = known.published_on, known.notice.announced_on
    auction = _told_auction(seen, lot)
    timelines = {_FIRST: NOTICE_DAYS_R1, RoundKind.AUCTION_2: NOTICE_DAYS_R2}
    dated = in_force(timelines.get(auction or _FIRST, NOTICE_DAYS_SALE), on=law_of)
    if dated is None:
        return
    least, opens_on = days_for(dated.value, opened.property_class.value), local_date(event.opens_at)
    if not is_early_enough(published_on=published, opens_on=opens_on, days=least):
        days = days_between(since=published, until=opens_on)
        yield finding(seen.seq, seen.seq, verified=dated.verified, days=days, least_days=least)


def _second_follows(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K09: after a first auction was passed in the second begins within 30 days.

    Whoever takes the property, sells it himself, or takes it back ends the term; where the set-off
    is annulled, or the debtor's own sale came to nothing, it begins anew on that day (a reading).
    Where the reference price must be found anew, a first auction follows and not the second.
    """
    event = seen.event
    match event:
        case RoundPassedIn(closed_at=at):
            if lot.round is None or lot.round.auction is not _FIRST:
                return
            law_of = lot.round.notice.announced_on
            until = days_from(local_date(at), R2_WITHIN_DAYS, law_of=law_of)
            if until is not None:
                yield Begin("second", until, seen.seq)
        case NoticeCorrected() | BiddingResumed():
            yield from _second_moved(seen, event, lot)
        case RoundWithdrawn(ground=ground) if ground in _HELD_AGAIN:
            until = _second_until(lot)
            if until is not None and _is_second(lot):
                yield Begin("second", until, seen.seq)
        case RoundAnnounced(kind=RoundKind.AUCTION_2):
            yield End("second", local_date(event.opens_at))
        case RoundAnnounced() | SetOffAwarded() | SelfDisposalApproved():
            yield Drop()
        case SaleAnnulled() | SelfDisposalConcluded(is_sold=False):
            until = _second_until(after(lot, seen))
            if until is not None and _is_first_failed(lot):
                yield Begin("second", until, seen.seq)
        case _ if ends_disposal(event) or isinstance(event, PricingStarted | PriceFixed):
            yield Drop()
        case _:
            return


def _is_first_failed(lot: Lot) -> bool:
    is_first = lot.round is not None and lot.round.auction is _FIRST
    return is_first and _last_failed(lot) and not lot.file.is_price_new


def _second_moved(seen: Seen, event: NoticeCorrected | BiddingResumed, lot: Lot) -> Iterator[Move]:
    """Judge a second auction by its new opening. A stop that stood is a ground to open later."""
    is_after_stop = isinstance(event, BiddingResumed) and _is_stopped(lot)
    until = _second_until(lot)
    if until is None or not _is_second(lot) or is_after_stop:
        return
    if is_put_elsewhere(seen, event, lot):
        yield Begin("second", until, seen.seq)
        yield End("second", local_date(event.opens_at))


def _is_second(lot: Lot) -> bool:
    return lot.round is not None and lot.round.notice.kind is RoundKind.AUCTION_2


def _is_stopped(lot: Lot) -> bool:
    return lot.round is not None and lot.round.stop is not None


def _second_until(lot: Lot) -> Until | None:
    """Return until when the second auction must begin; None: no first one was passed in."""
    since = lot.file.second_since
    if since is None or lot.round is None:
        return None
    return days_from(since, R2_WITHIN_DAYS, law_of=lot.round.notice.announced_on)


# Its figures ---------------------------------------------------------------------------------


def _start_price(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K10: a first auction starts at 70 % of the reference price or more, or on a lawful ground."""
    event = seen.event
    if not isinstance(event, RoundAnnounced) or auction_of(event, lot) is not _FIRST:
        return
    if event.basis is not PriceBasis.REFERENCE:
        if not _ground_is_lawful(event, lot):
            yield finding(seen.seq, seen.seq, basis=event.basis.value)
        return
    price = lot.file.price
    reference_fen = event.reference_price_fen if price is None else price.price_fen
    law = law_of_notice(event.announced_on)
    start_fen = event.start_price_fen
    if law is not None and not start_price_high_enough(
        start_fen, reference_price_fen=reference_fen, law=law
    ):
        least = start_price_floor(reference_price_fen=reference_fen, law=law)
        yield finding(seen.seq, seen.seq, start_price_fen=start_fen, least_fen=least)


def _ground_is_lawful(event: RoundAnnounced, lot: Lot) -> bool:
    opened, claims = lot.file.opened, lot.file.claims
    traits = () if opened is None else opened.traits
    if event.basis is PriceBasis.CRIMINAL_NO_RESERVE:
        return no_reserve_is_lawful(
            is_criminal=Trait.CRIMINAL in traits,
            last_auction_failed=_last_failed(lot),
            declined=lot.file.is_declined,
        )
    return cost_price_is_lawful(
        event.start_price_fen,
        costs_fen=0 if claims is None else claims.costs_fen,
        cannot_be_valued=Trait.CANNOT_BE_VALUED in traits,
        asked_in_writing=bool(event.basis_proof),
    )


def _last_failed(lot: Lot) -> bool:
    facts = lot.round
    return facts is not None and facts.closed_at is not None and not facts.is_sold


def _cut(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K11: a second auction starts at most 20 % below the first, a 变卖 at the second's price.

    The price of a 变卖 is known at second hand. Where a new reference price was found since, what
    failed on the old one measures nothing: it is auctioned as for the first time (a reading).
    """
    event, failed_fen = seen.event, lot.file.failed_first_fen
    if not isinstance(event, RoundAnnounced):
        return
    if lot.file.is_price_new and event.kind in (RoundKind.AUCTION_2, RoundKind.SALE):
        yield finding(seen.seq, seen.seq, why="price_is_new", kind=event.kind.value)
        return
    auction = auction_of(event, lot)
    if auction is RoundKind.SALE:
        yield from _sale_price(seen, event, lot)
    share = in_force(PRICE_CUT_MAX_SHARE, on=event.announced_on)
    if auction is not RoundKind.AUCTION_2 or share is None or failed_fen is None:
        return
    start_fen = event.start_price_fen
    if not cut_is_within_limit(start_fen, previous_start_fen=failed_fen, share=share.value):
        least = cut_floor(previous_start_fen=failed_fen, share=share.value)
        yield finding(seen.seq, seen.seq, start_price_fen=start_fen, least_fen=least)


def _sale_price(seen: Seen, event: RoundAnnounced, lot: Lot) -> Iterator[Finding]:
    rule, due_fen = in_force(SALE_PERIOD_DAYS, on=event.announced_on), lot.file.failed_second_fen
    if rule is None or due_fen is None or event.start_price_fen == due_fen:
        return
    yield finding(
        seen.seq,
        seen.seq,
        verified=rule.verified,
        why="sale_price",
        start_price_fen=event.start_price_fen,
        due_fen=due_fen,
    )


def _deposit(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K12: the deposit is 5 % to 20 % of the start price, but for equity nobody can value.

    A later auction of it rests on what the first did, whatever its notice says.
    Nobody gets a code for less; an applicant's claim stands for it, as far as other property has
    not paid it.
    """
    event = seen.event
    if isinstance(event, BidderQualified):
        yield from _not_deposited(seen, event, lot)
    if not isinstance(event, RoundAnnounced) or (basis_of(event, lot) is PriceBasis.EQUITY_COST):
        return
    law, start_fen = law_of_notice(event.announced_on), event.start_price_fen
    if law is not None and not deposit_in_range(
        event.deposit_fen, start_price_fen=start_fen, law=law
    ):
        least, most = deposit_bounds(start_price_fen=start_fen, law=law)
        yield finding(
            seen.seq, seen.seq, deposit_fen=event.deposit_fen, least_fen=least, most_fen=most
        )


def _not_deposited(seen: Seen, event: BidderQualified, lot: Lot) -> Iterator[Finding]:
    """Say why a code should not have been handed out. The figures of claims stay out of it."""
    facts, claims = lot.round, lot.file.claims
    if facts is None:
        return
    claim_fen = event.claim_fen or 0
    applicants = [one.token for one in lot.holders(Role.APPLICANT)]
    if claim_fen and applicants and event.token not in applicants:
        why = "not_an_applicant"
    elif claims is not None and claim_fen > max(0, claims.debt_fen - claims.proceeds_fen):
        why = "claim_above_debt"
    elif event.paid_fen + claim_fen < facts.notice.deposit_fen:
        why = "not_paid"
    else:
        return
    yield finding(facts.seq, seen.seq, why=why, code=event.code)


def _window(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K15: bidding is open for 24 hours at least; no bid is taken before, or while it is stopped.

    A 变卖 stays open for its period (known at second hand). What goes on after a stop is a matter
    of K34, and a bid after the close one of K16.
    """
    event = seen.event
    if type(event) is BidPlaced:
        facts = lot.round
        if facts is None or (facts.stop is None and seen.received_at >= facts.opens_at):
            return ()
        why = "before_opening" if facts.stop is None else "while_stopped"
        return (finding(facts.seq, seen.seq, code=event.code, why=why),)
    if isinstance(event, RoundAnnounced):
        return _window_of(seen, event, day=event.announced_on, auction=auction_of(event, lot))
    if isinstance(event, _Moved) and _is_own_window(event, lot) and lot.round is not None:
        day = lot.round.notice.announced_on
        return _window_of(seen, event, day=day, auction=lot.round.auction)
    return ()


def _is_own_window(event: NoticeCorrected | BiddingResumed, lot: Lot) -> bool:
    """Say whether an event gives a round a window of its own, other than the one it had."""
    facts, book = lot.round, lot.book
    if facts is None or book is None:
        return False
    if isinstance(event, BiddingResumed) and facts.stop is not None:
        is_begun = facts.left is not None or book.bids
        return not is_begun and facts.auction is not RoundKind.SALE
    return (event.opens_at, event.closes_at) != (facts.opens_at, book.closes_at)


def _window_of(
    seen: Seen,
    event: RoundAnnounced | NoticeCorrected | BiddingResumed,
    *,
    day: date,
    auction: RoundKind,
) -> tuple[Finding, ...]:
    law, window = law_of_notice(day), event.closes_at - event.opens_at
    if auction is RoundKind.SALE:
        return _period_of(seen, window, day)
    if law is None or window_is_long_enough(
        opens_at=event.opens_at, closes_at=event.closes_at, law=law
    ):
        return ()
    least = law.bidding_window_min
    return (
        finding(
            seen.seq,
            seen.seq,
            window_s=window.days * 86_400 + window.seconds,
            least_s=least.days * 86_400 + least.seconds,
        ),
    )


def _period_of(seen: Seen, window: timedelta, day: date) -> tuple[Finding, ...]:
    period = in_force(SALE_PERIOD_DAYS, on=day)
    if period is None or window == timedelta(days=period.value):
        return ()
    return (
        finding(
            seen.seq,
            seen.seq,
            verified=period.verified,
            why="sale_period",
            days=window.days,
            due_days=period.value,
        ),
    )


# What it says --------------------------------------------------------------------------------


def _items(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K13: all eleven items are published on the day of the notice, and what its kind asks for."""
    event = seen.event
    if isinstance(event, RoundAnnounced) and seen.ver != 1:
        missing = [one.value for one in Item if one not in event.items]
        further = [] if seen.ver == _WITHOUT_FURTHER else _further_missing(event, lot)
        if missing or further:
            yield finding(
                seen.seq,
                seen.seq,
                items=" ".join(missing),
                count=len(missing),
                further=" ".join(further),
            )


def _further_missing(event: RoundAnnounced, lot: Lot) -> list[str]:
    """Return what the notice of this kind of property does not say and must."""
    opened = lot.file.opened
    if opened is None:
        return []
    asked = further_items(
        is_restricted=Trait.PURCHASE_RESTRICTED in opened.traits,
        is_equity=opened.nature is Nature.EQUITY,
        needs_approval=Trait.APPROVAL_NEEDED in opened.traits,
    )
    day = event.announced_on
    return [
        one.value
        for one in asked
        if article_of(article_of_further(one)).in_force_on(day) and one not in event.further
    ]


def _warnings(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K14: all seven special warnings are given."""
    del lot
    event = seen.event
    if isinstance(event, RoundAnnounced) and seen.ver != 1:
        missing = [one.value for one in SpecialWarning if one not in event.warnings]
        if missing:
            yield finding(seen.seq, seen.seq, warnings=" ".join(missing), count=len(missing))


def _fee(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K43: no bidder or buyer pays anything beside the price, by notice or in fact."""
    del lot
    event = seen.event
    if isinstance(event, RoundAnnounced) and event.bidder_fee_fen:
        yield finding(seen.seq, seen.seq, fee_fen=event.bidder_fee_fen)
    if isinstance(event, BidderFeeCharged) and event.amount_fen:
        yield finding(seen.seq, seen.seq, fee_fen=event.amount_fen, firm=event.firm)


def _taxes(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K44: taxes fall on those liable, or as the court decided where the law is silent."""
    del lot
    event = seen.event
    if not isinstance(event, RoundAnnounced):
        return
    is_decided = event.taxes is TaxRule.COURT_DECIDED and event.tax_decision
    if event.taxes is not TaxRule.AS_LAW and not is_decided:
        yield finding(seen.seq, seen.seq, taxes=event.taxes.value)


def _possession(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K45: the notice of a thing says in whose possession it is, and not what the file denies."""
    event, opened = seen.event, lot.file.opened
    if not isinstance(event, RoundAnnounced) or opened is None or seen.ver == 1:
        return
    is_thing = opened.property_class is not PropertyClass.OTHER_RIGHT
    if is_thing and event.possession is Possession.NOT_APPLICABLE:
        yield finding(seen.seq, seen.seq, why="not_described")
    leased = Trait.LEASED in opened.traits or lot.holders(Role.TENANT)
    if leased and event.possession is Possession.VACANT:
        yield finding(seen.seq, seen.seq, why="called_vacant_though_leased")


_NOTICE = (RoundAnnounced,)
_STANDS = (RoundAnnounced, NoticeCorrected, BiddingResumed)
_IN_ITS_PLACE = (SetOffAwarded, SaleAnnulled, SelfDisposalApproved, PricingStarted, PriceFixed)
"""What comes in the place of a second auction, and what undoes it."""

RULES: tuple[Detector, ...] = (
    Check(id=RuleId("K07"), wants=_STANDS, finds=_first_notice),
    Check(id=RuleId("K08"), wants=_STANDS, finds=_later_notice),
    TermRule(
        id=RuleId("K09"),
        wants=(RoundPassedIn, *_STANDS, *_IN_ITS_PLACE, *ENDS),
        moves=_second_follows,
    ),
    Check(id=RuleId("K10"), wants=_NOTICE, finds=_start_price),
    Check(id=RuleId("K11"), wants=_NOTICE, finds=_cut),
    Check(id=RuleId("K12"), wants=(RoundAnnounced, BidderQualified), finds=_deposit),
    Check(id=RuleId("K13"), wants=_NOTICE, finds=_items),
    Check(id=RuleId("K14"), wants=_NOTICE, finds=_warnings),
    Check(id=RuleId("K15"), wants=(*_STANDS, BidPlaced), finds=_window),
    Check(id=RuleId("K43"), wants=(RoundAnnounced, BidderFeeCharged), finds=_fee),
    Check(id=RuleId("K44"), wants=_NOTICE, finds=_taxes),
    Check(id=RuleId("K45"), wants=_NOTICE, finds=_possession),
)
