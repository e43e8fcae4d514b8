"""A duty: what must happen, until when, by whom, under which article.

Where to look next: the `duties` of the four parts, and `auction.duties`, which joins them.
"""

import enum
from datetime import date, datetime

from msgspec import Struct

from mingpai.kernel.ids import ArticleId, RuleId


class Party(enum.StrEnum):
    """Who must do it."""

    COURT = "court"
    PLATFORM = "platform"
    BUYER = "buyer"
    CREDITOR = "creditor"
    DEBTOR = "debtor"


class Duty(Struct, frozen=True):
    """One thing that must happen.

    `what` is a stable name (its texts stand beside it in the part's reasons). `until` is the last
    lawful day, or for terms in hours the last instant; None: at once, without a term in the law.
    `verified`: every value and holiday that the term rests on was read. `rule` is K01-K50 or None.
    """

    what: str
    by: Party
    article: ArticleId
    zh: str
    en: str
    since: date | datetime
    until: date | datetime | None = None
    rule: RuleId | None = None
    verified: bool = True

    def is_overdue(self, *, now: datetime, today: date) -> bool:
        """Say whether the term is over at `now`, which in Shanghai is the day `today`."""
        if self.until is None:
            return False
        if isinstance(self.until, datetime):
            return now > self.until
        return today > self.until
