"""Who may not bid or take: 第三十四条, and the rules on homes under purchase restriction.

Owns the circle that is barred and the test that eligibility for a home never lapsed. Must not
know who anybody is: a caller brings ties and spans of days. The judgment debtor may bid.
Where to look next: `law.deposit` (what becomes of a defaulter, who is barred as well).
"""

import enum
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import ensure

_DAY = timedelta(days=1)


class Tie(enum.StrEnum):
    """What ties a bidder to those who run the sale. Each bars him, himself or by proxy."""

    ENFORCING_COURT = "enforcing_court"
    PLATFORM = "platform"
    AUXILIARY = "auxiliary"
    """An institution that does auxiliary work for this sale."""
    STAFF = "staff"
    """Somebody who works for one of the three."""
    CLOSE_RELATIVE_OF_STAFF = "close_relative_of_staff"


class Kinship(enum.StrEnum):
    """Close relatives (近亲属). Source: 民法典 第一千零四十五条 (recalled)."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    """On either side, as grandchildren are by sons and daughters alike."""
    GRANDCHILD = "grandchild"


def article_of_tie(tie: Tie) -> ArticleId:
    """Return the item of 第三十四条 that bars whoever has this tie."""
    number = {Tie.ENFORCING_COURT: 1, Tie.PLATFORM: 2, Tie.AUXILIARY: 3}.get(tie, 4)
    return ArticleId(f"FS2016-18:34.0.{number}")


def barred_by(ties: Iterable[Tie]) -> ArticleId | None:
    """Return the first item of 第三十四条 that bars somebody with these ties, or None.

    Source: 法释〔2016〕18号 第三十四条 (in force from 2017-01-01).
    """
    return min((article_of_tie(tie) for tie in ties), default=None)


class Span(Struct, frozen=True):
    """Days on which somebody was eligible, both included; `to` is None where it holds still."""

    from_: date
    to: date | None = None


def held_without_break(spans: Sequence[Span], *, applied_on: date, ruled_on: date) -> bool:
    """Say whether eligibility for a home held on every day from application to ruling.

    Spans may come in any order and overlap; one that begins on the day after another ends goes on
    without a break. A day without eligibility in between is a break, however it ended.
    Requires: applied_on <= ruled_on. Raises: InvariantBroken if that does not hold.
    Source: 法释〔2021〕18号 第三条 (in force from 2022-01-01).
    """
    ensure(applied_on <= ruled_on, "nobody applies after the ruling")
    covered = applied_on - _DAY
    for span in sorted(spans, key=lambda one: one.from_):
        if span.from_ > covered + _DAY:
            break
        covered = max(covered, ruled_on if span.to is None else span.to)
    return covered >= ruled_on


def may_take_home(*, is_restricted: bool, is_eligible: bool) -> bool:
    """Say whether a creditor may take a home for his claim: only if he could have bought it.

    Source: 法释〔2021〕18号 第五条 (in force from 2022-01-01).
    """
    return is_eligible or not is_restricted
