"""第十二, 十六, 二十六条: how long before an auction its notice stands, and who is told before it.

Movables 15 days and all else 30 before the first auction, 7 and 15 before the second; parties and
known priority bidders 3 days before the notice is published. Days are counted as differences of
dates in Shanghai: that day off or not makes no difference, since all these are least times that
must lie between two acts. Shareholders (20 days) and tenants (5 days) have terms of their own.
"""

from datetime import date, timedelta

from mingpai.kernel.outcome import InvariantBroken
from mingpai.law.calendar import CALENDAR, Calendar
from mingpai.law.parameters import NoticeDays
from mingpai.law.periods import days_between, full_days_are_over, term_of_days


def days_for(days: NoticeDays, property_class: str) -> int:
    """Return what a table by class says of one: `movable`, `immovable` or `other_right`.

    Raises: InvariantBroken for any other class.
    Source: 法释〔2016〕18号 第十二条第一款, 第二十六条第一款.
    """
    match property_class:
        case "movable":
            return days.movable
        case "immovable":
            return days.immovable
        case "other_right":
            return days.other_right
        case _:
            msg = f"{property_class!r:.40}: the law knows no such class of property"
            raise InvariantBroken(msg)


def is_early_enough(*, published_on: date, opens_on: date, days: int) -> bool:
    """Say whether at least `days` days lie between the notice and the auction.

    Source: 法释〔2016〕18号 第十二条第一款, 第二十六条第一款; 民事诉讼法（2023年修正）第八十五条.
    """
    return days_between(since=published_on, until=opens_on) >= days


def is_exactly_enough(*, published_on: date, opens_on: date, days: int) -> bool:
    """Say whether the notice is not one day longer than it must be: lawful, and worth a warning.

    Whoever counts whole days, from one midnight to another, finds one too few.
    """
    return days_between(since=published_on, until=opens_on) == days


def earliest_opening(*, published_on: date, days: int) -> date:
    """Return the first day on which bidding may open. The inverse of `is_early_enough`."""
    return published_on + timedelta(days=days)


def told_in_time(*, effective_on: date, published_on: date, days: int) -> bool:
    """Say whether a party was told at least `days` days before the notice is published.

    `effective_on` is when the telling took effect (see `law.service`). The days run to the
    publication, not to the auction.
    Source: 法释〔2016〕18号 第十六条第一款 (in force from 2017-01-01).
    """
    return days_between(since=effective_on, until=published_on) >= days


def earliest_publication(*, effective_on: date, days: int) -> date:
    """Return the first day on which the notice may be published. Inverse of `told_in_time`."""
    return effective_on + timedelta(days=days)


def latest_start(failed_on: date, days: int, *, calendar: Calendar = CALENDAR) -> date:
    """Return the last day on which the next auction may start after one was passed in.

    Source: 法释〔2016〕18号 第二十六条第一款; 民事诉讼法（2023年修正）第八十五条.
    """
    return term_of_days(failed_on, days, calendar=calendar).last


def shareholders_had_their_term(*, told_on: date, closes_on: date, days: int) -> bool:
    """Say whether bidding on equity closes only after the shareholders' term has run out.

    They may use their priority until the end of the last day, so that the close lies after it.
    `told_on` is when the last of company and shareholders was told with effect.
    Source: 公司法（2023年修订）第八十五条 (in force from 2024-07-01).
    """
    return full_days_are_over(since=told_on, days=days, today=closes_on)


def earliest_close_for_shareholders(*, told_on: date, days: int) -> date:
    """Return the first day on which bidding may close. Inverse of `shareholders_had_their_term`."""
    return told_on + timedelta(days=days + 1)


def tenant_told_in_time(*, told_on: date, opens_on: date, days: int) -> bool:
    """Say whether a tenant was told at least `days` days before the auction.

    Source: 民法典 第七百二十七条 (in force from 2021-01-01).
    """
    return days_between(since=told_on, until=opens_on) >= days
