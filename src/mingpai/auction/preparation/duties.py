"""What a court must do before and between rounds: when, under which article, since when.

A term is counted from what began it, by the law of that day, and binds whether or not anybody
looked. Where the law of that day has no value there was no such duty.
Where to look next: `auction.duty`, `auction.duties` (which joins all parts).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from mingpai.auction.asked import Setting
from mingpai.auction.duty import Duty, Party
from mingpai.auction.model import Disposal, Phase, Round, RoundKind
from mingpai.auction.preparation.ladder import (
    Next,
    creditors_declined,
    is_priced_anew,
    measure_of,
    next_round,
)
from mingpai.auction.preparation.model import Paper, Preparation, Price, Role
from mingpai.auction.preparation.telling_guards import OWN_PAPER, roles_missing, untold
from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.parameters import (
    PRICE_GRACE_MONTHS,
    PRICE_REPORT_DAYS,
    PRICE_START_WITHIN_DAYS,
    R2_WITHIN_DAYS,
    SALE_NOTICE_WITHIN_DAYS,
    SALE_START_WITHIN_DAYS,
    SHAREHOLDER_DAYS,
    TENANT_DAYS,
)
from mingpai.law.periods import add_months, term_of_days
from mingpai.law.pricing import leaves_surplus
from mingpai.law.timeline import Dated, NoValueInForce, Timeline


class _Must(Struct, frozen=True):
    """A duty before it has a day."""

    what: str
    article: ArticleId
    zh: str
    en: str
    rule: RuleId | None = None


_START_PRICING = _Must(
    "start_pricing",
    ArticleId("FS2018-15:1"),
    "启动确定参考价的程序。",
    "Begin to find the reference price.",
)
_PRICE_ANEW = _Must(
    "start_pricing",
    ArticleId("FS2018-15:22"),
    "参考价已不能作为依据，重新确定参考价。",
    "The price fell away: find the reference price anew.",
)
_RENEW_SEIZURE = _Must(
    "renew_seizure",
    ArticleId("CPLI-2022:485"),
    "查封到期之前处置完毕，或者办理续行查封。",
    "Finish before the seizure lapses, or renew it.",
    RuleId("K39"),
)
_SEND_REPORT = _Must(
    "send_price_report",
    ArticleId("FS2018-15:21"),
    "把询价或者评估报告发送当事人。",
    "Send the report on the price to the parties.",
)
_SETTLE_OBJECTION = _Must(
    "settle_price_objection",
    ArticleId("FS2018-15:22"),
    "处理对参考价的异议。",
    "Deal with the objection to the price.",
)
_START_SALE = _Must(
    "start_sale",
    ArticleId("FS2018-15:30"),
    "启动变价程序：确定平台。",
    "Begin the sale: put the disposal on a platform.",
    RuleId("K38"),
)
_PUBLISH_FIRST = _Must(
    "publish_first_notice",
    ArticleId("FS2018-15:27.3"),
    "在参考价有效期内发布第一次公告。",
    "Publish the first notice while the reference price is valid.",
    RuleId("K37"),
)
_OPEN_NEXT = _Must(
    "open_before_price_lapses",
    ArticleId("FS2018-15:27.3"),
    "在参考价失效之前开始下一轮，否则重新定价。",
    "Open the next round before the reference price lapses, or find it anew.",
    RuleId("K37"),
)
_TELL_APPLICANT = _Must(
    "tell_of_no_surplus",
    ArticleId("FS2004-16:6"),
    "把拍卖无剩余可能的情况通知申请执行人。",
    "Tell the applicant that nothing may remain.",
    RuleId("K36"),
)
_TELL_PARTIES = _Must(
    "tell_parties",
    ArticleId("FS2016-18:16.1"),
    "公告发布之前通知当事人和已知优先购买权人。",
    "Tell parties and known priority holders before the notice is published.",
    RuleId("K05"),
)
_TELL_LATE = _Must(
    "tell_parties",
    ArticleId("FS2016-18:16.1"),
    "公告之后查明的当事人、优先购买权人，立即通知。",
    "Tell at once whoever turned out after the notice to be a party or a priority holder.",
    RuleId("K05"),
)
_TELL_TENANT = _Must(
    "tell_tenant",
    ArticleId("CIVIL-CODE:727"),
    "拍卖之前在法定期限内通知承租人。",
    "Tell the tenant so many days before the auction as the law says.",
    RuleId("K41"),
)
_TELL_SHAREHOLDERS = _Must(
    "tell_shareholders",
    ArticleId("COMPANY-2023:85"),
    "通知公司和股东，使其期限在竞价结束之前届满。",
    "Tell company and shareholders, so that their term is over before bidding closes.",
    RuleId("K40"),
)
_SECOND_AUCTION = _Must(
    "start_second_auction",
    ArticleId("FS2016-18:26.1"),
    "流拍后再次拍卖。",
    "Auction again after the failure.",
    RuleId("K09"),
)
_ANNOUNCE_SALE = _Must(
    "announce_sale",
    ArticleId("FMC2017-455:0"),
    "二拍流拍且无人抵债的，发布变卖公告。",
    "Publish the notice of the sale after the second failure.",
)
_AUCTION_AGAIN = _Must(
    "auction_again",
    ArticleId("FS2016-18:24.1"),
    "悔拍后重新拍卖。",
    "Auction again after the default.",
)
_ANNOUNCE_AGAIN = _Must(
    "announce_again",
    ArticleId("FS2016-18:12.1"),
    "本轮已撤回或者撤销，重新公告。",
    "The round was withdrawn or annulled: announce it again.",
)


def duties_of_preparation(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield what the court must do before and between rounds."""
    if state.court is None or state.file.ending is not None:
        return
    filed = state.file.preparation
    until, title_on = filed.seizure_until, state.file.settlement.title_on
    if until is not None and (title_on is None or title_on > until):  # the ruling may be on display
        yield _due(_RENEW_SEIZURE, filed.seized_on or until, until=until)
    yield from _of_pricing(state, setting)
    if filed.price is not None:
        yield from _of_price(state, filed.price, setting)
    current, following = state.current, _next_round(state)
    yield from _of_surplus(filed)
    if filed.assignment is not None and following is not None and _is_untold(state):
        yield _due(_TELL_PARTIES, filed.assignment.on)
    if current is not None and current.is_running:
        yield from _of_late_telling(state, current, setting)
    is_free = state.file.settlement.self_disposal is None
    if current is not None and following is not None and is_free:
        yield from _of_next_round(state, current, following, setting)


def _next_round(state: Disposal) -> Next | None:
    """Return the round that comes next; none while somebody has the property, in kind as well."""
    return None if state.file.settlement.is_sold else next_round(state)


# The parts ------------------------------------------------------------------------------------


def _of_pricing(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield the duty to begin to find a price: the term of the law runs from the seizure alone.

    Since when a price has fallen is not on file: it is told from the day of the last notice.
    """
    filed = state.file.preparation
    since = filed.seized_on
    if filed.price is not None or filed.pricing is not None or since is None:
        return
    if filed.priced_before:
        current = state.current
        yield _due(_PRICE_ANEW, since if current is None else current.terms.announced_on)
    else:
        yield from _within(_START_PRICING, PRICE_START_WITHIN_DAYS, since, setting)


def _of_price(state: Disposal, price: Price, setting: Setting) -> Iterator[Duty]:
    """Yield what a price asks for, until a notice rests on it: one found anew as the first."""
    filed, rounds = state.file.preparation, len(state.rounds)
    if price.has_report and rounds <= price.report_after and _unserved(filed):
        yield from _within(_SEND_REPORT, PRICE_REPORT_DAYS, price.known_from, setting)
    if price.is_objected:
        yield _due(_SETTLE_OBJECTION, price.fixed_on)
    if rounds <= price.after_round:
        if state.platform is None and state.file.settlement.own_sale_since is None:
            yield from _within(_START_SALE, SALE_START_WITHIN_DAYS, price.fixed_on, setting)
        yield _due(_PUBLISH_FIRST, price.fixed_on, until=price.valid_until)


def _unserved(filed: Preparation) -> bool:
    """Say whether the report on this price reached a party not yet: a service in vain is none."""
    parties = filed.holders(Role.APPLICANT, Role.DEBTOR)
    return any(filed.report_known_on(token) is None for token in parties)


def _of_surplus(filed: Preparation) -> Iterator[Duty]:
    """Yield the duty to tell the applicant, before the next notice, that nothing may remain."""
    claims, panel = filed.claims, filed.panel
    if claims is not None and panel is not None and not _applicant_told(filed):
        reserve_fen = panel.start_price_fen
        if not leaves_surplus(
            reserve_fen=reserve_fen, senior_fen=claims.senior_fen, costs_fen=claims.costs_fen
        ):
            yield _due(_TELL_APPLICANT, panel.on)


def _applicant_told(filed: Preparation) -> bool:
    return any(
        one.paper is Paper.SURPLUS_NOTICE and one.effective_on is not None for one in filed.services
    )


def _is_untold(state: Disposal) -> bool:
    """Say whether anybody is missing, or was named and neither told nor spared by his waiver."""
    return any(roles_missing(state)) or any(untold(state))


def _of_late_telling(state: Disposal, current: Round, setting: Setting) -> Iterator[Duty]:
    """Yield whom to tell of the round that runs: who turned out to be concerned after its notice.

    While bidding stands still it is not known until when.
    """
    roles, since = set(untold(state)), current.terms.announced_on
    is_still = current.stop is not None
    opens_on, closes_on = local_date(current.terms.opens_at), local_date(current.book.closes_at)
    if roles.difference(OWN_PAPER):
        yield _due(_TELL_LATE, since)
    if Role.TENANT in roles:
        days = _dated(TENANT_DAYS, since, setting)
        last = None if days is None or is_still else opens_on - timedelta(days=days.value)
        yield _due(_TELL_TENANT, since, until=last)
    if roles.intersection((Role.COMPANY, Role.SHAREHOLDER)):
        days = _dated(SHAREHOLDER_DAYS, since, setting)
        last = None if days is None or is_still else closes_on - timedelta(days=days.value + 1)
        yield _due(_TELL_SHAREHOLDERS, since, until=last)


def _of_next_round(
    state: Disposal, current: Round, following: Next, setting: Setting
) -> Iterator[Duty]:
    """Yield what leads to the next round, once creditors were asked where they must be."""
    ended_on = _ended_on(current)
    if current.phase is Phase.DEFAULTED:
        yield _due(_AUCTION_AGAIN, ended_on)
    elif not following.after_failure:
        yield _due(_ANNOUNCE_AGAIN, ended_on)
    failed = measure_of(state, following.auction)
    if following.kind is RoundKind.AUCTION_2 and failed is not None:
        yield from _within(_SECOND_AUCTION, R2_WITHIN_DAYS, _ended_on(failed), setting)
    if following.kind is RoundKind.SALE and failed is not None and creditors_declined(state):
        yield from _within(_ANNOUNCE_SALE, SALE_NOTICE_WITHIN_DAYS, _ended_on(failed), setting)
    price = state.file.preparation.price
    if price is not None and not is_priced_anew(state):
        grace = _dated(PRICE_GRACE_MONTHS, price.fixed_on, setting)
        if grace is not None:
            last = add_months(price.valid_until, grace.value)
            yield _due(_OPEN_NEXT, ended_on, until=last)


def _ended_on(current: Round) -> date:
    """Return the day on which a round ended; of one that was withdrawn, that of its notice."""
    ended = current.closed_at
    return current.terms.announced_on if ended is None else local_date(ended)


# Putting a duty together ----------------------------------------------------------------------


def _due(must: _Must, since: date, *, until: date | None = None, verified: bool = True) -> Duty:
    return Duty(
        what=must.what,
        by=Party.COURT,
        article=must.article,
        zh=must.zh,
        en=must.en,
        since=since,
        until=until,
        rule=must.rule,
        verified=verified,
    )


def _within(must: _Must, days: Timeline[int], since: date, setting: Setting) -> Iterator[Duty]:
    """Yield a duty whose term of days begins on a day, if the law of that day knows it."""
    dated = _dated(days, since, setting)
    if dated is None:
        return
    term = term_of_days(since, dated.value, calendar=setting.calendar)
    yield _due(must, since, until=term.last, verified=dated.verified and term.verified)


def _dated(timeline: Timeline[int], day: date, setting: Setting) -> Dated[int] | None:
    try:
        return setting.laws.dated(timeline, on=day)
    except NoValueInForce:
        return None
