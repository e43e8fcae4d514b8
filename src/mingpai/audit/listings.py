"""What the law says of a lot as a list or a platform shows it, row by row, without importing it.

Deposit against the start price, start price against the ladder of 70 and 56 per cent, the bidding
window, the overtime, the notice period and the number of auctions. A listing rarely holds all of
it: what cannot be judged is said with its reason, never passed as lawful. Every value comes from
the law in force on the day of the notice, or of the opening where that is all there is.
Where to look next: `exchange.court_list` (reading), docs/listings.md (real lists, judged).
"""

import enum
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from mingpai.auction.model import RoundKind
from mingpai.exchange.court_list_row import LotRow
from mingpai.exchange.court_list_words import THIRD_AUCTION, class_of, round_in_title
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Share, at_least_share
from mingpai.law.book import LAWS, Law, LawBook
from mingpai.law.deposit import deposit_in_range
from mingpai.law.notice import days_for, is_early_enough
from mingpai.law.parameters import (
    BIDDING_WINDOW_MIN,
    DEPOSIT_MAX_SHARE,
    EXTENSION,
    NOTICE_DAYS_R1,
    NOTICE_DAYS_R2,
    NOTICE_DAYS_SALE,
    PRICE_CUT_MAX_SHARE,
    SALE_PERIOD_DAYS,
    START_PRICE_MIN_SHARE,
    NoticeDays,
)
from mingpai.law.pricing import cut_is_within_limit, start_price_high_enough
from mingpai.law.timeline import Dated, NoValueInForce

_TEN_THOUSAND = 10_000
_COURT = "法院"
_OFFICE = "court/"
_TWO_AUCTIONS = ArticleId("FS2016-18:26.2")


class Check(enum.StrEnum):
    """What is looked at. The order is that of the table."""

    DEPOSIT = "deposit"
    START_PRICE = "start_price"
    PRICE_CUT = "price_cut"
    WINDOW = "window"
    SALE_PERIOD = "sale_period"
    OVERTIME = "overtime"
    NOTICE = "notice"
    ROUNDS = "rounds"


ALWAYS = (Check.DEPOSIT, Check.START_PRICE, Check.WINDOW, Check.OVERTIME, Check.NOTICE)
"""What every row is asked; the others have a place in some rounds only."""


class Finding(enum.StrEnum):
    """What the law says of it."""

    LAWFUL = "lawful"
    BREACH = "breach"
    SECOND_ONLY = "second_only"
    """Lawful of a second auction or a sale and a breach of a first; the row says not which."""
    NOT_JUDGED = "not_judged"


class Why(enum.StrEnum):
    """Why something cannot be judged."""

    NO_DEPOSIT = "no_deposit"
    NO_START_PRICE = "no_start_price"
    ONLY_PRICE_AFTER_BIDS = "only_price_after_bids"
    """The price now is above the start price by an unknown amount."""
    NO_REFERENCE_PRICE = "no_reference_price"
    NO_OPENING = "no_opening"
    NO_CLOSE = "no_close"
    ENDED_EARLY = "ended_early"
    """A sale that was bid for ends early; that nobody did is not said."""
    NO_OVERTIME = "no_overtime"
    NO_NOTICE_DAY = "no_notice_day"
    NO_CLASS = "no_class"
    UNREADABLE = "unreadable"
    NO_LAW_IN_FORCE = "no_law_in_force"


class Seller(enum.StrEnum):
    """Who sells, as far as the row says. The rules bind courts; others are judged as if."""

    COURT = "court"
    OTHER = "other"
    NOT_SAID = "not_said"


class Judged(Struct, frozen=True):
    """One finding. `part` over `of` is the share that was judged, both in fen; 0 over 0: none.

    `at_least`: the true share is that or more, since the start price is at most the price shown.
    `length` is a window, an overtime or a notice period. `verified`: the value of the law was read.
    """

    check: Check
    finding: Finding
    article: ArticleId | None = None
    why: Why | None = None
    part_fen: int = 0
    of_fen: int = 0
    at_least: bool = False
    length: timedelta | None = None
    verified: bool = True

    @property
    def share_bp(self) -> int | None:
        """Return the share in hundredths of a per cent, cut off below; None where there is none."""
        return self.part_fen * _TEN_THOUSAND // self.of_fen if self.of_fen else None


class RowVerdict(Struct, frozen=True):
    """What the law says of one row. `law_of` is the day whose law was applied.

    `is_dated`: the row itself names that day; otherwise whoever asked did.
    """

    row: int
    round: str | None
    seller: Seller
    law_of: date
    is_dated: bool
    checks: tuple[Judged, ...]

    @property
    def breaches(self) -> tuple[Judged, ...]:
        """Return what is against the law in any reading of the row."""
        return tuple(one for one in self.checks if one.finding is Finding.BREACH)

    def of(self, check: Check) -> Judged | None:
        """Return one finding, or None where the check has no place in this round."""
        return next((one for one in self.checks if one.check is check), None)


class _Asked(Struct, frozen=True):
    """A row with what was made out of it."""

    row: LotRow
    round: str | None
    law: Law
    laws: LawBook
    day: date

    def dated_notice(self, of: str) -> Dated[NoticeDays]:
        """Return the notice periods of a round."""
        table = {RoundKind.AUCTION_1: NOTICE_DAYS_R1, RoundKind.SALE: NOTICE_DAYS_SALE}
        return self.laws.dated(table.get(RoundKind(of), NOTICE_DAYS_R2), on=self.day)


def judge_row(row: LotRow, *, undated: date, laws: LawBook = LAWS) -> RowVerdict:
    """Return what the law says of one row.

    `undated` is the day whose law is asked where the row names no day of its own.
    """
    day = row.published_on or (None if row.opens_at is None else local_date(row.opens_at))
    round_ = _round_of(row)
    on = day or undated
    try:
        law = laws.law_on(on)
    except NoValueInForce:
        checks = tuple(Judged(one, Finding.NOT_JUDGED, why=Why.NO_LAW_IN_FORCE) for one in ALWAYS)
    else:
        checks = tuple(_checks(_Asked(row, round_, law, laws, on)))
    return RowVerdict(row.row, round_, _seller_of(row), on, day is not None, checks)


def _round_of(row: LotRow) -> str | None:
    """Return the round that the row names: in its own column, as a sale, or in the title."""
    if row.round is not None:
        return row.round
    if row.is_sale:
        return RoundKind.SALE.value
    return None if row.title is None else round_in_title(row.title)


def _seller_of(row: LotRow) -> Seller:
    if row.court is None:
        return Seller.NOT_SAID
    is_court = _COURT in row.court or row.court.startswith(_OFFICE)
    return Seller.COURT if is_court else Seller.OTHER


def _checks(asked: _Asked) -> Iterator[Judged]:
    yield _deposit(asked)
    yield _start_price(asked)
    if asked.row.previous_start_fen is not None and asked.round == RoundKind.AUCTION_2:
        yield _price_cut(asked, asked.row.previous_start_fen)
    yield _window(asked)
    if asked.round == RoundKind.SALE:
        yield _sale_period(asked)
    yield _overtime(asked)
    yield _notice(asked)
    if asked.round == THIRD_AUCTION:
        yield Judged(Check.ROUNDS, Finding.BREACH, _TWO_AUCTIONS)


def _not(check: Check, asked: _Asked, field: str, why: Why) -> Judged:
    """Return that a check cannot be made because a field is not there, or cannot be read."""
    reason = Why.UNREADABLE if field in asked.row.unread else why
    return Judged(check, Finding.NOT_JUDGED, why=reason)


def _start(asked: _Asked) -> tuple[int, bool] | None:
    """Return the start price, or the most that it can be, and whether it is only that.

    With no bid the price shown is the start price; after bids it is above it or equal to it.
    """
    row = asked.row
    if row.start_fen is not None:
        return row.start_fen, False
    return None if row.current_fen is None else (row.current_fen, row.bids != 0)


# Deposit and prices --------------------------------------------------------------------------


def _deposit(asked: _Asked) -> Judged:
    """Source: 法释〔2016〕18号 第十七条第一款."""
    row, start = asked.row, _start(asked)
    if row.deposit_fen is None:
        return _not(Check.DEPOSIT, asked, "deposit_fen", Why.NO_DEPOSIT)
    if start is None:
        return _not(Check.DEPOSIT, asked, "start_fen", Why.NO_START_PRICE)
    price, is_most = start
    article = asked.laws.dated(DEPOSIT_MAX_SHARE, on=asked.day).article
    is_lawful = deposit_in_range(row.deposit_fen, start_price_fen=price, law=asked.law)
    finding, why = (Finding.LAWFUL if is_lawful else Finding.BREACH), None
    too_much = row.deposit_fen * asked.law.deposit_max_share.denominator > (
        price * asked.law.deposit_max_share.numerator
    )
    if is_most and not too_much:
        finding, why = Finding.NOT_JUDGED, Why.ONLY_PRICE_AFTER_BIDS
    return Judged(
        Check.DEPOSIT,
        finding,
        article,
        why,
        part_fen=row.deposit_fen,
        of_fen=price,
        at_least=is_most,
    )


def _start_price(asked: _Asked) -> Judged:
    """Judge the start price against the floor of its round.

    A second auction may start at up to 20 per cent below the first, a 变卖 at the price of the
    second: 56 per cent of the reference price, if that has stayed the same (a reading).
    Source: 法释〔2016〕18号 第十条第二款, 第二十六条第一款.
    """
    row, start = asked.row, _start(asked)
    reference = row.reference_fen or row.market_fen
    if start is None:
        return _not(Check.START_PRICE, asked, "start_fen", Why.NO_START_PRICE)
    if reference is None:
        return _not(Check.START_PRICE, asked, "reference_fen", Why.NO_REFERENCE_PRICE)
    price, is_most = start
    is_high = start_price_high_enough(price, reference_price_fen=reference, law=asked.law)
    finding, why = Finding.LAWFUL if is_high else _below_the_first(asked, price, reference), None
    if is_most and finding is not Finding.BREACH:
        finding, why = Finding.NOT_JUDGED, Why.ONLY_PRICE_AFTER_BIDS
    by_the_first = asked.round == RoundKind.AUCTION_1 or is_high
    timeline = START_PRICE_MIN_SHARE if by_the_first else PRICE_CUT_MAX_SHARE
    article = asked.laws.dated(timeline, on=asked.day).article
    return Judged(Check.START_PRICE, finding, article, why, part_fen=price, of_fen=reference)


def _below_the_first(asked: _Asked, price_fen: int, reference_fen: int) -> Finding:
    """Return what the law says of a start price below the floor of a first auction."""
    if asked.round == RoundKind.AUCTION_1:
        return Finding.BREACH
    if not at_least_share(price_fen, of_fen=reference_fen, share=_second_floor(asked)):
        return Finding.BREACH
    is_later = asked.round in {RoundKind.AUCTION_2, RoundKind.SALE, THIRD_AUCTION}
    return Finding.LAWFUL if is_later else Finding.SECOND_ONLY


def _second_floor(asked: _Asked) -> Share:
    """Return the least share of the reference price after one cut: 70 of 100 times 80 of 100."""
    first = asked.law.start_price_min_share
    cut = asked.laws.dated(PRICE_CUT_MAX_SHARE, on=asked.day).value
    return Share(
        first.numerator * (cut.denominator - cut.numerator), first.denominator * cut.denominator
    )


def _price_cut(asked: _Asked, previous_fen: int) -> Judged:
    """Source: 法释〔2016〕18号 第二十六条第一款."""
    start = _start(asked)
    if start is None:
        return _not(Check.PRICE_CUT, asked, "start_fen", Why.NO_START_PRICE)
    price, is_most = start
    cut = asked.laws.dated(PRICE_CUT_MAX_SHARE, on=asked.day)
    is_lawful = cut_is_within_limit(price, previous_start_fen=previous_fen, share=cut.value)
    finding, why = (Finding.LAWFUL if is_lawful else Finding.BREACH), None
    if is_most and is_lawful:
        finding, why = Finding.NOT_JUDGED, Why.ONLY_PRICE_AFTER_BIDS
    return Judged(Check.PRICE_CUT, finding, cut.article, why, part_fen=price, of_fen=previous_fen)


# Times ---------------------------------------------------------------------------------------


def _length(asked: _Asked, check: Check) -> timedelta | Judged:
    """Return how long bidding is open, as the row shows it, or why that is not known."""
    row = asked.row
    if row.opens_at is not None and row.closes_at is not None:
        return row.closes_at - row.opens_at
    if row.window is not None:
        return row.window
    if row.opens_at is None:
        return _not(check, asked, "opens_at", Why.NO_OPENING)
    return _not(check, asked, "closes_at", Why.NO_CLOSE)


def _window(asked: _Asked) -> Judged:
    """Judge the bidding window. Of a lot that is over the close may have been moved by overtime.

    Source: 法释〔2016〕18号 第二十条第二款.
    """
    length = _length(asked, Check.WINDOW)
    if isinstance(length, Judged):
        return length
    article = asked.laws.dated(BIDDING_WINDOW_MIN, on=asked.day).article
    is_lawful = length >= asked.law.bidding_window_min
    finding = Finding.LAWFUL if is_lawful else Finding.BREACH
    return Judged(Check.WINDOW, finding, article, length=length)


def _sale_period(asked: _Asked) -> Judged:
    """Judge the period of a 变卖. One that ended earlier may have been bid for: never a breach.

    Source: 法明传〔2017〕455号 (recalled, not read).
    """
    length = _length(asked, Check.SALE_PERIOD)
    if isinstance(length, Judged):
        return length
    days = asked.laws.dated(SALE_PERIOD_DAYS, on=asked.day)
    finding = Finding.LAWFUL if length >= timedelta(days=days.value) else Finding.NOT_JUDGED
    why = None if finding is Finding.LAWFUL else Why.ENDED_EARLY
    return Judged(
        Check.SALE_PERIOD, finding, days.article, why, length=length, verified=days.verified
    )


def _overtime(asked: _Asked) -> Judged:
    """Source: 法释〔2016〕18号 第二十条第二款."""
    overtime = asked.row.overtime
    if overtime is None:
        return _not(Check.OVERTIME, asked, "overtime", Why.NO_OVERTIME)
    article = asked.laws.dated(EXTENSION, on=asked.day).article
    finding = Finding.LAWFUL if overtime == asked.law.extension else Finding.BREACH
    return Judged(Check.OVERTIME, finding, article, length=overtime)


def _notice(asked: _Asked) -> Judged:
    """Judge the days between notice and opening, against both periods where no round is named.

    Source: 法释〔2016〕18号 第十二条第一款, 第二十六条第一款.
    """
    row = asked.row
    kind = row.property_class or (None if row.nature is None else class_of(row.nature))
    if row.published_on is None:
        return _not(Check.NOTICE, asked, "published_on", Why.NO_NOTICE_DAY)
    if row.opens_at is None:
        return _not(Check.NOTICE, asked, "opens_at", Why.NO_OPENING)
    if kind is None:
        return _not(Check.NOTICE, asked, "nature", Why.NO_CLASS)
    opens_on = local_date(row.opens_at)
    rounds = {RoundKind.AUCTION_1, RoundKind.AUCTION_2, RoundKind.SALE} & {asked.round or ""}
    periods = [asked.dated_notice(one) for one in rounds or ("auction_1", "auction_2")]
    kept = [
        is_early_enough(
            published_on=row.published_on, opens_on=opens_on, days=days_for(one.value, kind.value)
        )
        for one in periods
    ]
    finding = Finding.SECOND_ONLY if any(kept) else Finding.BREACH
    return Judged(
        Check.NOTICE,
        Finding.LAWFUL if all(kept) else finding,
        periods[0].article,
        length=opens_on - row.published_on,
        verified=all(one.verified for one in periods),
    )
