"""How each event changes what is known of a lot. Checks nothing and never fails.

Where to look next: `supervision.lot` (what is known), `supervision.lot_settled` (what follows a
round), `auction.evolve` (the hall's own fold).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    PersonBarred,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Keeper, RoundKind
from mingpai.auction.preparation.events import (
    AgentConfirmed,
    AuctionInsisted,
    ClaimsRecorded,
    DisposalOpened,
    DocumentServed,
    NoShareholderStated,
    NoticeCorrected,
    NoticeWaived,
    PanelDecided,
    PersonNamed,
    PlatformAssigned,
    PlatformChosen,
    PriceCorrected,
    PriceFixed,
    PriceObjectionSettled,
    RoundAnnounced,
    SeizureRenewed,
)
from mingpai.auction.settlement.events import (
    DisposalEnded,
    ProceedsDistributed,
    SelfDisposalConcluded,
)
from mingpai.auction.stops.events import (
    BiddingResumed,
    BiddingStopped,
    CauseEnded,
    RoundWithdrawn,
)
from mingpai.auction.stops.model import ROUND_ALONE
from mingpai.kernel.event import Event
from mingpai.kernel.ids import OfficeId
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.law.book import Law, law_on
from mingpai.law.timeline import NoValueInForce
from mingpai.supervision.claims import CLAIMS, OUTCOMES, after_claim
from mingpai.supervision.lot import (
    Agent,
    Bar,
    Book,
    Holder,
    Lot,
    OnFile,
    Owed,
    Person,
    RoundFacts,
    Sale,
    Served,
    Span,
    deposit_key,
    filed,
    on_sale,
    with_bid,
)
from mingpai.supervision.lot_settled import SETTLED
from mingpai.supervision.paid import is_ruling_on_buyer, there_on
from mingpai.supervision.platforms import moved_lawfully
from mingpai.supervision.rounds import auction_of, has_begun, left_at, restarts_term
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import instant_of

ENDS = (RoundWithdrawn, DisposalEnded, ProceedsDistributed, SelfDisposalConcluded)
"""Kinds of event that may end a disposal for good."""

_LONGEST_BALANCE_DAYS = 3_660
"""No notice gives a buyer ten years; more would only leave the calendar."""


def ends_disposal(event: Event) -> bool:
    """Say whether an event ends its disposal, so that nothing further is to come before it."""
    match event:
        case SelfDisposalConcluded(is_sold=is_sold):
            return is_sold
        case RoundWithdrawn(ground=ground):
            return ground not in ROUND_ALONE
        case _:
            return isinstance(event, DisposalEnded | ProceedsDistributed)


def after(lot: Lot, seen: Seen) -> Lot:
    """Return what is known of a lot after an event."""
    event = seen.event
    if type(event) is BidPlaced:
        return with_bid(lot, event, seen.received_at)
    change = _CHANGES.get(type(event))
    if change is not None:
        lot = change(lot, event, seen)
    return filed(lot, is_over=True) if ends_disposal(event) and not _brings_money(event) else lot


def _brings_money(event: Event) -> bool:
    """Say whether the debtor's own sale brought the court money, which is still to be paid out."""
    return isinstance(event, SelfDisposalConcluded) and bool(event.amount_fen)


# Before a round ------------------------------------------------------------------------------


def _opened(lot: Lot, event: DisposalOpened, seen: Seen) -> Lot:
    del seen
    return filed(lot, opened=event, platform=event.platform, seizure_until=event.seizure_until)


def _seizure(lot: Lot, event: SeizureRenewed, seen: Seen) -> Lot:
    del seen
    return filed(lot, seizure_until=event.until)


def _assigned(lot: Lot, event: PlatformAssigned, seen: Seen) -> Lot:
    del seen
    return filed(lot, platform=event.platform, assigned=event)


def _chosen(lot: Lot, event: PlatformChosen, seen: Seen) -> Lot:
    del seen
    kept = tuple(one for one in lot.file.choices if one.token != event.token)
    return filed(lot, choices=(*kept, event))


def _priced(lot: Lot, event: PriceFixed, seen: Seen) -> Lot:
    del seen
    return filed(
        lot,
        price=event,
        price_noticed_on=None,
        price_known_from=event.fixed_on,
        is_price_new=lot.round is not None,
        is_price_settled=False,
    )


def _price_corrected(lot: Lot, event: PriceCorrected, seen: Seen) -> Lot:
    """Put the price right that is known; its method, and when it carried a notice, stay.

    The parties must have the report anew.
    """
    del seen
    known = lot.file.price
    if known is None:
        return lot
    right = replace(
        known,
        price_fen=event.price_fen,
        fixed_on=event.fixed_on,
        valid_until=event.valid_until,
        report=event.report,
    )
    return filed(lot, price=right, price_known_from=event.on, is_price_settled=False)


def _price_settled(lot: Lot, event: PriceObjectionSettled, seen: Seen) -> Lot:
    del seen
    return filed(lot, price=None) if event.upheld else lot


def _claimed(lot: Lot, event: ClaimsRecorded, seen: Seen) -> Lot:
    del seen
    return filed(lot, claims=event)


def _insisted(lot: Lot, event: AuctionInsisted, seen: Seen) -> Lot:
    del seen
    return filed(lot, insisted=event)


def _named(lot: Lot, event: PersonNamed, seen: Seen) -> Lot:
    return filed(lot, persons=(*lot.file.persons, Person(event.token, event.role, seen.seq)))


def _served(lot: Lot, event: DocumentServed, seen: Seen) -> Lot:
    served = filed(lot, services=(*lot.file.services, Served(event, seen.seq)))
    if event.effective_on is None or not is_ruling_on_buyer(event, lot):
        return served
    return on_sale(served, title_on=event.effective_on)


def _waived(lot: Lot, event: NoticeWaived, seen: Seen) -> Lot:
    del seen
    return filed(lot, waivers=(*lot.file.waivers, event.token))


def _no_shareholder(lot: Lot, event: NoShareholderStated, seen: Seen) -> Lot:
    del event, seen
    return filed(lot, has_no_shareholder=True)


def _panel(lot: Lot, event: PanelDecided, seen: Seen) -> Lot:
    del seen
    return filed(lot, panel=event)


def _agent(lot: Lot, event: AgentConfirmed, seen: Seen) -> Lot:
    agent = Agent(event.principal, seen.received_at)
    return filed(lot, agents={**lot.file.agents, event.agent: agent})


def _priority(lot: Lot, event: PriorityConfirmed, seen: Seen) -> Lot:
    del seen
    return filed(lot, priorities={**lot.file.priorities, event.token: event.rank})


def _barred(lot: Lot, event: PersonBarred, seen: Seen) -> Lot:
    return filed(lot, barred={**lot.file.barred, event.token: Bar(event.ground, seen.seq)})


# A round -------------------------------------------------------------------------------------


def _announced(lot: Lot, event: RoundAnnounced, seen: Seen) -> Lot:
    file = lot.file
    auction = auction_of(event, lot)
    begun = filed(
        lot,
        panel=None,
        agents={},
        offers={},
        is_declined=False,
        price_noticed_on=file.price_noticed_on or event.announced_on,
        is_price_new=False,
        is_price_settled=True,
        first_platform=_belongs_on(file, auction),
        spans=(*file.spans, *(() if lot.round is None else (span_of(lot.round, lot.book),))),
        is_plan_objected=False,
    )
    law = law_of_notice(event.announced_on)
    facts = RoundFacts(
        notice=event,
        seq=seen.seq,
        announced_at=_announced_at(event, seen),
        auction=auction,
        law=law,
        opens_at=event.opens_at,
        published_on=event.announced_on,
    )
    return Lot(begun.file, facts, Book(event.closes_at))


def _announced_at(event: RoundAnnounced, seen: Seen) -> datetime:
    """Return when a notice was out. Of one that is told on another day the day alone is known."""
    is_same_day = local_date(seen.received_at) == event.announced_on
    return seen.received_at if is_same_day else instant_of(event.announced_on)


def span_of(facts: RoundFacts, book: Book | None) -> Span:
    """Return from when until when a round ran, or runs: to its close, unless it stands still."""
    ended_at = facts.closed_at or facts.withdrawn_at
    if ended_at is None and facts.stop is None and book is not None:
        ended_at = book.closes_at
    return Span(facts.seq, facts.announced_at, ended_at)


def _belongs_on(file: OnFile, auction: RoundKind) -> OfficeId | None:
    """Return where rounds belong from a notice on: a lawful move takes them along."""
    first = file.first_platform
    is_moved = first is not None and moved_lawfully(file.assigned, away_from=first, auction=auction)
    return file.platform if auction is RoundKind.AUCTION_1 or is_moved else first


def law_of_notice(day: date) -> Law | None:
    """Return the law that binds a notice of that day, or None where none was in force."""
    try:
        return law_on(day)
    except NoValueInForce:
        return None


def _corrected(lot: Lot, event: NoticeCorrected, seen: Seen) -> Lot:
    """Move the round; a stop stands, whatever is corrected while it does."""
    del seen
    published = {"published_on": event.on} if restarts_term(event) else {}
    return _moved(lot, event.opens_at, event.closes_at, **published)


def _resumed(lot: Lot, event: BiddingResumed, seen: Seen) -> Lot:
    del seen
    return _moved(lot, event.opens_at, event.closes_at, stop=None, left=None, cause_ended_on=None)


def _moved(
    lot: Lot,
    opens_at: datetime,
    closes_at: datetime,
    **changes: Any,  # noqa: ANN401 - fields of RoundFacts
) -> Lot:
    """Return the lot with bidding from and until other instants."""
    if lot.round is None or lot.book is None:
        return lot
    moved = replace(lot.round, opens_at=opens_at, **changes)
    return replace(lot, round=moved, book=replace(lot.book, closes_at=closes_at))


def _stopped(lot: Lot, event: BiddingStopped, seen: Seen) -> Lot:
    if lot.round is None or lot.book is None:
        return lot
    left = left_at(event, lot.round, lot.book)
    stopped = replace(
        lot.round,
        stop=event,
        stop_seq=seen.seq,
        left=left,
        cause_ended_on=None,
        has_begun=left is not None or has_begun(lot.round, event.at),
    )
    return replace(lot, round=stopped)


def _cause_ended(lot: Lot, event: CauseEnded, seen: Seen) -> Lot:
    del seen
    if lot.round is None:
        return lot
    return replace(lot, round=replace(lot.round, cause_ended_on=event.on))


def _qualified(lot: Lot, event: BidderQualified, seen: Seen) -> Lot:
    if lot.round is None:
        return lot
    holder = Holder(
        token=event.token,
        joint=event.joint,
        agent=event.agent,
        rank=event.rank,
        paid_fen=event.paid_fen,
        seq=seen.seq,
        qualified_on=event.on or local_date(seen.received_at),
        held_by=event.held_by,
    )
    codes = {**lot.round.codes, event.code: holder}
    return replace(lot, round=replace(lot.round, codes=codes))


def _sold(lot: Lot, event: RoundSold, seen: Seen) -> Lot:
    facts = lot.round
    if facts is None:
        return lot
    winner = facts.codes.get(event.code)
    closed = replace(facts, closed_at=event.closed_at, is_sold=True)
    sale = Sale(
        seen.seq,
        event.price_fen,
        None if winner is None else winner.token,
        event.code,
        due_on=_balance_due_on(facts, event),
        paid_fen=Fen(0) if winner is None else winner.paid_fen,
        there_on=there_on(seen, lot),
    )
    ended = replace(_ended_round(lot, closed, winner=event.code), sale=sale)
    if winner is None or winner.held_by is not Keeper.PLATFORM or not winner.paid_fen:
        return ended
    to_forward = {**lot.file.to_forward, event.round: Owed(winner.paid_fen)}
    return filed(ended, to_forward=to_forward)


def _balance_due_on(facts: RoundFacts, event: RoundSold) -> date | None:
    days = min(facts.notice.balance_days, _LONGEST_BALANCE_DAYS)
    return local_date(event.closed_at) + timedelta(days=days) if days else None


def _passed_in(lot: Lot, event: RoundPassedIn, seen: Seen) -> Lot:
    del seen
    facts = lot.round
    if facts is None:
        return lot
    ended = _ended_round(lot, replace(facts, closed_at=event.closed_at), winner="")
    start_fen = facts.notice.start_price_fen
    if facts.auction is RoundKind.AUCTION_2:
        return filed(ended, failed_second_fen=start_fen)
    if facts.auction is RoundKind.SALE:
        return ended
    return filed(
        ended,
        failed_first_fen=start_fen,
        second_since=local_date(event.closed_at),
        first_basis=facts.notice.basis,
    )


def _withdrawn(lot: Lot, event: RoundWithdrawn, seen: Seen) -> Lot:
    del seen
    facts = lot.round
    if facts is not None and event.round:
        return _ended_round(lot, replace(facts, withdrawn_at=event.at), winner="")
    return lot


def _ended_round(lot: Lot, facts: RoundFacts, *, winner: str) -> Lot:
    """Return the lot after a round ended: every deposit but the winner's must go back."""
    day = facts.notice.announced_on if facts.closed_at is None else local_date(facts.closed_at)
    number = facts.notice.round
    owed = {
        deposit_key(number, code): Owed(holder.paid_fen)
        for code, holder in facts.codes.items()
        if code != winner and holder.paid_fen
    }
    ended = replace(lot, round=facts)
    return filed(ended, told_from=day, owed_back={**lot.file.owed_back, **owed})


_CHANGES: Mapping[type[Event], Callable[[Lot, Any, Seen], Lot]] = {
    DisposalOpened: _opened,
    SeizureRenewed: _seizure,
    PlatformAssigned: _assigned,
    PlatformChosen: _chosen,
    PriceFixed: _priced,
    PriceCorrected: _price_corrected,
    PriceObjectionSettled: _price_settled,
    ClaimsRecorded: _claimed,
    AuctionInsisted: _insisted,
    PersonNamed: _named,
    DocumentServed: _served,
    NoticeWaived: _waived,
    NoShareholderStated: _no_shareholder,
    PanelDecided: _panel,
    AgentConfirmed: _agent,
    PriorityConfirmed: _priority,
    PersonBarred: _barred,
    RoundAnnounced: _announced,
    NoticeCorrected: _corrected,
    BidderQualified: _qualified,
    BiddingStopped: _stopped,
    CauseEnded: _cause_ended,
    BiddingResumed: _resumed,
    RoundSold: _sold,
    RoundPassedIn: _passed_in,
    RoundWithdrawn: _withdrawn,
    **SETTLED,
    **dict.fromkeys((*CLAIMS, *OUTCOMES), after_claim),
}
