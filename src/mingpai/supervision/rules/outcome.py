"""From the close to delivery: confirmation, ruling, hand-over, and who had to be asked before.

Source: 法释〔2016〕18号 第二十二条; 法释〔2004〕16号 第二十, 二十七条; 公司法（2023年修订）
第八十五条; 民法典 第七百二十七条; 法释〔2021〕18号 第三, 五条; 法释〔2021〕20号 第十五条.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from mingpai.auction.events import ConfirmationPublished, RoundSold
from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import (
    DocumentServed,
    NoticeCorrected,
    PersonNamed,
    RoundAnnounced,
)
from mingpai.auction.preparation.model import Nature, Paper, Role, Trait
from mingpai.auction.settlement.events import (
    BuyerDefaulted,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SetOffAwarded,
)
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped, RoundWithdrawn
from mingpai.kernel.ids import RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.eligibility import Span, held_without_break
from mingpai.law.parameters import (
    DELIVERY_WITHIN_DAYS,
    RULING_WITHIN_DAYS,
    SALE_RUN,
    SHAREHOLDER_DAYS,
    TENANT_DAYS,
)
from mingpai.law.timeline import Timeline
from mingpai.supervision.claims import CLAIMS, OUTCOMES, takes_service_back
from mingpai.supervision.detector import Check, Detector, Move, TermRule, finding
from mingpai.supervision.lot import Book, Lot, Person, RoundFacts
from mingpai.supervision.lot_evolve import after
from mingpai.supervision.paid import (
    WAITS_FOR,
    is_held,
    is_ruling_on_buyer,
    ready_on,
    ruling_served_on,
)
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import (
    Begin,
    Drop,
    End,
    days_from,
    in_force,
    until_day,
    until_instant,
)

CONFIRM_WITHIN = timedelta(hours=24)
"""第二十二条 has the confirmation made by the system itself and names no term. A reading."""


# After the close -----------------------------------------------------------------------------


def _confirmed(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K28: the confirmation of a sale is published, and of this sale."""
    event, sale = seen.event, lot.sale
    match event:
        case RoundSold(closed_at=at):
            yield Begin("confirmation", until_instant(at + CONFIRM_WITHIN), seen.seq)
        case ConfirmationPublished(code=code, price_fen=price_fen):
            yield End("confirmation", seen.received_at)
            if sale is not None and (sale.code, sale.price_fen) != (code, price_fen):
                yield finding(sale.seq, seen.seq, code=code, price_fen=price_fen, why="other_sale")
        case BuyerDefaulted() | SaleAnnulled():
            yield Drop()
        case _:
            return


def _ruled(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K30: within ten days of full payment the ruling is served.

    Paid is the price once all of it is with the court, the deposit that a platform holds too. An
    approval that is needed comes first; neither an outsider's claim may stand in the way nor an
    upheld objection that was not carried out. Who is found not eligible gets none, and who is found
    so after all waits for it since he paid.
    """
    event = seen.event
    if isinstance(event, DocumentServed):
        served_on = ruling_served_on(event, lot)
        if served_on is not None:
            yield End("ruling", served_on)
        return
    if is_held(seen, lot):
        yield Drop()
        return
    first = ready_on(seen, lot)
    is_owed = lot.sale is None or lot.sale.title_on is None
    if first is None or not (is_owed or isinstance(event, RoundSold | SetOffAwarded)):
        return
    until = days_from(first, RULING_WITHIN_DAYS, law_of=_law_day(lot, first))
    if until is not None:
        yield Begin("ruling", until, seen.seq)


def _law_day(lot: Lot, day: date) -> date:
    """Return the day whose law binds a lot: that of its notice, or without one `day` itself."""
    return day if lot.round is None else lot.round.notice.announced_on


def _delivered(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K31: within fifteen days of service of the ruling the property is handed over."""
    event = seen.event
    match event:
        case DocumentServed():
            first = event.effective_on
            if first is None or not is_ruling_on_buyer(event, lot):
                return
            until = days_from(first, DELIVERY_WITHIN_DAYS, law_of=_law_day(lot, first))
            if until is not None:
                yield Begin("delivery", until, seen.seq)
        case PropertyDelivered(on=day):
            yield End("delivery", day)
        case SaleAnnulled():
            yield Drop()
        case _ if takes_service_back(seen, lot):
            yield Drop()
        case _:
            return


def _eligible(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K42: no ruling on a restricted home but for whoever was eligible up to it without a break.

    That begins with his application: on the day of his code, or of his offer, at the latest.
    """
    event, opened = seen.event, lot.file.opened
    if not isinstance(event, SaleRuled) or opened is None:
        return
    if Trait.PURCHASE_RESTRICTED not in opened.traits:
        return
    review = None if lot.sale is None else lot.sale.eligibility
    latest = _applied_by(lot)
    if review is None:
        yield finding(seen.seq, seen.seq, why="not_reviewed")
    elif not review.is_eligible:
        yield finding(seen.seq, seen.seq, why="not_eligible")
    elif review.applied_on > event.on or not held_without_break(
        (Span(review.held_from, review.held_to),),
        applied_on=review.applied_on,
        ruled_on=event.on,
    ):
        yield finding(
            seen.seq,
            seen.seq,
            why="broken",
            applied=review.applied_on.isoformat(),
            held_from=review.held_from.isoformat(),
            held_to=review.held_to.isoformat(),
            ruled=event.on.isoformat(),
        )
    elif latest is not None and review.applied_on > latest:
        yield finding(
            seen.seq,
            seen.seq,
            why="applied_late",
            applied=review.applied_on.isoformat(),
            latest=latest.isoformat(),
        )


def _applied_by(lot: Lot) -> date | None:
    """Return by when whoever has the property had applied for it, or None where it is not known."""
    sale, facts = lot.sale, lot.round
    if sale is None:
        return None
    if sale.award is not None:
        return lot.file.offers.get(sale.award.token, sale.award.on)
    holder = None if facts is None else facts.codes.get(sale.code)
    return None if holder is None else holder.qualified_on


# Who had to be told in time ------------------------------------------------------------------


class _OwnPaper(Struct, frozen=True):
    """A paper of their own for some roles. `ahead`: how many days before what it must be served."""

    roles: tuple[Role, ...]
    paper: Paper
    days: Timeline[int]
    counted_to: Callable[[RoundFacts, Book], datetime]
    is_full_days: bool


def _earliest_close(facts: RoundFacts, book: Book) -> datetime:
    """Return the close; of a 变卖, long before its period ends, that of a bid at the opening."""
    if facts.auction is not RoundKind.SALE:
        return book.closes_at
    run = in_force(SALE_RUN, on=facts.notice.announced_on)
    return facts.opens_at if run is None else facts.opens_at + run.value


def _opening(facts: RoundFacts, book: Book) -> datetime:
    del book
    return facts.opens_at


_SHAREHOLDERS = _OwnPaper(
    roles=(Role.COMPANY, Role.SHAREHOLDER),
    paper=Paper.SHAREHOLDER_NOTICE,
    days=SHAREHOLDER_DAYS,
    counted_to=_earliest_close,
    is_full_days=True,
)
_TENANTS = _OwnPaper(
    roles=(Role.TENANT,),
    paper=Paper.TENANT_NOTICE,
    days=TENANT_DAYS,
    counted_to=_opening,
    is_full_days=False,
)


def _shareholders(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K40: company and shareholders have 20 full days before bidding on equity closes.

    Both are named first, unless it is on file that there is no other shareholder (a reading).
    """
    event, opened = seen.event, lot.file.opened
    if isinstance(event, RoundAnnounced) and opened is not None:
        is_law = in_force(SHAREHOLDER_DAYS, on=event.announced_on) is not None
        if is_law and opened.nature is Nature.EQUITY:
            yield from _nobody_named(seen, lot)
    yield from _told(seen, lot, _SHAREHOLDERS)


def _nobody_named(seen: Seen, lot: Lot) -> Iterator[Finding]:
    wanted = [Role.COMPANY, *(() if lot.file.has_no_shareholder else (Role.SHAREHOLDER,))]
    missing = [role.value for role in wanted if not lot.holders(role)]
    if missing:
        yield finding(seen.seq, seen.seq, why="nobody_named", roles=" ".join(missing))


def _tenants(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K41: a tenant is told five days before bidding opens."""
    return _told(seen, lot, _TENANTS)


def _told(seen: Seen, lot: Lot, own: _OwnPaper) -> Iterator[Move]:
    """Watch that everybody in some roles gets his own paper in time, told already or not yet."""
    event = seen.event
    match event:
        case RoundAnnounced() | NoticeCorrected() | BiddingResumed():
            yield Drop()
            for person in lot.holders(*own.roles):
                yield from _watch(person, seen, lot, own)
        case PersonNamed(token=token, role=role) if role in own.roles:
            yield from _watch(Person(token, role, seen.seq), seen, lot, own)
        case DocumentServed(paper=own.paper, token=token, effective_on=day) if day is not None:
            yield End(token, day)
        case BiddingStopped() | RoundWithdrawn():
            yield Drop()
        case _:
            return


def _watch(person: Person, seen: Seen, lot: Lot, own: _OwnPaper) -> Iterator[Move]:
    """Begin the term in which one person must be told, or judge when he was."""
    known = after(lot, seen)
    facts, book = known.round, known.book
    if facts is None or book is None or not facts.is_running or person.token in lot.file.waivers:
        return
    if facts.stop is not None:  # when it goes on is not known yet
        return
    dated = in_force(own.days, on=facts.notice.announced_on)
    if dated is None:
        return
    ahead = timedelta(days=dated.value + own.is_full_days)
    until = until_day(local_date(own.counted_to(facts, book)) - ahead, verified=dated.verified)
    yield Begin(person.token, until, person.seq, (("role", person.role.value),))
    days = [
        one.paper.effective_on
        for one in lot.file.services
        if one.paper.paper is own.paper
        and one.paper.token == person.token
        and one.paper.on >= lot.file.told_from
        and one.paper.effective_on is not None
    ]
    if days:
        yield End(person.token, min(days))


_TOLD = (
    RoundAnnounced,
    NoticeCorrected,
    BiddingResumed,
    PersonNamed,
    DocumentServed,
    BiddingStopped,
    RoundWithdrawn,
)

RULES: tuple[Detector, ...] = (
    TermRule(
        id=RuleId("K28"),
        wants=(RoundSold, ConfirmationPublished, BuyerDefaulted, SaleAnnulled),
        moves=_confirmed,
    ),
    TermRule(
        id=RuleId("K30"),
        wants=(*WAITS_FOR, DocumentServed),
        moves=_ruled,
    ),
    TermRule(
        id=RuleId("K31"),
        wants=(DocumentServed, PropertyDelivered, SaleAnnulled, *CLAIMS, *OUTCOMES),
        moves=_delivered,
    ),
    TermRule(id=RuleId("K40"), wants=_TOLD, moves=_shareholders),
    TermRule(id=RuleId("K41"), wants=_TOLD, moves=_tenants),
    Check(id=RuleId("K42"), wants=(SaleRuled,), finds=_eligible),
)
