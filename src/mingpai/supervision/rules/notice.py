"""The notice: its term, its figures, what it must and must not say.

What a text says stands in the published document alone; here is judged what the entry tells of
it. Source: 法释〔2016〕18号 第七, 十, 十二至十四, 十七, 二十, 二十六, 三十条;
法明传〔2017〕455号; 法〔2024〕238号.
"""

from collections.abc import Iterator

from mingpai.auction.events import BidPlaced, RoundPassedIn
from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.preparation.events import NoticeCorrected, RoundAnnounced
from mingpai.auction.preparation.model import Possession, PriceBasis, Role, TaxRule, Trait
from mingpai.auction.settlement.events import SelfDisposalApproved, SetOffAwarded
from mingpai.kernel.ids import RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.bidding import window_is_long_enough
from mingpai.law.content import Effect, Item, SpecialWarning
from mingpai.law.deposit import deposit_bounds, deposit_in_range
from mingpai.law.notice import days_for, is_early_enough
from mingpai.law.parameters import (
    NOTICE_DAYS_R1,
    NOTICE_DAYS_R2,
    NOTICE_DAYS_SALE,
    PRICE_CUT_MAX_SHARE,
    R2_WITHIN_DAYS,
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
from mingpai.supervision.lot_evolve import ENDS, ends_disposal, law_of_notice
from mingpai.supervision.reports import BidderFeeCharged
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, days_from, in_force

_FIRST = RoundKind.AUCTION_1


def auction_of(event: RoundAnnounced, lot: Lot) -> RoundKind:
    """Return which round of the ladder a notice is for; a re-auction counts as what it repeats."""
    if event.kind is not RoundKind.RERUN:
        return event.kind
    return _FIRST if lot.round is None else lot.round.auction


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
    restarts = isinstance(event, NoticeCorrected) and event.effect is Effect.TERM_RESTARTS
    return lot.round.auction if restarts and lot.round is not None else None


def _too_short(seen: Seen, lot: Lot) -> Iterator[Finding]:
    event, opened = seen.event, lot.file.opened
    if opened is None or not isinstance(event, RoundAnnounced | NoticeCorrected):
        return
    if isinstance(event, RoundAnnounced):
        published = law_of = event.announced_on
    else:
        published = event.on
        law_of = published if lot.round is None else lot.round.notice.announced_on
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

    Whoever takes the property, sells it himself, or takes it back ends the term.
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
        case RoundAnnounced(kind=RoundKind.AUCTION_2):
            yield End("second", local_date(event.opens_at))
        case RoundAnnounced() | SetOffAwarded() | SelfDisposalApproved():
            yield Drop()
        case _ if ends_disposal(event):
            yield Drop()
        case _:
            return


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
    """K11: a second auction starts at most 20 % below the first."""
    event, failed_fen = seen.event, lot.file.failed_first_fen
    if not isinstance(event, RoundAnnounced) or failed_fen is None:
        return
    share = in_force(PRICE_CUT_MAX_SHARE, on=event.announced_on)
    if auction_of(event, lot) is not RoundKind.AUCTION_2 or share is None:
        return
    start_fen = event.start_price_fen
    if not cut_is_within_limit(start_fen, previous_start_fen=failed_fen, share=share.value):
        least = cut_floor(previous_start_fen=failed_fen, share=share.value)
        yield finding(seen.seq, seen.seq, start_price_fen=start_fen, least_fen=least)


def _deposit(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K12: the deposit is 5 % to 20 % of the start price, but for equity nobody can value."""
    event = seen.event
    if not isinstance(event, RoundAnnounced) or event.basis is PriceBasis.EQUITY_COST:
        return
    del lot
    law, start_fen = law_of_notice(event.announced_on), event.start_price_fen
    if law is not None and not deposit_in_range(
        event.deposit_fen, start_price_fen=start_fen, law=law
    ):
        least, most = deposit_bounds(start_price_fen=start_fen, law=law)
        yield finding(
            seen.seq, seen.seq, deposit_fen=event.deposit_fen, least_fen=least, most_fen=most
        )


def _window(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K15: bidding is open for 24 hours at least; no bid is taken before, or while it is stopped.

    A bid after the close is a matter of K16.
    """
    event = seen.event
    if type(event) is BidPlaced:
        facts = lot.round
        if facts is None or (facts.stop is None and seen.received_at >= facts.opens_at):
            return ()
        why = "before_opening" if facts.stop is None else "while_stopped"
        return (finding(facts.seq, seen.seq, code=event.code, why=why),)
    if not isinstance(event, RoundAnnounced):
        return ()
    law = law_of_notice(event.announced_on)
    if law is None or window_is_long_enough(
        opens_at=event.opens_at, closes_at=event.closes_at, law=law
    ):
        return ()
    window = event.closes_at - event.opens_at
    least = law.bidding_window_min
    return (
        finding(
            seen.seq,
            seen.seq,
            window_s=window.days * 86_400 + window.seconds,
            least_s=least.days * 86_400 + least.seconds,
        ),
    )


# What it says --------------------------------------------------------------------------------


def _items(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K13: all eleven items are published on the day of the notice."""
    del lot
    event = seen.event
    if isinstance(event, RoundAnnounced) and seen.ver != 1:
        missing = [one.value for one in Item if one not in event.items]
        if missing:
            yield finding(seen.seq, seen.seq, items=" ".join(missing), count=len(missing))


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
_STANDS = (RoundAnnounced, NoticeCorrected)

RULES: tuple[Detector, ...] = (
    Check(id=RuleId("K07"), wants=_STANDS, finds=_first_notice),
    Check(id=RuleId("K08"), wants=_STANDS, finds=_later_notice),
    TermRule(
        id=RuleId("K09"),
        wants=(RoundPassedIn, RoundAnnounced, SetOffAwarded, SelfDisposalApproved, *ENDS),
        moves=_second_follows,
    ),
    Check(id=RuleId("K10"), wants=_NOTICE, finds=_start_price),
    Check(id=RuleId("K11"), wants=_NOTICE, finds=_cut),
    Check(id=RuleId("K12"), wants=_NOTICE, finds=_deposit),
    Check(id=RuleId("K13"), wants=_NOTICE, finds=_items),
    Check(id=RuleId("K14"), wants=_NOTICE, finds=_warnings),
    Check(id=RuleId("K15"), wants=(RoundAnnounced, BidPlaced), finds=_window),
    Check(id=RuleId("K43"), wants=(RoundAnnounced, BidderFeeCharged), finds=_fee),
    Check(id=RuleId("K44"), wants=_NOTICE, finds=_taxes),
    Check(id=RuleId("K45"), wants=_NOTICE, finds=_possession),
)
