"""Before a notice: the panel, who was told, surplus, price, seizure.

Source: 法释〔2016〕18号 第十六, 二十七条; 法释〔2004〕16号 第六条; 法释〔2018〕15号 第二十七,
三十条; 民诉法解释（2022年修正）第四百八十五条.
"""

from collections.abc import Iterator
from datetime import date

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import (
    AuctionInsisted,
    DisposalOpened,
    DocumentServed,
    NoticeCorrected,
    PanelDecided,
    PlatformAssigned,
    PriceFixed,
    PriceObjected,
    PriceObjectionSettled,
    RoundAnnounced,
    SeizureRenewed,
)
from mingpai.auction.preparation.model import PanelMatter, Paper, PriceBasis, PriceMethod, Role
from mingpai.auction.settlement.events import SaleAnnulled, SaleRuled, SelfDisposalApproved
from mingpai.auction.stops.events import BiddingResumed
from mingpai.kernel.ids import RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.calendar import CALENDAR
from mingpai.law.notice import days_for, told_in_time
from mingpai.law.parameters import (
    DEEMED_NOTICE_DAYS,
    INSIST_DAYS,
    PANEL_MIN,
    PARTY_NOTICE_DAYS,
    PRICE_GRACE_MONTHS,
    PRICE_OBJECTION_DAYS,
    PRICE_VALIDITY_MAX_MONTHS,
    SALE_START_WITHIN_DAYS,
    SEIZURE_YEARS,
)
from mingpai.law.periods import add_months, days_between, term_of_days
from mingpai.law.pricing import leaves_surplus
from mingpai.law.service import Method
from mingpai.supervision.detector import Check, Detector, Move, TermRule, finding
from mingpai.supervision.lot import Lot, Person
from mingpai.supervision.lot_evolve import ENDS, ends_disposal
from mingpai.supervision.rounds import auction_of, basis_of, is_put_elsewhere
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, days_from, in_force, until_day

_MONTHS = 12
_REPORTED = (PriceMethod.NETWORK_INQUIRY, PriceMethod.APPRAISAL)
"""Ways to find a price that end in a report which the parties may object to."""
_PRIORITY_ROLES = (Role.CO_OWNER, Role.TENANT, Role.SHAREHOLDER, Role.PRIORITY_BUYER)
_TOLD = (Role.APPLICANT, Role.DEBTOR, *_PRIORITY_ROLES)
_OWN_PAPER = {Role.SHAREHOLDER: Paper.SHAREHOLDER_NOTICE, Role.TENANT: Paper.TENANT_NOTICE}


# The panel -----------------------------------------------------------------------------------


def _panel(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K04: a panel of lawful size decided every figure of the notice, and these figures."""
    event, panel = seen.event, lot.file.panel
    if not isinstance(event, RoundAnnounced) or seen.ver == 1:
        return
    if panel is None or panel.round != event.round:
        yield finding(seen.seq, seen.seq, why="no_panel")
        return
    least = in_force(PANEL_MIN, on=event.announced_on)
    if least is not None and (panel.members < least.value or panel.members % 2 == 0):
        yield finding(
            seen.seq, seen.seq, why="size", members=panel.members, verified=least.verified
        )
        return
    wrong = [*_not_decided(panel, event, lot), *_decided_otherwise(panel, event)]
    if wrong:
        yield finding(seen.seq, seen.seq, why="matters", matters=" ".join(wrong))


def _not_decided(panel: PanelDecided, event: RoundAnnounced, lot: Lot) -> Iterator[str]:
    wanted = [PanelMatter.START_PRICE, PanelMatter.STEP, PanelMatter.DEPOSIT]
    if auction_of(event, lot) is RoundKind.AUCTION_2:
        wanted.append(PanelMatter.PRICE_CUT)
    if lot.file.priorities or lot.holders(*_PRIORITY_ROLES):
        wanted.append(PanelMatter.PRIORITY)
    return (one.value for one in wanted if one not in panel.matters)


def _decided_otherwise(panel: PanelDecided, event: RoundAnnounced) -> Iterator[str]:
    names = ("start_price_fen", "step_fen", "deposit_fen")
    return (name for name in names if getattr(panel, name) != getattr(event, name))


# Who was told --------------------------------------------------------------------------------


def _told(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K05: each party and known priority holder was told days before the notice, or waived it."""
    event = seen.event
    if not isinstance(event, RoundAnnounced):
        return
    least = in_force(PARTY_NOTICE_DAYS, on=event.announced_on)
    if least is None:
        return
    for person, services in _not_told_in_time(event, lot):
        role = person.role.value
        if not services:
            yield finding(person.seq, seen.seq, role=role, why="not_told")
        elif not any(_is_display(one) for one in services):
            days = [days_between(since=_told_on(one), until=event.announced_on) for one in services]
            yield finding(person.seq, seen.seq, role=role, days=max(days), least_days=least.value)


def _displayed(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K06: the notice to whoever could not be reached stood on display for its full days."""
    event = seen.event
    if not isinstance(event, RoundAnnounced):
        return
    least = in_force(DEEMED_NOTICE_DAYS, on=event.announced_on)
    if least is None:
        return
    for person, services in _not_told_in_time(event, lot):
        shown = [one.on for one in services if _is_display(one)]
        if shown:
            days = days_between(since=min(shown), until=event.announced_on) - 1
            yield finding(
                person.seq,
                seen.seq,
                role=person.role.value,
                full_days=days,
                least_days=least.value,
            )


def _not_told_in_time(
    event: RoundAnnounced, lot: Lot
) -> Iterator[tuple[Person, tuple[DocumentServed, ...]]]:
    """Yield whoever was not told in time, with every service on him that took effect.

    Only what was served since the round before it ended tells of this one.
    """
    for person in lot.holders(*_TOLD):
        papers = (Paper.PARTY_NOTICE, _OWN_PAPER.get(person.role))
        services = tuple(
            one.paper
            for one in lot.file.services
            if one.paper.token == person.token
            and one.paper.paper in papers
            and one.paper.on >= lot.file.told_from
            and one.paper.effective_on is not None
        )
        is_told = any(_allows(one, event.announced_on) for one in services)
        if person.token not in lot.file.waivers and not is_told:
            yield person, services


def _allows(served: DocumentServed, day: date) -> bool:
    """Say whether a notice may be published on a day, as far as one service goes."""
    if _is_display(served):
        full = in_force(DEEMED_NOTICE_DAYS, on=day)
        return full is None or days_between(since=served.on, until=day) > full.value
    least = in_force(PARTY_NOTICE_DAYS, on=day)
    return least is None or told_in_time(
        effective_on=_told_on(served), published_on=day, days=least.value
    )


def _is_display(served: DocumentServed) -> bool:
    return served.method is Method.PUBLIC_NOTICE


def _told_on(served: DocumentServed) -> date:
    return served.effective_on or served.on


# Surplus and price ---------------------------------------------------------------------------


def _surplus(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K36: the reserve leaves something after senior claims and costs; who insists does so in time.

    The figures of the claims are restricted and stay out of the alert.
    """
    event, claims = seen.event, lot.file.claims
    if isinstance(event, AuctionInsisted):
        yield from _insisted_late(seen, event, lot)
    if not isinstance(event, RoundAnnounced) or claims is None:
        return
    is_measured = basis_of(event, lot) is not PriceBasis.CRIMINAL_NO_RESERVE
    if is_measured and not leaves_surplus(
        reserve_fen=event.start_price_fen,
        senior_fen=claims.senior_fen,
        costs_fen=claims.costs_fen,
    ):
        insisted = lot.file.insisted is not None
        yield finding(
            seen.seq, seen.seq, start_price_fen=event.start_price_fen, is_insisted=insisted
        )


def _insisted_late(seen: Seen, event: AuctionInsisted, lot: Lot) -> Iterator[Finding]:
    told = [one for one in lot.file.services if one.paper.paper is Paper.SURPLUS_NOTICE]
    days = [one.paper.effective_on for one in told if one.paper.effective_on is not None]
    dated = in_force(INSIST_DAYS, on=event.asked_on)
    if dated is None:
        return
    if not days:
        yield finding(seen.seq, seen.seq, why="not_told")
        return
    term = term_of_days(max(days), dated.value, calendar=CALENDAR)
    if term.is_over(event.asked_on):
        yield finding(
            told[-1].seq,
            seen.seq,
            verified=term.verified,
            until=term.last.isoformat(),
            done=event.asked_on.isoformat(),
        )


def _price(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K37: a price holds for a year at most; the first notice lies in it, each opening soon after.

    A round whose price was found wrong, or was never found, has none to rest on. The first notice
    waits until the parties have had the report, and their days to object to it.
    """
    event = seen.event
    if isinstance(event, PriceFixed):
        yield from _valid_too_long(seen, event)
    if isinstance(event, RoundAnnounced) and seen.ver != 1:
        yield from _price_lapsed(seen, event, lot)
        yield from _report_unknown(seen, event, lot)
    if isinstance(event, NoticeCorrected | BiddingResumed):
        yield from _price_outlived(seen, event, lot)


def _valid_too_long(seen: Seen, event: PriceFixed) -> Iterator[Finding]:
    most = in_force(PRICE_VALIDITY_MAX_MONTHS, on=event.fixed_on)
    if most is not None and event.valid_until > add_months(event.fixed_on, most.value):
        yield finding(seen.seq, seen.seq, why="valid_too_long", months=most.value)


def _price_lapsed(seen: Seen, event: RoundAnnounced, lot: Lot) -> Iterator[Finding]:
    file = lot.file
    if file.price is None:
        if event.basis is PriceBasis.REFERENCE and event.kind is RoundKind.AUCTION_1:
            yield finding(seen.seq, seen.seq, why="no_price")
        return
    grace = in_force(PRICE_GRACE_MONTHS, on=event.announced_on)
    if grace is None or basis_of(event, lot) is not PriceBasis.REFERENCE:
        return
    until = file.price.valid_until
    first_notice = file.price_noticed_on or event.announced_on
    opens = local_date(event.opens_at)
    if first_notice <= until and opens <= add_months(until, grace.value):
        return
    yield finding(
        seen.seq,
        seen.seq,
        why="notice_after_validity" if first_notice > until else "opens_after_grace",
        valid_until=until.isoformat(),
        opens=opens.isoformat(),
    )


def _report_unknown(seen: Seen, event: RoundAnnounced, lot: Lot) -> Iterator[Finding]:
    """Find a party that had no report, or its days still, when the first notice rested on a price.

    Only an inquiry online or an appraisal has one. Source: 法释〔2018〕15号 第二十一至二十三条.
    """
    file, day = lot.file, event.announced_on
    objection = in_force(PRICE_OBJECTION_DAYS, on=day)
    is_settled = file.price is None or file.price.method not in _REPORTED
    is_settled = is_settled or file.is_price_settled
    if is_settled or objection is None or basis_of(event, lot) is not PriceBasis.REFERENCE:
        return
    for person in lot.holders(Role.APPLICANT, Role.DEBTOR):
        known_on, role = _report_known_on(person, lot), person.role.value
        if known_on is None:
            yield finding(person.seq, seen.seq, why="report_not_served", role=role)
            continue
        term = term_of_days(known_on, objection.value, calendar=CALENDAR)
        if not term.is_over(day):
            yield finding(
                person.seq,
                seen.seq,
                verified=term.verified and objection.verified,
                why="objection_term_runs",
                role=role,
                until=term.last.isoformat(),
            )


def _report_known_on(person: Person, lot: Lot) -> date | None:
    days = (
        one.paper.effective_on
        for one in lot.file.services
        if one.paper.paper is Paper.PRICE_REPORT
        and one.paper.token == person.token
        and one.paper.on >= lot.file.price_known_from
        and one.paper.effective_on is not None
    )
    return min(days, default=None)


def _price_outlived(
    seen: Seen, event: NoticeCorrected | BiddingResumed, lot: Lot
) -> Iterator[Finding]:
    """Find a round that is put off until its price carries it no more, before it has begun."""
    facts, price = lot.round, lot.file.price
    if facts is None or price is None or not is_put_elsewhere(seen, event, lot):
        return
    if basis_of(facts.notice, lot) is not PriceBasis.REFERENCE:
        return
    grace = in_force(PRICE_GRACE_MONTHS, on=facts.notice.announced_on)
    opens = local_date(event.opens_at)
    if grace is not None and opens > add_months(price.valid_until, grace.value):
        yield finding(
            facts.seq,
            seen.seq,
            why="opens_after_grace",
            valid_until=price.valid_until.isoformat(),
            opens=opens.isoformat(),
        )


def _starts(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K38: within ten days of the price the sale is begun: a platform, a panel, or the notice.

    Or leave to the debtor to sell by himself, which is a way to turn it into money as well. An
    objection stops the term; once it is dealt with the term begins again. Readings.
    """
    event = seen.event
    match event:
        case PriceFixed():
            yield from _begin_start(seen, event.fixed_on)
        case PriceObjected():
            yield Drop()
        case PriceObjectionSettled(upheld=False):
            yield from _begin_start(seen, local_date(seen.received_at))
        case PlatformAssigned(on=day) | PanelDecided(on=day):
            yield End("start", day)
        case RoundAnnounced(announced_on=day):
            yield End("start", day)
        case SelfDisposalApproved(on=day):
            yield End("start", day or local_date(seen.received_at))
        case _ if ends_disposal(event):
            yield Drop()
        case _:
            del lot


def _begin_start(seen: Seen, first: date) -> Iterator[Move]:
    until = days_from(first, SALE_START_WITHIN_DAYS, law_of=first)
    if until is not None:
        yield Begin("start", until, seen.seq)


# The seizure ---------------------------------------------------------------------------------


def _seized(seen: Seen, lot: Lot) -> Iterator[Move]:
    """K39: the seizure holds until the ruling, and was not made longer than the law allows.

    What was ruled and then annulled is the debtor's again, and must be under seizure.
    """
    event = seen.event
    match event:
        case DisposalOpened(seized_on=first, seizure_until=last) if last is not None:
            yield Begin("seizure", until_day(last), seen.seq)
            if first is not None:
                yield from _too_long(seen, event, first=first, last=last)
        case SeizureRenewed(until=last):
            yield Begin("seizure", until_day(last), seen.seq)
        case SaleRuled(on=day):
            yield End("seizure", day)
        case SaleAnnulled():
            last, sale = lot.file.seizure_until, lot.sale
            if last is not None and sale is not None and sale.is_ruled:
                yield Begin("seizure", until_day(last), seen.seq)
        case _ if ends_disposal(event):
            yield Drop()
        case _:
            return


def _too_long(seen: Seen, event: DisposalOpened, *, first: date, last: date) -> Iterator[Finding]:
    years = in_force(SEIZURE_YEARS, on=first)
    if years is None:
        return
    most = days_for(years.value, event.property_class.value)
    if last > add_months(first, most * _MONTHS):
        yield finding(seen.seq, seen.seq, why="seized_too_long", years=most)


_NOTICE = (RoundAnnounced,)

RULES: tuple[Detector, ...] = (
    Check(id=RuleId("K04"), wants=_NOTICE, finds=_panel),
    Check(id=RuleId("K05"), wants=_NOTICE, finds=_told),
    Check(id=RuleId("K06"), wants=_NOTICE, finds=_displayed),
    Check(id=RuleId("K36"), wants=(RoundAnnounced, AuctionInsisted), finds=_surplus),
    Check(
        id=RuleId("K37"),
        wants=(RoundAnnounced, PriceFixed, NoticeCorrected, BiddingResumed),
        finds=_price,
    ),
    TermRule(
        id=RuleId("K38"),
        wants=(
            PriceFixed,
            PriceObjected,
            PriceObjectionSettled,
            PlatformAssigned,
            PanelDecided,
            RoundAnnounced,
            SelfDisposalApproved,
            *ENDS,
        ),
        moves=_starts,
    ),
    TermRule(
        id=RuleId("K39"),
        wants=(DisposalOpened, SeizureRenewed, SaleRuled, SaleAnnulled, *ENDS),
        moves=_seized,
    ),
)
