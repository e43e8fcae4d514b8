"""What a court must do before and between rounds: when, under which article, since when.

A term is counted from what began it, by the law of that day, and binds whether or not anybody
looked. Where the law of that day has no value there was no such duty.
Where to look next: `auction.duty`, `auction.duties` (which joins all parts).
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from mingpai.auction.asked import Setting
from mingpai.auction.duty import Duty, Party
from mingpai.auction.model import Disposal, Phase, Round, RoundKind
from mingpai.auction.preparation.ladder import Next, creditors_declined, measure_of, next_round
from mingpai.auction.preparation.model import Paper, Preparation, Price, PriceMethod, Role
from mingpai.auction.preparation.telling_guards import (
    OWN_PAPER,
    TOLD_BEFORE_NOTICE,
    papers_for,
    roles_missing,
    told,
)
from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.parameters import (
    PRICE_GRACE_MONTHS,
    PRICE_REPORT_DAYS,
    PRICE_START_WITHIN_DAYS,
    R2_WITHIN_DAYS,
    SALE_NOTICE_WITHIN_DAYS,
    SALE_START_WITHIN_DAYS,
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
    if filed.seizure_until is not None and state.file.settlement.title_on is None:
        since = filed.seized_on or filed.seizure_until
        yield _due(_RENEW_SEIZURE, since, until=filed.seizure_until)
    if filed.price is None and filed.pricing is None and filed.seized_on is not None:
        yield from _within(_START_PRICING, PRICE_START_WITHIN_DAYS, filed.seized_on, setting)
    if filed.price is not None:
        yield from _of_price(state, filed.price, setting)
    yield from _of_telling(state)
    current, following = state.current, next_round(state)
    is_free = state.file.settlement.self_disposal is None
    if current is not None and following is not None and is_free:
        yield from _of_next_round(state, current, following, setting)


# The parts ------------------------------------------------------------------------------------


def _of_price(state: Disposal, price: Price, setting: Setting) -> Iterator[Duty]:
    filed = state.file.preparation
    is_reported = price.method in (PriceMethod.NETWORK_INQUIRY, PriceMethod.APPRAISAL)
    if is_reported and not state.rounds and _unserved(filed, price):
        yield from _within(_SEND_REPORT, PRICE_REPORT_DAYS, price.fixed_on, setting)
    if price.is_objected:
        yield _due(_SETTLE_OBJECTION, price.fixed_on)
    if not state.rounds:
        if state.platform is None:
            yield from _within(_START_SALE, SALE_START_WITHIN_DAYS, price.fixed_on, setting)
        yield _due(_PUBLISH_FIRST, price.fixed_on, until=price.valid_until)


def _unserved(filed: Preparation, price: Price) -> bool:
    served = {
        one.token
        for one in filed.services
        if one.paper is Paper.PRICE_REPORT and one.on >= price.fixed_on
    }
    return not served.issuperset(filed.holders(Role.APPLICANT, Role.DEBTOR))


def _of_telling(state: Disposal) -> Iterator[Duty]:
    """Yield what must be told before the next notice: of no surplus, and of the sale itself."""
    filed = state.file.preparation
    claims, panel = filed.claims, filed.panel
    if claims is not None and panel is not None and not _applicant_told(filed):
        reserve_fen = panel.start_price_fen
        if not leaves_surplus(
            reserve_fen=reserve_fen, senior_fen=claims.senior_fen, costs_fen=claims.costs_fen
        ):
            yield _due(_TELL_APPLICANT, panel.on)
    if filed.assignment is not None and next_round(state) is not None and _is_untold(state):
        yield _due(_TELL_PARTIES, filed.assignment.on)


def _applicant_told(filed: Preparation) -> bool:
    return any(
        one.paper is Paper.SURPLUS_NOTICE and one.effective_on is not None for one in filed.services
    )


def _is_untold(state: Disposal) -> bool:
    """Say whether anybody is missing, or was named and neither told nor spared by his waiver."""
    filed = state.file.preparation
    untold = (
        token
        for token, role in filed.concerned()
        if (role in TOLD_BEFORE_NOTICE or role in OWN_PAPER)
        and token not in filed.waivers
        and not told(state, token, *papers_for(role))
    )
    return any(roles_missing(state)) or any(untold)


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
    if price is not None:
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
