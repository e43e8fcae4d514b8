"""What an event before a round changes on file. Checks nothing: it was decided before."""

from datetime import timedelta

from msgspec.structs import replace

from mingpai.auction.model import Book, CourtFile, Disposal, Round, RoundKind, Terms
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
    PreparationEvent,
    PriceCorrected,
    PriceFixed,
    PriceObjected,
    PriceObjectionSettled,
    PricingStarted,
    RegistrantsTold,
    RoundAnnounced,
    SeizureRenewed,
)
from mingpai.auction.preparation.model import (
    Assignment,
    Choice,
    Claims,
    Panel,
    Paper,
    Preparation,
    Price,
    Service,
)
from mingpai.kernel.money import Fen, least_at_share
from mingpai.kernel.outcome import InvariantBroken, ensure
from mingpai.law.articles import article_of
from mingpai.law.authority import Standing, Weight, weigh
from mingpai.law.book import LAWS, law_on
from mingpai.law.parameters import SALE_PREPAY_SHARE, SALE_RUN

_RULINGS = (Paper.SALE_RULING, Paper.SETOFF_RULING)


def evolve_preparation(state: Disposal, event: PreparationEvent) -> Disposal:
    """Return the disposal after an event before a round, or after a notice."""
    match event:
        case DisposalOpened():
            return replace(state, file=_opened(event))
        case RoundAnnounced():
            return _announced(state, event)
        case PlatformAssigned():
            placed = Assignment(event.platform, event.reason, event.evidence, event.on)
            file = _filed(state, assignment=placed)
            return replace(state, file=replace(file, platform=event.platform))
        case DocumentServed():
            return _served(state, event)
        case NoticeCorrected():
            return _corrected(state, event)
        case RegistrantsTold():
            return state
        case PriceObjectionSettled(upheld=True):
            fell = {"fell_in": len(state.rounds), "panel": None, "priced_before": True}
            file = _filed(state, price=None, pricing=None, pricing_since=None, **fell)
            return replace(state, file=file)
        case PriceFixed():
            return replace(state, file=_filed(state, price=_price(event, len(state.rounds))))
        case PriceCorrected():
            right = _price_corrected(state.file.preparation.price, event, len(state.rounds))
            return replace(state, file=_filed(state, price=right, panel=None))
        case _:
            changed = _preparation_after(state.file.preparation, event)
            return replace(state, file=replace(state.file, preparation=changed))


def _filed(state: Disposal, **changes: object) -> CourtFile:
    return replace(state.file, preparation=replace(state.file.preparation, **changes))


def _opened(event: DisposalOpened) -> CourtFile:
    return CourtFile(
        case_id=event.case_id,
        property_id=event.property_id,
        property_class=event.property_class,
        court=event.court,
        platform=event.platform,
        preparation=Preparation(
            nature=event.nature,
            traits=event.traits,
            opened_on=event.opened_on,
            seized_on=event.seized_on,
            seizure_until=event.seizure_until,
        ),
    )


def _preparation_after(filed: Preparation, event: PreparationEvent) -> Preparation:
    match event:
        case SeizureRenewed(until=until):
            return replace(filed, seizure_until=until)
        case AuctionInsisted(asked_on=day):
            return replace(filed, insisted_on=day)
        case PersonNamed(token, role):
            if token in filed.persons:
                return replace(filed, further=(*filed.further, (token, role)))
            return replace(filed, persons={**filed.persons, token: role})
        case NoShareholderStated(on=day):
            return replace(filed, no_shareholder_on=day)
        case NoticeWaived(token=token, on=day):
            return replace(filed, waivers={**filed.waivers, token: day})
        case PlatformChosen(token=token, platform=platform):
            kept = tuple(one for one in filed.choices if one.token != token)
            return replace(filed, choices=(*kept, Choice(token, platform)))
        case PanelDecided():
            return replace(filed, panel=_panel(event))
        case AgentConfirmed(agent, principal):
            return replace(filed, agents={**filed.agents, agent: principal})
        case _:
            return _price_after(filed, event)


def _price_after(filed: Preparation, event: PreparationEvent) -> Preparation:
    match event:
        case PricingStarted(method=method, started_on=day):
            goes_on = filed.price is None and filed.pricing_since is not None
            since = filed.pricing_since if goes_on else day
            is_again = filed.priced_before or filed.price is not None
            begun = replace(filed, pricing=method, pricing_since=since, priced_before=is_again)
            return replace(begun, price=None)
        case PriceObjected():
            return replace(filed, price=_objected(filed.price, is_objected=True))
        case PriceObjectionSettled():
            return replace(filed, price=_objected(filed.price, is_objected=False))
        case ClaimsRecorded():
            claims = Claims(
                event.debt_fen,
                event.senior_fen,
                event.costs_fen,
                event.proceeds_fen,
                event.consent,
            )
            return replace(filed, claims=claims)
        case _:
            msg = f"{type(event).__name__} is no event of preparation"
            raise InvariantBroken(msg)


def _price(event: PriceFixed, rounds: int) -> Price:
    return Price(
        event.method,
        event.price_fen,
        event.fixed_on,
        event.valid_until,
        event.report,
        after_round=rounds,
        report_after=rounds,
    )


def _price_corrected(price: Price | None, event: PriceCorrected, rounds: int) -> Price:
    """Return the price as it should have been recorded; another report is to be served anew."""
    if price is None:
        msg = "a price is corrected where there is one"
        raise InvariantBroken(msg)
    is_same = event.report == price.report
    return replace(
        price,
        price_fen=event.price_fen,
        fixed_on=event.fixed_on,
        valid_until=event.valid_until,
        report=event.report,
        corrected_on=price.corrected_on if is_same else event.on,
        report_after=price.report_after if is_same else rounds,
    )


def _objected(price: Price | None, *, is_objected: bool) -> Price:
    if price is None:
        msg = "an objection to a price needs a price"
        raise InvariantBroken(msg)
    return replace(price, is_objected=is_objected)


def _panel(event: PanelDecided) -> Panel:
    return Panel(
        event.round,
        event.members,
        event.matters,
        event.start_price_fen,
        event.step_fen,
        event.deposit_fen,
        event.on,
    )


def _served(state: Disposal, event: DocumentServed) -> Disposal:
    """Keep a service; title passes when the ruling takes effect on the buyer (第二十二条第二款)."""
    service = Service(event.paper, event.token, event.method, event.on, event.effective_on)
    filed = state.file.preparation
    file = _filed(state, services=(*filed.services, service))
    done = state.file.settlement
    if event.paper in _RULINGS and event.token == done.buyer and event.effective_on is not None:
        first = min(done.title_on or event.effective_on, event.effective_on)
        file = replace(file, settlement=replace(done, title_on=first))
    return replace(state, file=file)


def _corrected(state: Disposal, event: NoticeCorrected) -> Disposal:
    """Count a correction and put bidding off where it says so; no bid was placed yet."""
    ensure(state.rounds, "a correction needs a round")
    current = state.rounds[-1]
    moved = replace(
        current,
        terms=replace(current.terms, opens_at=event.opens_at, closes_at=event.closes_at),
        book=replace(current.book, closes_at=event.closes_at),
    )
    file = _filed(state, corrections=state.file.preparation.corrections + 1)
    return replace(state, rounds=(*state.rounds[:-1], moved), file=file)


def _announced(state: Disposal, event: RoundAnnounced) -> Disposal:
    """Begin a round: what was settled after the one before it is over."""
    repeated = state.rounds[-1].terms.auction if state.rounds else None
    auction = event.kind
    if event.kind is RoundKind.RERUN and repeated is not None:
        auction = repeated
    terms = Terms(
        number=event.round,
        kind=event.kind,
        announced_on=event.announced_on,
        reference_price_fen=event.reference_price_fen,
        start_price_fen=event.start_price_fen,
        step_fen=event.step_fen,
        deposit_fen=event.deposit_fen,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        step_rule=event.step_rule,
        law=law_on(event.announced_on),
        basis=event.basis,
        balance_days=event.balance_days,
        of=repeated if event.kind is RoundKind.RERUN else None,
        run=_run(event, auction),
        prepay_fen=_prepay(event, auction),
    )
    begun = Round(terms=terms, book=Book(closes_at=event.closes_at), bidders={})
    begun_anew = state.file.settlement.carried()
    file = replace(_filed(state, panel=None, agents={}), settlement=begun_anew)
    return replace(state, rounds=(*state.rounds, begun), file=file)


def _run(event: RoundAnnounced, auction: RoundKind) -> timedelta | None:
    """Return how long a 变卖 runs from its first bid; None for an auction."""
    if auction is not RoundKind.SALE:
        return None
    return LAWS.dated(SALE_RUN, on=event.announced_on).value


def _prepay(event: RoundAnnounced, auction: RoundKind) -> Fen:
    """Return what bidders of a 变卖 prepay; 0 where that does not bind them.

    The rule is a normative document's: it binds bidders where the notice repeats it.
    Source: 法明传〔2017〕455号 (recalled).
    """
    if auction is not RoundKind.SALE:
        return Fen(0)
    share = LAWS.dated(SALE_PREPAY_SHARE, on=event.announced_on)
    standing = Standing.REPEATED if share.article in event.repeats else Standing.SILENT
    weight = weigh(article_of(share.article), on=event.announced_on, standing=standing)
    if weight not in (Weight.REFUSES, Weight.REFUSES_UNVERIFIED):
        return Fen(0)
    return least_at_share(event.start_price_fen, share.value)
