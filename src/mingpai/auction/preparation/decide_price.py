"""The reference price and what the sale is to pay: found, objected to, and enough to go on.

Source: 法释〔2018〕15号 第一, 二, 二十二, 二十七条 (K37); 法释〔2004〕16号 第六条 (K36).
Where to look next: `law.pricing`, `auction.preparation.money_guards` (what a notice needs of it).
"""

from datetime import date

from mingpai.auction.asked import Asked, Decision, not_a_paper, not_by_court, not_yet
from mingpai.auction.model import Disposal, Phase
from mingpai.auction.preparation.commands import (
    CorrectPrice,
    FixPrice,
    InsistOnAuction,
    ObjectToPrice,
    RecordClaims,
    SettlePriceObjection,
    StartPricing,
)
from mingpai.auction.preparation.events import (
    AuctionInsisted,
    ClaimsRecorded,
    PriceCorrected,
    PriceFixed,
    PriceObjected,
    PriceObjectionSettled,
    PricingStarted,
)
from mingpai.auction.preparation.guards import seizure_lapsed
from mingpai.auction.preparation.model import Claims, Paper, Role
from mingpai.auction.refusals import Code, refused
from mingpai.auction.stops.model import COVERED_REASON, StopGround
from mingpai.auction.stops.running import stop_by_record
from mingpai.kernel.ids import well_formed
from mingpai.kernel.money import is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.parameters import INSIST_DAYS, PRICE_OBJECTION_DAYS, PRICE_VALIDITY_MAX_MONTHS
from mingpai.law.periods import add_months, term_of_days
from mingpai.law.pricing import method_may_follow

# The reference price --------------------------------------------------------------------------


def start_pricing(state: Disposal, command: StartPricing, asked: Asked) -> Decision:
    """Begin to find the price, in the order of the ways; anew once the price has lapsed.

    Ways that were tried or skipped need a record. That pricing begins within 30 days of seizure is
    a duty and no bar. Source: 法释〔2018〕15号 第一, 二, 四, 五, 七, 十四条.
    """
    needs_record = command.tried or command.leave is not None
    papers = (command.record,) if needs_record or command.record else ()
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(*papers)
        or seizure_lapsed(state, asked.today)
        or _still_fixed(state, asked.today)
    )
    if wrong is not None:
        return wrong
    tried = tuple(dict.fromkeys(command.tried))
    if not method_may_follow(
        command.method.value, [one.value for one in tried], leave=command.leave
    ):
        return refused(Code.PRICE_METHOD_OUT_OF_ORDER, method=command.method.value)
    return (
        PricingStarted(
            method=command.method,
            tried=tried,
            started_on=asked.today,
            leave=command.leave,
            record=command.record,
        ),
    )


def _still_fixed(state: Disposal, today: date) -> Refused | None:
    """Return why no price is to be found: a valid one is on file, or a round rests on it."""
    price, current = state.file.preparation.price, state.current
    is_used = current is not None and current.is_running
    if price is None or (today > price.valid_until and not is_used):
        return None
    return refused(Code.PRICE_FIXED_ALREADY, valid_until=price.valid_until.isoformat())


def fix_price(state: Disposal, command: FixPrice, asked: Asked) -> Decision:
    """Record the price that was found, valid for as long as the law allows (K37).

    One that is found anew is not from before the work on it began: the old report would come back
    through it. The first may be: lists are entered late.
    """
    filed = state.file.preparation
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.report)
        or _days_wrong(state, command, asked)
        or seizure_lapsed(state, asked.today)
    )
    if wrong is not None:
        return wrong
    if filed.pricing is None:
        return refused(Code.PRICING_NOT_STARTED)
    if filed.price is not None:
        return refused(Code.PRICE_FIXED_ALREADY, valid_until=filed.price.valid_until.isoformat())
    wrong = _validity_too_long(command, asked) or _no_price(command)
    if wrong is not None:
        return wrong
    return (
        PriceFixed(
            method=filed.pricing,
            price_fen=command.price_fen,
            fixed_on=command.fixed_on,
            valid_until=command.valid_until,
            report=command.report,
        ),
    )


def correct_price(state: Disposal, command: CorrectPrice, asked: Asked) -> Decision:
    """Put right a price that the court recorded wrongly; what it was found by stays as it is.

    Only while nothing but withdrawn rounds rests on it: a round that runs is withdrawn first, one
    that was sold is a matter of annulment, one that failed of an objection to its conduct.
    A reading: the provisions have the report right, and say nothing of a slip in recording it.
    """
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.report, command.reason)
        or _days_wrong(state, command, asked)
    )
    if wrong is not None:
        return wrong
    price = state.file.preparation.price
    if price is None:
        return refused(Code.PRICE_NOT_FIXED)
    rests = (
        one.terms.number
        for one in state.rounds
        if one.phase is not Phase.WITHDRAWN and one.terms.number > price.after_round
    )
    number = next(rests, None)
    if number is not None:
        return refused(Code.PRICE_IN_USE, round=number)
    wrong = _validity_too_long(command, asked) or _no_price(command)
    if wrong is not None:
        return wrong
    return (
        PriceCorrected(
            price_fen=command.price_fen,
            fixed_on=command.fixed_on,
            valid_until=command.valid_until,
            report=command.report,
            reason=command.reason,
            on=asked.today,
        ),
    )


def _days_wrong(state: Disposal, command: FixPrice | CorrectPrice, asked: Asked) -> Refused | None:
    filed = state.file.preparation
    return (
        not_yet(command.fixed_on, asked)
        or _before(command.fixed_on, filed.seized_on)
        or _before(command.fixed_on, filed.pricing_since if filed.priced_before else None)
        or _before(command.valid_until, command.fixed_on)
    )


def _no_price(command: FixPrice | CorrectPrice) -> Refused | None:
    is_price = is_fen(command.price_fen) and command.price_fen
    return None if is_price else refused(Code.TERMS_OUT_OF_RANGE)


def _validity_too_long(command: FixPrice | CorrectPrice, asked: Asked) -> Refused | None:
    """Refuse a validity beyond what the law allows. Source: 法释〔2018〕15号 第二十七条第一款."""
    months = asked.setting.laws.dated(PRICE_VALIDITY_MAX_MONTHS, on=asked.today).value
    most = add_months(command.fixed_on, months)
    if command.valid_until <= most:
        return None
    return refused(
        Code.PRICE_VALIDITY_TOO_LONG,
        valid_until=command.valid_until.isoformat(),
        latest=most.isoformat(),
    )


def object_to_price(state: Disposal, command: ObjectToPrice, asked: Asked) -> Decision:
    """Record an objection to the price, within the term that service of the report began.

    Whom the report has not reached has all his time still.
    Source: 法释〔2018〕15号 第二十二, 二十三条.
    """
    filed = state.file.preparation
    wrong = (
        not_by_court(state, asked)
        or not_a_paper(command.statement)
        or not_yet(command.received_on, asked)
    )
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if filed.price is None:
        return refused(Code.PRICE_NOT_FIXED)
    wrong = _before(command.received_on, filed.price.fixed_on) or _objects_late(
        state, command, asked
    )
    if wrong is not None:
        return wrong
    if command.token not in filed.persons:
        return refused(Code.PERSON_UNKNOWN)
    return (PriceObjected(command.token, command.received_on, command.statement),)


def _objects_late(state: Disposal, command: ObjectToPrice, asked: Asked) -> Refused | None:
    """Refuse an objection after the days that the report on this very price gave him.

    Neither the report on an earlier price nor a service in vain counts; the first with effect does.
    """
    known_on = state.file.preparation.report_known_on(command.token)
    if known_on is None:
        return None
    days = asked.setting.laws.dated(PRICE_OBJECTION_DAYS, on=asked.today).value
    term = term_of_days(known_on, days, calendar=asked.setting.calendar)
    if not term.is_over(command.received_on):
        return None
    return refused(Code.PRICE_OBJECTION_TOO_LATE, last=term.last.isoformat())


def settle_objection(state: Disposal, command: SettlePriceObjection, asked: Asked) -> Decision:
    """Record that the objections to the price were dealt with; upheld, it is found anew.

    A round that runs rests on nothing then: it stands still at once, until it is withdrawn.
    Source: 法释〔2018〕15号 第二十二, 二十三条; 法释〔2016〕18号 第二十八, 三十六条 (a reading).
    """
    wrong = not_by_court(state, asked) or not_a_paper(command.decision)
    if wrong is not None:
        return wrong
    price = state.file.preparation.price
    if price is None or not price.is_objected:
        return refused(Code.NO_PRICE_OBJECTION)
    settled = PriceObjectionSettled(upheld=command.upheld, decision=command.decision)
    ground = StopGround.OBJECTION
    stop = stop_by_record(state, asked, ground, command.decision) if command.upheld else None
    return (settled,) if stop is None else (settled, stop)


# What the sale is to pay ----------------------------------------------------------------------


def record_claims(state: Disposal, command: RecordClaims, asked: Asked) -> Decision:
    """Record debt, senior claims and costs; what is on file later replaces it.

    What other property of the case has brought stops a round that runs, once it is enough and the
    debtor does not agree to sell all. Source: 法释〔2004〕16号 第十四条.
    """
    wrong = not_by_court(state, asked) or (
        not_a_paper(command.consent) if command.consent else None
    )
    if wrong is not None:
        return wrong
    amounts = (command.debt_fen, command.senior_fen, command.costs_fen, command.proceeds_fen)
    if not all(is_fen(amount) for amount in amounts) or not is_fen(sum(amounts)):
        return refused(Code.CLAIM_AMOUNTS_OUT_OF_RANGE)
    recorded = ClaimsRecorded(*amounts, consent=command.consent)
    is_covered = Claims(*amounts, consent=command.consent).must_stop
    ground = StopGround.DEBT_COVERED
    stop = stop_by_record(state, asked, ground, COVERED_REASON) if is_covered else None
    return (recorded,) if stop is None else (recorded, stop)


def insist(state: Disposal, command: InsistOnAuction, asked: Asked) -> Decision:
    """Record that the applicant, told that nothing may remain, asked in time to go on (K36).

    Source: 法释〔2004〕16号 第六条.
    """
    wrong = (
        not_by_court(state, asked) or not_a_paper(command.proof) or not_yet(command.asked_on, asked)
    )
    if wrong is not None:
        return wrong
    told_on = _applicant_told_on(state)
    if told_on is None:
        return refused(Code.SURPLUS_NOT_IN_QUESTION)
    days = asked.setting.laws.dated(INSIST_DAYS, on=asked.today).value
    term = term_of_days(told_on, days, calendar=asked.setting.calendar)
    if term.is_over(command.asked_on):
        return refused(Code.INSISTED_TOO_LATE, last=term.last.isoformat())
    return _before(command.asked_on, told_on) or (
        AuctionInsisted(asked_on=command.asked_on, proof=command.proof),
    )


def _applicant_told_on(state: Disposal) -> date | None:
    """Return when the last applicant was told that nothing may remain, or None."""
    filed = state.file.preparation
    days = (
        one.effective_on
        for one in filed.services
        if one.paper is Paper.SURPLUS_NOTICE
        and one.effective_on is not None
        and one.token in filed.holders(Role.APPLICANT)
    )
    return max(days, default=None)


def _before(day: date, cause: date | None) -> Refused | None:
    """Return why a day cannot be: it lies before what it follows from."""
    if cause is None or day >= cause:
        return None
    return refused(Code.DAY_BEFORE_CAUSE, day=day.isoformat(), cause=cause.isoformat())
