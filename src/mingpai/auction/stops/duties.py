"""What must happen while a round stands still, or because it must stop: by whom, until when.

A duty that is late stays a duty. Where to look next: `auction.duty`, `stops.decide`.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from mingpai.auction.asked import Setting, is_digest
from mingpai.auction.codes import article
from mingpai.auction.duty import Duty, Party
from mingpai.auction.model import Disposal, Round
from mingpai.auction.stops.model import Stop, StopKind
from mingpai.kernel.ids import ArticleId, RuleId
from mingpai.kernel.moments import local_date
from mingpai.law.parameters import RESUME_WITHIN_DAYS
from mingpai.law.periods import term_of_days

_WITHDRAWAL, _COVERED = ArticleId("FS2004-16:17"), ArticleId("FS2004-16:14")
_PRICE, _SEIZURE = ArticleId("FS2018-15:22"), ArticleId("CPLI-2022:485")


def duties_of_stops(state: Disposal, setting: Setting) -> Iterator[Duty]:
    """Yield what is owed about a stop of the round, or about a round that must be withdrawn.

    Raises: NoValueInForce.
    """
    current = state.current
    if current is None or not current.is_running or state.file.ending is not None:
        return
    if current.stop is not None:
        yield from _of_stop(current.stop)
        yield from _resumption(state, current, current.stop, setting)
    yield from _withdrawal(state, current)


def _of_stop(stop: Stop) -> Iterator[Duty]:
    if stop.emergency_at is not None and stop.reported_at is None:
        yield Duty(
            what="report_emergency",
            by=Party.PLATFORM,
            article=article("28.2"),
            zh="平台已紧急暂停竞价，须立即报告法院。",
            en="The platform stopped bidding in an emergency and must report to the court at once.",
            since=stop.emergency_at,
            rule=RuleId("K35"),
        )
    if not is_digest(stop.reason):
        yield Duty(
            what="publish_stop_reason",
            by=Party.PLATFORM if stop.kind is StopKind.EMERGENCY else Party.COURT,
            article=article("28.3"),
            zh="竞价为什么停止，须及时在平台公布。",
            en="Why bidding stands still must be published on the platform without delay.",
            since=stop.since,
            rule=RuleId("K33"),
        )


def _resumption(state: Disposal, current: Round, stop: Stop, setting: Setting) -> Iterator[Duty]:
    """Yield the duty to resume, once it is known when the cause ends or ended.

    While an outsider's claim stands in the way nobody may resume. Source: 第二十八条第四款 (K34).
    """
    ends_on = stop.ends_on
    if ends_on is None or any(one.blocks_sale for one in state.file.objections):
        return
    days = setting.laws.dated(RESUME_WITHIN_DAYS, on=current.terms.announced_on)
    term = term_of_days(ends_on, days.value, calendar=setting.calendar)
    yield Duty(
        what="resume_bidding",
        by=Party.COURT,
        article=article("28.4"),
        zh="暂停的期限届满或者事由消除后，须在期限内恢复竞价，或者撤回。",
        en="Once the term or the cause of the stop has ended, bidding resumes in time or the round "
        "is withdrawn.",
        since=ends_on,
        until=term.last,
        rule=RuleId("K34"),
        verified=days.verified and term.verified,
    )


def _withdrawal(state: Disposal, current: Round) -> Iterator[Duty]:
    """Yield the duty to withdraw: a claim was upheld, or what the round rests on fell away.

    Since when the debt is covered, or the price fell, is not on file: it is told from the day of
    the notice. Source: 法释〔2004〕16号 第十四, 十七条; 法释〔2018〕15号 第二十二, 二十三条;
    民诉法解释（2022年修正）第四百八十五条.
    """
    for one in state.file.objections:
        if one.blocks_sale and not one.is_open:
            yield _withdraw_round(
                _WITHDRAWAL,
                one.decided_on or one.filed_on,
                zh=f"第 {one.number} 号案外人异议成立，须撤回拍卖。",
                en=f"Outsider's claim {one.number} was upheld: the auction must be withdrawn.",
            )
    filed, announced_on = state.file.preparation, current.terms.announced_on
    if filed.fell_in == current.terms.number:
        yield _withdraw_round(
            _PRICE,
            announced_on,
            zh="对本轮依据的参考价的异议已经成立，须撤回拍卖，重新定价后再公告。",
            en="The reference price of this round was found wrong: withdraw it, and announce again "
            "once the price is found anew.",
        )
    until = filed.seizure_until
    if until is not None and local_date(current.book.closes_at) > until:
        yield _withdraw_round(
            _SEIZURE,
            until + timedelta(days=1),
            zh="查封在竞价结束之前到期：到期前未续行查封的，须撤回拍卖。",
            en="The seizure ends before bidding does: unless it is renewed, withdraw the auction.",
        )
    if filed.claims is not None and filed.claims.must_stop:
        yield _withdraw_round(
            _COVERED,
            announced_on,
            zh="本案其他财产所得已够清偿债务和费用，须停止拍卖，被执行人同意的除外。",
            en="What else was sold covers debt and costs: the auction must stop, unless the debtor "
            "agrees to it.",
        )


def _withdraw_round(basis: ArticleId, since: date, *, zh: str, en: str) -> Duty:
    return Duty(what="withdraw_round", by=Party.COURT, article=basis, zh=zh, en=en, since=since)
