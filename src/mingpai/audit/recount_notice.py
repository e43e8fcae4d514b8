"""Notices of all rounds again: which round may follow, its price, its days, and its corrections.

The same sums as those of `auction.preparation`, written out once more over public entries. What
rests on restricted ones (claims, so the surplus) and what is a matter of days off is not judged
here. Source: 法释〔2016〕18号 第十, 十二, 十七, 二十, 二十四, 二十六条; 法明传〔2017〕455号.
Where to look next: `audit.recount` (who counts), `audit.counts` (what is counted).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import assert_never

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import (
    NoticeCorrected,
    PanelDecided,
    PersonNamed,
    PriceCorrected,
    PriceFixed,
    PriceObjectionSettled,
    PricingStarted,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import PanelMatter, PriceBasis, Role, Trait
from mingpai.auction.stops.events import RoundWithdrawn
from mingpai.audit.counts import LotCount, RoundCount
from mingpai.audit.leaves import Leaf
from mingpai.audit.report import Fault
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Share
from mingpai.law.book import LAWS, Law, law_on
from mingpai.law.content import Effect, effect_of
from mingpai.law.parameters import (
    NOTICE_DAYS_R1,
    NOTICE_DAYS_R2,
    NOTICE_DAYS_SALE,
    PANEL_MIN,
    PRICE_CUT_MAX_SHARE,
    SALE_PERIOD_DAYS,
    SALE_RUN,
)
from mingpai.law.timeline import NoValueInForce

Found = Iterator[tuple[Fault, str]]
LAST_YEAR = 9000
"""An hour from it on is none: what follows from it must still be a date."""
_DAYS = {
    RoundKind.AUCTION_1: NOTICE_DAYS_R1,
    RoundKind.AUCTION_2: NOTICE_DAYS_R2,
    RoundKind.SALE: NOTICE_DAYS_SALE,
}
_AFTER = {RoundKind.AUCTION_1: RoundKind.AUCTION_2, RoundKind.AUCTION_2: RoundKind.SALE}
_BEFORE = {after: before for before, after in _AFTER.items()}


_STRONGER = frozenset({Role.CO_OWNER, Role.TENANT, Role.SHAREHOLDER, Role.PRIORITY_BUYER})
"""Of whom a panel says, before the notice, whether he has a priority right (第二十七条)."""
Prepared = (
    PanelDecided
    | PersonNamed
    | PriceFixed
    | PriceCorrected
    | PriceObjectionSettled
    | PricingStarted
)
"""What stands beside a notice that it must agree with."""


# What stands beside it -------------------------------------------------------------------------


def prepared(leaf: Leaf, event: Prepared, lot: LotCount) -> Found:
    """Count what the court put on record before a notice: panel, reference price, persons."""
    if leaf.actor != lot.opened.court:
        yield Fault.ACTOR_WRONG, f"{type(event).__name__} not by the court"
    match event:
        case PanelDecided():
            yield from _panel(leaf, event, lot)
            lot.panel = event
        case PersonNamed(role=role):
            lot.stronger = lot.stronger or role in _STRONGER
        case PriceFixed(price_fen=price):
            lot.price_fen, lot.priced_after = price, len(lot.rounds)
        case PriceCorrected(price_fen=price):
            yield from _price_corrected(lot)
            lot.price_fen, lot.panel = price, None
        case PriceObjectionSettled(upheld=False):
            return
        case PriceObjectionSettled():
            lot.price_fen = lot.panel = None
        case PricingStarted():
            lot.price_fen = None
        case _:
            assert_never(event)


def _price_corrected(lot: LotCount) -> Found:
    """Check that a price is put right only where there is one, and no round rests on it."""
    if lot.price_fen is None:
        yield Fault.NOTICE_UNLAWFUL, "a price was put right that was never found"
    last = lot.current
    is_withdrawn = last is not None and isinstance(last.undone, RoundWithdrawn)
    if last is not None and not is_withdrawn and last.notice.round > lot.priced_after:
        yield Fault.ROUND_WRONG, f"a price was put right that round {last.notice.round} rests on"


def _panel(leaf: Leaf, event: PanelDecided, lot: LotCount) -> Found:
    """Check a panel's decision: for the round that comes next, by an odd number of enough judges.

    Source: 法释〔2016〕18号 第二十七条; 人民法院组织法（2018年修订）第三十条 (recalled).
    """
    if event.on != local_date(leaf.received_at):
        yield Fault.LAW_WRONG, "the panel's decision does not bear its day"
    if event.round != len(lot.rounds) + 1:
        yield Fault.ROUND_WRONG, f"a panel decided round {event.round}, which is not the next"
    try:
        least = LAWS.dated(PANEL_MIN, on=event.on).value
    except NoValueInForce as error:
        yield Fault.LAW_WRONG, str(error)
        return
    if event.members < least or event.members % 2 == 0:
        yield Fault.NOTICE_UNLAWFUL, f"a panel of {event.members}"


def _as_decided(notice: RoundAnnounced, lot: LotCount, auction: RoundKind) -> Iterator[str]:
    """Hold a notice against what the panel decided and the reference price on file (第二十七条).

    A lot that was opened by the first version of an opening had neither on record.
    """
    if lot.opened.platform is not None:
        return
    last = lot.current
    price = lot.price_fen
    if price is None:
        price = 0 if last is None else last.notice.reference_price_fen
    if notice.reference_price_fen != price:
        yield f"reference price {notice.reference_price_fen} fen, on file {price} fen"
    panel = lot.panel
    if panel is None or panel.round != notice.round:
        yield "no panel decided its terms"
        return
    decided = (panel.start_price_fen, panel.step_fen, panel.deposit_fen)
    noticed = (notice.start_price_fen, notice.step_fen, notice.deposit_fen)
    if noticed != decided:
        yield f"start price, step and deposit {noticed}, the panel decided {decided}"
    missing = _matters(lot, auction).difference(panel.matters)
    if missing:
        yield f"the panel did not decide {', '.join(sorted(missing))}"


def _matters(lot: LotCount, auction: RoundKind) -> set[PanelMatter]:
    matters = {PanelMatter.START_PRICE, PanelMatter.STEP, PanelMatter.DEPOSIT}
    if auction is RoundKind.AUCTION_2:
        matters.add(PanelMatter.PRICE_CUT)
    if lot.priorities or lot.stronger:
        matters.add(PanelMatter.PRIORITY)
    return matters


# Which round ----------------------------------------------------------------------------------


def auction_of(notice: RoundAnnounced, lot: LotCount) -> RoundKind:
    """Return which round of the ladder a notice counts as: a re-auction as what it repeats."""
    if notice.kind is not RoundKind.RERUN:
        return notice.kind
    return lot.rounds[-1].auction if lot.rounds else RoundKind.AUCTION_1


def run_of(notice: RoundAnnounced, auction: RoundKind) -> timedelta | None:
    """Return how long a round runs from its first bid: a 变卖, or the re-auction of one.

    Raises: NoValueInForce.
    """
    if auction is not RoundKind.SALE:
        return None
    return LAWS.dated(SALE_RUN, on=notice.announced_on).value


def may_follow(notice: RoundAnnounced, lot: LotCount) -> bool:
    """Say whether a round of this kind may come next: after nothing, a failure, or what struck one.

    Source: 第二十四, 二十六, 三十一, 三十七条; 法释〔2014〕13号 第十二条 (without reserve).
    """
    last = lot.current
    if lot.over:
        return False
    if last is None:
        return notice.kind is RoundKind.AUCTION_1
    if last.undone is not None:
        is_same = isinstance(last.undone, RoundWithdrawn)
        kind = _anew(last.notice.kind, lot) if is_same else RoundKind.RERUN
        return notice.kind is kind
    if not last.passed_in:
        return False
    if notice.basis is PriceBasis.CRIMINAL_NO_RESERVE:
        is_last = last.auction in (RoundKind.AUCTION_2, RoundKind.SALE)
        return is_last and notice.kind is RoundKind.AUCTION_1
    following = _AFTER.get(last.auction)
    return following is not None and notice.kind is _anew(following, lot)


def _anew(kind: RoundKind, lot: LotCount) -> RoundKind:
    """Return a first auction in the place of a later one, where the price was found anew since.

    Source: 法释〔2018〕15号 第二十七条第三款 (a reading).
    """
    is_newer = lot.price_fen is not None and lot.priced_after >= len(lot.rounds)
    return RoundKind.AUCTION_1 if is_newer and kind in _BEFORE else kind


def _measure(lot: LotCount, auction: RoundKind) -> RoundCount | None:
    """Return the failed round whose start price measures that of `auction`, or None."""
    wanted = _BEFORE.get(auction)
    failed = (one for one in reversed(lot.rounds) if one.passed_in and one.undone is None)
    return next((one for one in failed if one.auction is wanted), None)


# What it says ---------------------------------------------------------------------------------


def basis_of(notice: RoundAnnounced, lot: LotCount, auction: RoundKind) -> PriceBasis:
    """Return what the start prices of this ladder rest on: its first round says it."""
    if auction is RoundKind.AUCTION_1:
        return notice.basis
    first = _measure(lot, RoundKind.AUCTION_2)
    return PriceBasis.REFERENCE if first is None else first.notice.basis


def unlawful(notice: RoundAnnounced, law: Law, lot: LotCount, at: datetime) -> Iterator[str]:
    """Say what of a notice that was published at `at` breaks the law of its day.

    Requires: amounts within range. Raises: NoValueInForce.
    """
    auction = auction_of(notice, lot)
    yield from _as_decided(notice, lot, auction)
    yield from _price(notice, law, lot, auction)
    yield from _deposit(notice, law, basis_of(notice, lot, auction))
    yield from _hours(lot, auction, notice.announced_on, notice.opens_at, notice.closes_at)
    if notice.opens_at <= at:
        yield "the opening is not ahead"
    if _is_unasked(lot):
        yield "a creditor may still take the property, or none was asked (以物抵债)"


def _price(notice: RoundAnnounced, law: Law, lot: LotCount, auction: RoundKind) -> Iterator[str]:
    """Check the start price by the floor of its round (第十条, 第二十六条)."""
    start, measure = notice.start_price_fen, _measure(lot, auction)
    if not _is_basis_allowed(notice, lot, auction):
        yield f"the start price rests on {notice.basis}, which this property does not allow"
    if auction is RoundKind.AUCTION_1:
        is_measured = notice.basis is PriceBasis.REFERENCE
        if is_measured and below(start, law.start_price_min_share, notice.reference_price_fen):
            yield "the start price is too low for the reference price"
    elif measure is None:
        yield f"{auction} without the failed round that its start price is measured by"
    elif auction is RoundKind.AUCTION_2:
        cut = LAWS.dated(PRICE_CUT_MAX_SHARE, on=notice.announced_on).value
        left = Share(cut.denominator - cut.numerator, cut.denominator)
        if below(start, left, measure.notice.start_price_fen):
            yield "the start price was cut too deeply"
    elif start != measure.notice.start_price_fen:
        yield "the price of the 变卖 is not that of the failed second auction"


def _is_basis_allowed(notice: RoundAnnounced, lot: LotCount, auction: RoundKind) -> bool:
    """Say whether a start price may rest on what the notice says it does.

    Source: 法释〔2014〕13号 第十二条; 法释〔2021〕20号 第十二条.
    """
    if notice.basis is PriceBasis.REFERENCE:
        return True
    is_criminal = notice.basis is PriceBasis.CRIMINAL_NO_RESERVE
    trait = Trait.CRIMINAL if is_criminal else Trait.CANNOT_BE_VALUED
    is_first = auction is RoundKind.AUCTION_1
    return is_first and trait in lot.opened.traits and bool(notice.basis_proof)


def _deposit(notice: RoundAnnounced, law: Law, basis: PriceBasis) -> Iterator[str]:
    """Check the deposit; of equity that nobody can value it is the court's to fix (第十七条)."""
    start, deposit = notice.start_price_fen, notice.deposit_fen
    if basis is not PriceBasis.EQUITY_COST and (
        below(deposit, law.deposit_min_share, start)
        or _above(deposit, law.deposit_max_share, start)
    ):
        yield "the deposit is out of proportion to the start price"


def _hours(
    lot: LotCount, auction: RoundKind, on: date, opens_at: datetime, closes_at: datetime
) -> Iterator[str]:
    """Check how long a notice of `on` stands before bidding, and how long that is open."""
    days = getattr(LAWS.dated(_DAYS[auction], on=on).value, lot.opened.property_class.value)
    ahead = (local_date(opens_at) - on).days
    if ahead < days:
        yield f"the notice stands {ahead} days where {days} are the least"
    window = closes_at - opens_at
    if auction is RoundKind.SALE:
        if window != timedelta(days=LAWS.dated(SALE_PERIOD_DAYS, on=on).value):
            yield "the 变卖 is open for another time than its period"
    elif window < law_on(on).bidding_window_min:
        yield "bidding is open for too short a time"


def _is_unasked(lot: LotCount) -> bool:
    """Say whether creditors must still answer after the failed round.

    Source: 法释〔2004〕16号 第十六条.
    """
    last = lot.current
    return last is not None and last.passed_in and not last.declined


# Corrections ----------------------------------------------------------------------------------


def corrected(leaf: Leaf, event: NoticeCorrected, lot: LotCount) -> Found:
    """Count a correction: by the court, of the round that runs; other hours need the whole term."""
    current = lot.current
    if leaf.actor != lot.opened.court:
        yield Fault.ACTOR_WRONG, "a correction not by the court"
    if event.on != local_date(leaf.received_at):
        yield Fault.LAW_WRONG, "the correction does not bear its day"
    if (
        current is None
        or current.notice.round != event.round
        or current.result is not None
        or current.undone is not None
    ):
        yield Fault.ROUND_WRONG, "a correction though no such round runs"
        return
    if not all(1 < at.year < LAST_YEAR for at in (event.opens_at, event.closes_at)):
        yield Fault.OUT_OF_RANGE, "hours beyond any calendar in use"
        return
    for text in _correction_faults(leaf, event, lot, current):
        yield Fault.NOTICE_UNLAWFUL, text
    current.moved(opens_at=event.opens_at, closes_at=event.closes_at)


def _correction_faults(
    leaf: Leaf, event: NoticeCorrected, lot: LotCount, current: RoundCount
) -> Iterator[str]:
    if event.effect is not effect_of(event.field) or event.effect is Effect.WITHDRAWAL_NEEDED:
        yield f"a correction of {event.field} has another effect"
    if event.effect is not Effect.TERM_RESTARTS:
        if (event.opens_at, event.closes_at) != (current.opens_at, current.closes_at):
            yield "a correction that begins no term moves the hours"
        return
    is_open = leaf.received_at >= min(current.opens_at, event.opens_at)
    if current.stopped is not None or current.begun or is_open:
        yield "a term that begins again once bidding was open or stood still"
    try:
        yield from _hours(lot, current.auction, event.on, event.opens_at, event.closes_at)
    except NoValueInForce as error:
        yield str(error)


def below(part: int, share: Share, whole: int) -> bool:
    """Say whether a part is less than a share of the whole. Exact."""
    return part * share.denominator < share.numerator * whole


def _above(part: int, share: Share, whole: int) -> bool:
    return part * share.denominator > share.numerator * whole
