"""What must happen after a round, until when, by whom: money back, money in, title, money out.

A duty stays until it is done, however late. Whose deposit is still held is for court and platform
alone: it names codes that never bid. What is said of each stands in `settlement.duty_words`.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mingpai.auction.asked import Setting
from mingpai.auction.duty import Duty
from mingpai.auction.model import Disposal, Phase, Round, RoundKind, is_title_void
from mingpai.auction.objections.terms import free_from, holds_the_sale
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
    own_sale_unpaid,
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
    REFUND_HOURS,
    RULING_WITHIN_DAYS,
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
    yield from _of_deposits(state, setting)
    current, done = state.current, state.file.settlement
    if current is None:
        yield from _own_sale(state, setting)
        return
    if current.is_running:
        return
    if done.is_sold and state.file.ending in (None, Ending.DISTRIBUTED):
        yield from _delivery(state, setting)
    yield from _own_sale(state, setting)
    if state.file.ending is not None:
        return
    if done.is_sold:
        yield from _after_sale(state, current, setting)
    elif done.self_disposal is None:
        yield from _without_buyer(state, current, setting)


def _without_buyer(state: Disposal, current: Round, setting: Setting) -> Iterator[Duty]:
    """Yield what follows where nobody has the property: after a taker's default whoever is asked.

    The next round itself is told by `preparation.duties`.
    """
    if current.phase is Phase.CLOSED_UNSOLD:
        yield from _after_failure(state, current, setting)
    is_asked = state.file.settlement.set_off is not None and not creditors_declined(state)
    if current.phase is Phase.DEFAULTED and is_asked:
        yield _set_off(state, current, setting)


def _of_deposits(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield what is owed of deposits, of every round that ended: the next notice changes nothing.

    What a defaulter lost is used once it is with the court.
    """
    for held in all_held(state):
        yield _money_back(state, held, setting)
    yield from _use_of_forfeit(state)
    for number in state.file.settlement.to_forward:
        yield _forwarding(state, number, setting)


def _own_sale(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield the end of the debtor's own sale, and what becomes of the money that it brought."""
    done, current = state.file.settlement, state.current
    if own_sale_unpaid(state) and done.paid_on is not None:
        yield from _until_paid_out(state, current, done.paid_on, setting)
    own = done.self_disposal
    if own is not None and state.file.ending is None:
        closed = own.until if current is None else closed_on(current)
        since = done.own_sale_since or closed
        yield duty("conclude_self_disposal", since=since, until=own.until)


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


def _days(setting: Setting, timeline: Timeline[int], one: Round | None, since: date) -> Term | None:
    """Return the term of days that begins on `since`, under the law that binds a round, if any."""
    bound_on = since if one is None else one.terms.announced_on
    try:
        days = setting.laws.dated(timeline, on=bound_on)
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
    if lost is None or to_forward_fen(state, lost.round):
        return
    if price_after(state, lost) is not None or state.file.ending is not None:
        yield duty("apply_forfeit", since=lost.decided_on, amount_fen=lost.amount_fen)


def _forwarding(state: Disposal, number: int, setting: Setting) -> Duty:
    """Return that the winner's deposit of a round is forwarded (K27): a platform holds it."""
    one = round_of(state, number) or state.rounds[-1]
    return duty(
        "forward_deposit",
        since=one.closed_at or one.terms.announced_on,
        until=_hours(setting, FORWARD_HOURS, one),
        amount_fen=to_forward_fen(state, number),
    )


# After a sale or a set-off -------------------------------------------------------------------


def _after_sale(state: Disposal, current: Round, setting: Setting) -> Iterator[Duty]:
    """Yield what follows a sale; payment, title and payout wait for what others filed.

    Source: 法释〔2016〕18号 第三十六条第二款; 民事诉讼法（2023年修正）第二百三十六条.
    """
    done = state.file.settlement
    if done.code is not None and not current.is_confirmed:
        yield duty("publish_confirmation", since=closed_on(current))
    if holds_the_sale(state):
        return
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
    yield duty("decide_default", since=max(term.last + _DAY, free_from(state, setting)))


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

    Where an authority must approve first, the term of the ruling begins with the approval; where
    somebody's filing held the sale, once it does not.
    """
    done = state.file.settlement
    if done.title_on is not None:
        return
    since = max(paid_on, done.approved_on or paid_on, free_from(state, setting))
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
    if done.title_on is None or is_title_void(state) or done.delivered_on is not None:
        return
    term = _days(setting, DELIVERY_WITHIN_DAYS, state.rounds[-1], done.title_on)
    yield duty("hand_over", since=done.title_on, until=term)


def _until_paid_out(
    state: Disposal, current: Round | None, paid_on: date, setting: Setting
) -> Iterator[Duty]:
    """Yield the plan, what is filed against it, and the payout (K32)."""
    done = state.file.settlement
    since = max(paid_on, free_from(state, setting))
    until = _days(setting, PAYOUT_WITHIN_DAYS, current, since)
    if done.plan_on is None and needs_plan(state):
        yield duty("send_plan", since=paid_on, until=until)
    if done.plan_on is not None and done.plan_objected:
        yield duty("settle_plan_objection", since=done.plan_on)
    yield duty("pay_out", since=since, until=until)


# After a failure -----------------------------------------------------------------------------


def _after_failure(state: Disposal, failed: Round, setting: Setting) -> Iterator[Duty]:
    """Yield set-off, or the end after the last round."""
    if not creditors_declined(state):
        yield _set_off(state, failed, setting)
    elif failed.terms.auction is RoundKind.SALE:
        yield duty("end_disposal", since=closed_on(failed))


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
