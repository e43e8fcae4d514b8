"""What must happen after a round, until when, by whom: money back, money in, title, money out.

A duty stays until it is done, however late. Whose deposit is still held is for court and platform
alone: it names codes that never bid. What is said of each stands in `settlement.duty_words`.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mingpai.auction.asked import Setting
from mingpai.auction.duty import Duty
from mingpai.auction.model import Disposal, Phase, Round, RoundKind
from mingpai.auction.preparation.ladder import creditors_declined
from mingpai.auction.preparation.model import Paper, Trait
from mingpai.auction.settlement.distribution import needs_plan
from mingpai.auction.settlement.duty_words import duty
from mingpai.auction.settlement.model import Ending, money_key
from mingpai.auction.settlement.owed import (
    Held,
    all_held,
    balance_term,
    closed_on,
    open_forfeit,
    price_after,
    round_of,
    sold_since,
    to_forward_fen,
)
from mingpai.auction.settlement.title import needs
from mingpai.kernel.ids import LotToken
from mingpai.law.parameters import (
    DELIVERY_WITHIN_DAYS,
    FORWARD_HOURS,
    PAYOUT_WITHIN_DAYS,
    R2_WITHIN_DAYS,
    REFUND_HOURS,
    RULING_WITHIN_DAYS,
    SALE_NOTICE_WITHIN_DAYS,
    SALE_OFFSET_ASK_DAYS,
)
from mingpai.law.periods import Term, term_of_days, term_of_hours
from mingpai.law.timeline import NoValueInForce, Timeline

REMIND_DAYS = (3, 1)
"""The buyer is reminded so many days before the balance is due: ours, no article says it."""
_DAY = timedelta(days=1)


def duties_of_settlement(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield everything that must happen after a round (or its withdrawal).

    Source: 法释〔2016〕18号 第二十二至二十六条; 法释〔2004〕16号 第十六, 二十, 二十二, 二十七条.
    """
    current = state.current
    if current is None or current.is_running:
        return
    for held in all_held(state):
        yield _money_back(state, held, setting)
    yield from _use_of_forfeit(state)
    yield from _forwarding(state, current, setting)
    done = state.file.settlement
    if done.is_sold and state.file.ending in (None, Ending.DISTRIBUTED):
        yield from _delivery(state, setting)
    if state.file.ending is not None:
        return
    if done.is_sold:
        yield from _after_sale(state, current, setting)
    elif done.self_disposal is not None:
        since, until = closed_on(current), done.self_disposal.until
        yield duty("conclude_self_disposal", since=done.own_sale_since or since, until=until)
    elif current.phase is Phase.CLOSED_UNSOLD:
        yield from _after_failure(state, current, setting)
    elif current.phase is Phase.DEFAULTED:
        yield duty("hold_again", since=done.defaulted_on or closed_on(current))
        if not (done.set_off is None or creditors_declined(state)):
            yield _set_off(state, current, setting)


# Terms ---------------------------------------------------------------------------------------


def _hours(setting: Setting, timeline: Timeline[int], one: Round) -> datetime | None:
    """Return when a term of hours from the close of a round is over, if the law sets one."""
    if one.closed_at is None:
        return None
    try:
        hours = setting.laws.dated(timeline, on=one.terms.announced_on)
    except NoValueInForce:
        return None
    return term_of_hours(one.closed_at, hours.value)


def _days(setting: Setting, timeline: Timeline[int], one: Round, since: date) -> Term | None:
    """Return the term of days that begins on `since`, under the law that binds a round."""
    try:
        days = setting.laws.dated(timeline, on=one.terms.announced_on)
    except NoValueInForce:
        return None
    term = term_of_days(since, days.value, calendar=setting.calendar)
    return Term(term.last, term.verified and days.verified)


# Money that goes back, and what a forfeit is used for ----------------------------------------


def _money_back(state: Disposal, held: Held, setting: Setting) -> Duty:
    """Return whose money goes back: within hours of the close (K26), or at once after a default."""
    done = state.file.settlement
    one = round_of(state, held.number) or state.rounds[-1]
    code = held.code or "-"
    if money_key(held.number, held.code or "") in done.owed_back:
        since = done.defaulted_on or done.annulled_on or closed_on(one)
        return duty("return_buyers_money", since=since, code=code, amount_fen=held.amount_fen)
    return duty(
        "return_deposit",
        since=one.closed_at or one.terms.announced_on,
        until=_hours(setting, REFUND_HOURS, one),
        code=code,
        amount_fen=held.amount_fen,
    )


def _use_of_forfeit(state: Disposal) -> Iterator[Duty]:
    lost = open_forfeit(state)
    if lost is None:
        return
    if price_after(state, lost) is not None or state.file.ending is not None:
        yield duty("apply_forfeit", since=lost.decided_on, amount_fen=lost.amount_fen)


def _forwarding(state: Disposal, current: Round, setting: Setting) -> Iterator[Duty]:
    """Yield that the winner's deposit is forwarded (K27), where a platform holds it."""
    amount_fen = to_forward_fen(state)
    if amount_fen:
        yield duty(
            "forward_deposit",
            since=current.closed_at or current.terms.announced_on,
            until=_hours(setting, FORWARD_HOURS, current),
            amount_fen=amount_fen,
        )


# After a sale or a set-off -------------------------------------------------------------------


def _after_sale(state: Disposal, current: Round, setting: Setting) -> Iterator[Duty]:
    done = state.file.settlement
    if done.code is not None and not current.is_confirmed:
        yield duty("publish_confirmation", since=closed_on(current))
    if done.covered_on is None:
        yield from _until_paid(state, setting)
    if done.paid_on is None:
        return
    yield from _until_title(state, current, done.paid_on, setting)
    yield from _until_paid_out(state, current, done.paid_on, setting)


def _until_paid(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield the payment, the reminders before it and the decision after it (K29)."""
    done = state.file.settlement
    term = balance_term(state, setting.calendar)
    if term is None:
        return
    since = sold_since(state)
    yield duty(
        "pay_balance" if done.code is not None else "pay_difference",
        since=since,
        until=term,
        amount_fen=done.price_fen - done.paid_fen,
    )
    yield from _reminders(state, since, term)
    yield duty("decide_default", since=term.last + _DAY)


def _reminders(state: Disposal, since: date, term: Term) -> Iterator[Duty]:
    """Yield each reminder that was not served yet, of those that come before the term ends."""
    buyer = state.file.settlement.buyer
    for days in REMIND_DAYS:
        by = max(since, term.last - days * _DAY)
        if not _reminded(state, buyer, since=since, until=term.last):
            yield duty("remind_buyer", since=since, until=by)
        since = min(by + _DAY, term.last)


def _reminded(state: Disposal, buyer: LotToken | None, *, since: date, until: date) -> bool:
    return any(
        one.paper is Paper.BALANCE_REMINDER and one.token == buyer and since <= one.on <= until
        for one in state.file.preparation.services
    )


def _until_title(
    state: Disposal, current: Round, paid_on: date, setting: Setting
) -> Iterator[Duty]:
    """Yield what comes before title passes: review, approval, the ruling, its service (K30, K42).

    Where an authority must approve first, the term of the ruling begins with the approval.
    """
    done = state.file.settlement
    if done.title_on is not None:
        return
    since = max(paid_on, done.approved_on or paid_on)
    until = _days(setting, RULING_WITHIN_DAYS, current, since)
    if done.ruled_on is not None:
        yield duty("serve_ruling", since=done.ruled_on, until=until)
        return
    if needs(state, Trait.PURCHASE_RESTRICTED):
        yield duty("review_eligibility", since=paid_on, until=until)
    if (done.eligibility is not None and not done.eligibility.is_eligible) or (
        done.is_approved is False
    ):
        yield duty("decide_default", since=since)
    elif needs(state, Trait.APPROVAL_NEEDED) and not done.is_approved:
        yield duty("obtain_approval", since=paid_on)
    else:
        yield duty("make_ruling", since=since, until=until)


def _delivery(state: Disposal, setting: Setting) -> Iterator[Duty]:
    done = state.file.settlement
    if done.title_on is None or done.delivered_on is not None:
        return
    term = _days(setting, DELIVERY_WITHIN_DAYS, state.rounds[-1], done.title_on)
    yield duty("hand_over", since=done.title_on, until=term)


def _until_paid_out(
    state: Disposal, current: Round, paid_on: date, setting: Setting
) -> Iterator[Duty]:
    """Yield the plan, what is filed against it, and the payout (K32)."""
    done = state.file.settlement
    until = _days(setting, PAYOUT_WITHIN_DAYS, current, paid_on)
    if done.plan_on is None and needs_plan(state):
        yield duty("send_plan", since=paid_on, until=until)
    if done.plan_on is not None and done.plan_objected:
        yield duty("settle_plan_objection", since=done.plan_on)
    yield duty("pay_out", since=paid_on, until=until)


# After a failure -----------------------------------------------------------------------------


def _after_failure(state: Disposal, failed: Round, setting: Setting) -> Iterator[Duty]:
    """Yield set-off and the next round, or the end after the last (K09)."""
    since = closed_on(failed)
    if not creditors_declined(state):
        yield _set_off(state, failed, setting)
    if failed.terms.auction is RoundKind.AUCTION_1:
        until = _days(setting, R2_WITHIN_DAYS, failed, since)
        yield duty("start_second_auction", since=since, until=until)
    elif failed.terms.auction is RoundKind.AUCTION_2:
        until = _days(setting, SALE_NOTICE_WITHIN_DAYS, failed, since)
        yield duty("announce_sale", since=since, until=until)
    elif creditors_declined(state):
        yield duty("end_disposal", since=since)


def _set_off(state: Disposal, failed: Round, setting: Setting) -> Duty:
    """Return what set-off waits for: that creditors are asked, or that it is settled."""
    offered = state.file.settlement.set_off
    if offered is not None:
        return duty("settle_set_off", since=offered.asked_on)
    since = closed_on(failed)
    if failed.terms.auction is not RoundKind.AUCTION_2:
        return duty("ask_creditors", since=since)
    until = _days(setting, SALE_OFFSET_ASK_DAYS, failed, since)
    return duty("ask_creditors", since=since, until=until)
