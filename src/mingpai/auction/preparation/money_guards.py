"""What a notice may ask for in money: price, its basis, surplus, deposit, and the panel's figures.

Each guard yields what is not met. What the sale is to pay is restricted, so no refusal here names
a claim. Source: 法释〔2016〕18号 第十, 十七, 二十六, 二十七条; 法释〔2018〕15号 第二十七条;
法释〔2004〕16号 第六, 十四条. Where to look next: `auction.preparation.guards` (the order).
"""

from collections.abc import Iterator

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.draft import Draft, Timing, by_article
from mingpai.auction.preparation.ladder import creditors_declined, measure_of, next_round
from mingpai.auction.preparation.model import (
    Claims,
    PanelMatter,
    Paper,
    PriceBasis,
    Role,
    Trait,
)
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.deposit import deposit_bounds, deposit_in_range
from mingpai.law.parameters import (
    PRICE_CUT_MAX_SHARE,
    PRICE_GRACE_MONTHS,
    PRICE_OBJECTION_DAYS,
    SALE_PERIOD_DAYS,
)
from mingpai.law.periods import add_months, term_of_days
from mingpai.law.pricing import (
    cost_price_is_lawful,
    cut_floor,
    cut_is_within_limit,
    leaves_surplus,
    no_reserve_is_lawful,
    price_is_usable,
    start_price_floor,
    start_price_high_enough,
)

PRIORITY_ROLES = (Role.CO_OWNER, Role.TENANT, Role.SHAREHOLDER, Role.PRIORITY_BUYER)
"""As what somebody has, or may have, a priority right."""


# The price ------------------------------------------------------------------------------------


def price_on_file(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice without a reference price, or with one that is objected to.

    Source: 法释〔2016〕18号 第十条第二款; 法释〔2018〕15号 第二十二条.
    """
    price = draft.state.file.preparation.price
    if draft.basis is not PriceBasis.REFERENCE:
        return
    if price is None:
        yield refused(Code.PRICE_NOT_FIXED)
    elif price.is_objected:
        yield refused(Code.PRICE_UNDER_OBJECTION)


def report_known(draft: Draft) -> Iterator[Refused]:
    """Refuse a first notice before the parties had the report and their days to object to it.

    Only an inquiry online or an appraisal has a report that is objected to. Once a notice has
    rested on the price it is settled. Source: 法释〔2018〕15号 第二十一至二十三条.
    """
    filed, price = draft.state.file.preparation, draft.state.file.preparation.price
    if draft.basis is not PriceBasis.REFERENCE or price is None or not price.has_report:
        return
    if len(draft.state.rounds) > price.report_after:
        return
    days = draft.dated(PRICE_OBJECTION_DAYS)
    for token, role in filed.concerned():
        if role not in (Role.APPLICANT, Role.DEBTOR):
            continue
        served_on = filed.report_known_on(token)
        if served_on is None:
            yield refused(Code.PRICE_REPORT_NOT_SERVED, role=role.value, token=token)
            continue
        term = term_of_days(served_on, days.value, calendar=draft.asked.setting.calendar)
        if not term.is_over(draft.asked.today):
            yield refused(
                Code.PRICE_OBJECTION_TERM_RUNS,
                role=role.value,
                last=term.last.isoformat(),
                verified=term.verified and days.verified,
            )


def price_carries(timing: Timing) -> Iterator[Refused]:
    """Refuse a round that the reference price carries no more (K37).

    The first notice since the price was fixed must lie within its validity, and each round must
    open within the months of grace after it. Source: 法释〔2018〕15号 第二十七条第三款.
    """
    price = timing.state.file.preparation.price
    if price is None or timing.basis is not PriceBasis.REFERENCE:
        return
    resting = timing.state.rounds[price.after_round :]
    first = resting[0].terms.announced_on if resting else timing.published_on
    grace = timing.dated(PRICE_GRACE_MONTHS)
    if not price_is_usable(
        valid_until=price.valid_until,
        published_on=first,
        opens_on=timing.opens_on,
        grace_months=grace.value,
    ):
        yield refused(
            Code.PRICE_LAPSED,
            valid_until=price.valid_until.isoformat(),
            last_opening=add_months(price.valid_until, grace.value).isoformat(),
        )


def basis_allowed(draft: Draft) -> Iterator[Refused]:
    """Refuse a first round's start price on a ground that its property or course does not give.

    Source: 法释〔2014〕13号 第十二条; 法释〔2021〕20号 第十二条.
    """
    command = draft.command
    if command.basis is PriceBasis.REFERENCE:
        return
    traits, claims = draft.state.file.preparation.traits, _claims(draft)
    is_proved = bool(command.basis_proof)
    article = "FS2021-20:12"
    if command.basis is PriceBasis.CRIMINAL_NO_RESERVE:
        article = "FS2014-13:12"
        following = next_round(draft.state, basis=command.basis)
        is_lawful = no_reserve_is_lawful(
            is_criminal=Trait.CRIMINAL in traits,
            last_auction_failed=following is not None and following.after_failure,
            declined=is_proved and creditors_declined(draft.state),
        )
    else:
        is_lawful = cost_price_is_lawful(
            command.start_price_fen,
            costs_fen=claims.costs_fen,
            cannot_be_valued=Trait.CANNOT_BE_VALUED in traits,
            asked_in_writing=is_proved,
        )
    if not is_lawful or draft.auction is not RoundKind.AUCTION_1:
        yield by_article(article, refused(Code.BASIS_NOT_ALLOWED, basis=command.basis.value))


def start_price(draft: Draft) -> Iterator[Refused]:
    """Refuse a start price below the floor of its round; a re-auction has that of its own.

    Source: 法释〔2016〕18号 第十条第二款 (K10), 第二十六条第一款 (K11); 法明传〔2017〕455号 (变卖).
    """
    start_fen = draft.command.start_price_fen
    measure = measure_of(draft.state, draft.auction)
    if draft.auction is RoundKind.AUCTION_1:
        yield from _first_start_price(draft)
    elif measure is None:
        return
    elif draft.auction is RoundKind.AUCTION_2:
        share, failed_fen = draft.dated(PRICE_CUT_MAX_SHARE).value, measure.terms.start_price_fen
        if not cut_is_within_limit(start_fen, previous_start_fen=failed_fen, share=share):
            least = cut_floor(previous_start_fen=failed_fen, share=share)
            yield refused(Code.PRICE_CUT_TOO_DEEP, start_price_fen=start_fen, least_fen=least)
    elif start_fen != measure.terms.start_price_fen:
        period = draft.dated(SALE_PERIOD_DAYS)
        failed_fen = measure.terms.start_price_fen
        yield refused(
            Code.SALE_PRICE_WRONG,
            start_price_fen=start_fen,
            due_fen=failed_fen,
            verified=period.verified,
        )


def _first_start_price(draft: Draft) -> Iterator[Refused]:
    price = draft.state.file.preparation.price
    if price is None or draft.basis is not PriceBasis.REFERENCE:
        return
    law = draft.asked.setting.laws.law_on(draft.asked.today)
    start_fen = draft.command.start_price_fen
    if not start_price_high_enough(start_fen, reference_price_fen=price.price_fen, law=law):
        least = start_price_floor(reference_price_fen=price.price_fen, law=law)
        yield refused(Code.START_PRICE_TOO_LOW, start_price_fen=start_fen, least_fen=least)


# What is left after it ------------------------------------------------------------------------


def debt_open(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice once other property of the case has brought enough, or without any claim.

    Unless the debtor agrees that all is sold.

    Source: 法释〔2004〕16号 第十四条; that claims are on file first is a reading of 第六条.
    """
    claims = draft.state.file.preparation.claims
    if claims is None:
        yield refused(Code.CLAIMS_NOT_RECORDED)
    elif claims.must_stop:
        yield refused(Code.DEBT_COVERED)


def surplus(draft: Draft) -> Iterator[Refused]:
    """Refuse an auction that leaves nothing after senior claims and costs (K36).

    The applicant is told and has some days to insist; the reserve must then be greater than both.
    Where a sale without reserve is lawful there is no reserve to measure.
    Source: 法释〔2004〕16号 第六条.
    """
    claims, start_fen = _claims(draft), draft.command.start_price_fen
    is_measured = draft.basis is not PriceBasis.CRIMINAL_NO_RESERVE
    if is_measured and not leaves_surplus(
        reserve_fen=start_fen, senior_fen=claims.senior_fen, costs_fen=claims.costs_fen
    ):
        yield refused(Code.NO_SURPLUS, start_price_fen=start_fen, applicant=_applicant(draft))


def _applicant(draft: Draft) -> str:
    """Return how far the question to the applicant has come: untold, told, insisted."""
    filed = draft.state.file.preparation
    if filed.insisted_on is not None:
        return "insisted"
    told = any(
        one.paper is Paper.SURPLUS_NOTICE and one.effective_on is not None for one in filed.services
    )
    return "told" if told else "untold"


def _claims(draft: Draft) -> Claims:
    """Return what is on file, or claims of nothing: that none are recorded is told elsewhere."""
    return draft.state.file.preparation.claims or Claims(debt_fen=Fen(0))


# The deposit ----------------------------------------------------------------------------------


def deposit(draft: Draft) -> Iterator[Refused]:
    """Refuse a deposit outside the shares of the start price (K12).

    Of equity that nobody can value it is the court's to fix (法释〔2021〕20号 第十二条).
    Source: 法释〔2016〕18号 第十七条第一款.
    """
    if draft.basis is PriceBasis.EQUITY_COST:
        return
    command, law = draft.command, draft.asked.setting.laws.law_on(draft.asked.today)
    start_fen = command.start_price_fen
    if not deposit_in_range(command.deposit_fen, start_price_fen=start_fen, law=law):
        least, most = deposit_bounds(start_price_fen=start_fen, law=law)
        yield refused(
            Code.DEPOSIT_OUT_OF_RANGE,
            deposit_fen=command.deposit_fen,
            least_fen=least,
            most_fen=most,
        )


# The panel ------------------------------------------------------------------------------------


def panel_decided(draft: Draft) -> Iterator[Refused]:
    """Refuse a notice that no panel decided, or not all of it, or otherwise (K04).

    `lifted_by` says that a decision of the panel lifts the refusal.
    Source: 法释〔2016〕18号 第二十七条.
    """
    panel = draft.state.file.preparation.panel
    if panel is None or panel.round != len(draft.state.rounds) + 1:
        yield refused(Code.PANEL_MISSING, lifted_by="panel")
        return
    missing = [one.value for one in _matters(draft) if one not in panel.matters]
    if missing:
        yield refused(Code.PANEL_MATTER_MISSING, matters=",".join(missing), lifted_by="panel")
    figures = (
        ("start_price", panel.start_price_fen, draft.command.start_price_fen),
        ("step", panel.step_fen, draft.command.step_fen),
        ("deposit", panel.deposit_fen, draft.command.deposit_fen),
    )
    for matter, decided_fen, noticed_fen in figures:
        if decided_fen != noticed_fen:
            yield refused(
                Code.PANEL_DECIDED_OTHERWISE,
                matter=matter,
                decided_fen=decided_fen,
                noticed_fen=noticed_fen,
                lifted_by="panel",
            )


def _matters(draft: Draft) -> Iterator[PanelMatter]:
    yield PanelMatter.START_PRICE
    if draft.auction is RoundKind.AUCTION_2:
        yield PanelMatter.PRICE_CUT
    yield from (PanelMatter.STEP, PanelMatter.DEPOSIT)
    if draft.state.priorities or draft.state.file.preparation.holders(*PRIORITY_ROLES):
        yield PanelMatter.PRIORITY
