"""The days and hours of a round: how long its notice stands, how long bidding, who needs more.

The same guards judge a notice and a correction from which the term of a notice begins again.
Source: 法释〔2016〕18号 第十二, 二十, 二十六条; 法明传〔2017〕455号 (变卖); 公司法（2023年修订）
第八十五条; 民法典 第七百二十七条. Where to look next: `law.notice` (how the days are counted).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from mingpai.auction.bidding import milliseconds
from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.draft import Timing, by_article
from mingpai.auction.preparation.ladder import measure_of
from mingpai.auction.preparation.model import Role
from mingpai.auction.preparation.telling_guards import OWN_PAPER, told
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused
from mingpai.law.bidding import window_is_long_enough
from mingpai.law.notice import (
    days_for,
    earliest_close_for_shareholders,
    earliest_opening,
    is_early_enough,
    latest_start,
    shareholders_had_their_term,
    tenant_told_in_time,
)
from mingpai.law.parameters import (
    NOTICE_DAYS_R1,
    NOTICE_DAYS_R2,
    NOTICE_DAYS_SALE,
    R2_WITHIN_DAYS,
    SALE_PERIOD_DAYS,
    SALE_RUN,
    SHAREHOLDER_DAYS,
    TENANT_DAYS,
    NoticeDays,
)
from mingpai.law.timeline import Dated

_SECOND_MS = 1000
_NOTICE_DAYS = {
    RoundKind.AUCTION_1: NOTICE_DAYS_R1,
    RoundKind.AUCTION_2: NOTICE_DAYS_R2,
    RoundKind.SALE: NOTICE_DAYS_SALE,
}

_NOTICE_ARTICLES = {
    RoundKind.AUCTION_1: "FS2016-18:12.1",
    RoundKind.AUCTION_2: "FS2016-18:26.1",
    RoundKind.SALE: "FS2016-18:37",
}
"""What asks for the days of a notice; for a 变卖, the article that refers to its rules."""


def notice_days(timing: Timing) -> Dated[NoticeDays]:
    """Return how long before its opening the notice of this round is published, by class.

    A re-auction has the term of the round that it repeats (a reading: the provisions are silent).
    Raises: NoValueInForce.
    """
    return timing.dated(_NOTICE_DAYS[timing.auction])


def opening_ahead(timing: Timing) -> Iterator[Refused]:
    """Refuse an opening that does not lie after the notice."""
    if timing.opens_at <= timing.asked.now:
        yield refused(Code.OPENING_NOT_AHEAD)


def notice_long_enough(timing: Timing) -> Iterator[Refused]:
    """Refuse a notice too short before its opening (K07 first auctions; K08 second and 变卖).

    Source: 法释〔2016〕18号 第十二条第一款, 第二十六条第一款.
    """
    dated = notice_days(timing)
    days = days_for(dated.value, timing.state.file.property_class.value)
    published = timing.published_on
    if not is_early_enough(published_on=published, opens_on=timing.opens_on, days=days):
        earliest = earliest_opening(published_on=published, days=days)
        short = refused(
            Code.NOTICE_TOO_SHORT,
            days=(timing.opens_on - published).days,
            least_days=days,
            earliest=earliest.isoformat(),
            verified=dated.verified,
        )
        yield by_article(_NOTICE_ARTICLES[timing.auction], short)


def starts_in_time(timing: Timing) -> Iterator[Refused]:
    """Refuse a second auction that starts too late although it could still start in time (K09).

    Where no lawful opening in time was left on the day of the notice, it is held late: the breach
    lies in the notice's day and is named elsewhere.
    Source: 法释〔2016〕18号 第二十六条第一款.
    """
    failed = measure_of(timing.state, timing.auction)
    if timing.kind is not RoundKind.AUCTION_2 or failed is None or failed.closed_at is None:
        return
    days = timing.dated(R2_WITHIN_DAYS).value
    failed_on = local_date(failed.closed_at)
    last = latest_start(failed_on, days, calendar=timing.asked.setting.calendar)
    least = days_for(notice_days(timing).value, timing.state.file.property_class.value)
    earliest = earliest_opening(published_on=timing.published_on, days=least)
    if timing.opens_on > last and earliest <= last:
        yield refused(
            Code.STARTS_TOO_LATE, opens_on=timing.opens_on.isoformat(), last=last.isoformat()
        )


def window_long_enough(timing: Timing) -> Iterator[Refused]:
    """Refuse a window too short for an auction (K15), or another period than that of a 变卖.

    Source: 法释〔2016〕18号 第二十条第二款; 法明传〔2017〕455号.
    """
    opens_at, closes_at = timing.opens_at, timing.closes_at
    if timing.auction is RoundKind.SALE:
        period = timing.dated(SALE_PERIOD_DAYS)
        if closes_at - opens_at != timedelta(days=period.value):
            days = (closes_at - opens_at).days
            yield refused(
                Code.SALE_PERIOD_WRONG, days=days, due_days=period.value, verified=period.verified
            )
        return
    law = timing.asked.setting.laws.law_on(timing.published_on)
    if not window_is_long_enough(opens_at=opens_at, closes_at=closes_at, law=law):
        window = milliseconds(opens_at, to=closes_at) // _SECOND_MS
        least_s = law.bidding_window_min.days * 86_400 + law.bidding_window_min.seconds
        yield refused(Code.WINDOW_TOO_SHORT, window_s=window, least_s=least_s)


def seizure_holds(timing: Timing) -> Iterator[Refused]:
    """Refuse a round that closes after the seizure does (K39): it would sell what is not held.

    That the seizure is on file and has not lapsed is told elsewhere.
    """
    until = timing.state.file.preparation.seizure_until
    wrong = None if until is None else seizure_ends(until, closes_on=timing.closes_on)
    if wrong is not None:
        yield wrong


def seizure_ends(until: date, *, closes_on: date) -> Refused | None:
    """Return why bidding cannot close on a day: the seizure ends before it, on `until`.

    A reading: at each step the property must be under seizure, so that the court renews it first.
    Source: 民诉法解释（2022年修正）第四百八十五条.
    """
    if closes_on <= until:
        return None
    return refused(
        Code.SEIZURE_ENDS_TOO_SOON, until=until.isoformat(), closes_on=closes_on.isoformat()
    )


def shareholders_had_term(timing: Timing) -> Iterator[Refused]:
    """Refuse a close before the shareholders' term to use their priority is over (K40).

    It runs from when the last of company and shareholders was told. Bidding on a 变卖 may close
    one run after its opening, long before its period ends.
    Source: 公司法（2023年修订）第八十五条.
    """
    days_told = list(_told_on(timing, Role.COMPANY, Role.SHAREHOLDER))
    if not days_told:
        return
    days = timing.dated(SHAREHOLDER_DAYS).value
    closes_on = timing.closes_on
    if timing.auction is RoundKind.SALE:
        closes_on = local_date(timing.opens_at + timing.dated(SALE_RUN).value)
    last = max(days_told)
    if not shareholders_had_their_term(told_on=last, closes_on=closes_on, days=days):
        earliest = earliest_close_for_shareholders(told_on=last, days=days)
        yield refused(
            Code.SHAREHOLDER_TERM_RUNS,
            told_on=last.isoformat(),
            earliest=earliest.isoformat(),
        )


def tenants_told_in_time(timing: Timing) -> Iterator[Refused]:
    """Refuse an auction too soon after a tenant was told of it (K41).

    Source: 民法典 第七百二十七条.
    """
    days_told = list(_told_on(timing, Role.TENANT))
    if not days_told:
        return
    days, last = timing.dated(TENANT_DAYS).value, max(days_told)
    if not tenant_told_in_time(told_on=last, opens_on=timing.opens_on, days=days):
        yield refused(
            Code.TENANT_TOLD_TOO_LATE,
            told_on=last.isoformat(),
            earliest=(last + timedelta(days=days)).isoformat(),
        )


def _told_on(timing: Timing, *roles: Role) -> Iterator[date]:
    """Yield when each in these roles was told by his own paper; who waived needs no term."""
    filed = timing.state.file.preparation
    for token, role in filed.concerned():
        if role not in roles or token in filed.waivers:
            continue
        days = [
            one.effective_on
            for one in told(timing.state, token, OWN_PAPER[role])
            if one.effective_on is not None
        ]
        if days:
            yield min(days)
