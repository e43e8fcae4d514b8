"""The course of an outside auction, bid by bid, through our own `decide` and `evolve`.

The log's codes are taken to have been issued, and its terms to have been announced: both are
assumed facts, put into the same state that our own hall keeps. Where to look next:
`audit.referee`, which says what happens after a fault; `supervision.flags`, whose rules flag here
what they flag in our own hall.
"""

import enum
from collections import Counter
from datetime import date, datetime
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.commands import CloseRound, PlaceBid
from mingpai.auction.decide import CLOCKWORK, Setting, decide
from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.auction.evolve import evolve
from mingpai.auction.model import (
    Bidder,
    Disposal,
    PropertyClass,
    Round,
    RoundKind,
    Standing,
    StepRule,
)
from mingpai.auction.preparation.events import DisposalOpened, RoundAnnounced
from mingpai.auction.refusals import Code
from mingpai.audit.bidlog_order import Ordered, strictly_longest_run
from mingpai.exchange.bidlog import BidRow
from mingpai.kernel.ids import (
    ArticleId,
    BiddingCode,
    CaseId,
    LotToken,
    OfficeId,
    PropertyId,
    StreamId,
)
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Facts, Refused
from mingpai.law.bidding import closes_at_after_bid
from mingpai.law.platforms import NATIONAL
from mingpai.supervision.flags import CodeOverHalfOfRaises, RaiseOverTenSteps, Raises, SelfOutbid
from mingpai.supervision.rule import Rule

_LOT = StreamId("disposal/outside")
_COURT = OfficeId("court/outside")
_ROUND = 1
_DEPOSIT_SHARE = 20
_SETTING = Setting(NATIONAL)
_EACH_BID: tuple[Rule, ...] = (SelfOutbid(), RaiseOverTenSteps())


class Fault(enum.StrEnum):
    """Breaches that only a log can show; those of one bid have the codes of `auction.codes`."""

    ORDER_BROKEN = "order_broken"
    SEQ_GAP = "seq_gap"
    WINNER_MISSING = "winner_missing"
    WINNER_TWICE = "winner_twice"
    WINNER_NOT_HIGHEST = "winner_not_highest"


_ARTICLES: dict[Fault, ArticleId] = {
    Fault.ORDER_BROKEN: ArticleId("FS2016-18:20.2"),
    Fault.SEQ_GAP: ArticleId("FS2016-18:20.3"),
    Fault.WINNER_MISSING: ArticleId("FS2016-18:20.2"),
    Fault.WINNER_TWICE: ArticleId("FS2016-18:20.2"),
    Fault.WINNER_NOT_HIGHEST: ArticleId("FS2016-18:20.2"),
}


class Oddness(enum.StrEnum):
    """Flags beside those of supervision: what is odd about the terms that a log shows."""

    RISE_NOT_WHOLE_STEP = "rise_not_whole_step"
    STEP_UNKNOWN = "step_unknown"
    SCHEDULED_CLOSE_UNUSUAL = "scheduled_close_unusual"


class Violation(Struct, frozen=True):
    """A breach: the row's number, what is breached, and the figures it rests on."""

    seq: int
    code: str
    article: ArticleId
    facts: Facts


class Flag(Struct, frozen=True):
    """Something lawful but odd about a row."""

    seq: int
    code: str


def violation(row: BidRow, fault: Fault) -> Violation:
    """Return the violation that a row shows."""
    return Violation(row.seq, fault.value, _ARTICLES[fault], {})


class Terms(Struct, frozen=True):
    """The terms by which a log is judged, given or inferred. `step_fen` None: no rise shows one."""

    starts_at: datetime
    scheduled_close: datetime
    start_price_fen: Fen
    step_fen: Fen | None
    law_day: date


def _state(terms: Terms, codes: set[str]) -> tuple[Disposal, RoundAnnounced]:
    """Return a lot that is published under these terms, every code of the log issued."""
    opened = DisposalOpened(
        case_id=CaseId("outside"),
        property_id=PropertyId("outside"),
        property_class=PropertyClass.IMMOVABLE,
        court=_COURT,
        platform=OfficeId("platform/outside"),
        platform_list=NATIONAL.version,
    )
    announced = RoundAnnounced(
        round=_ROUND,
        kind=RoundKind.AUCTION_1,
        announced_on=terms.law_day,
        reference_price_fen=terms.start_price_fen,
        start_price_fen=terms.start_price_fen,
        step_fen=terms.step_fen or Fen(1),
        deposit_fen=Fen(terms.start_price_fen // _DEPOSIT_SHARE),
        opens_at=terms.starts_at,
        closes_at=terms.scheduled_close,
        step_rule=StepRule.AT_LEAST_STEP,
    )
    state = evolve(evolve(Disposal(_LOT), opened), announced)
    bidders = {code: Bidder(BiddingCode(code), LotToken(code), Standing.ORDINARY) for code in codes}
    # All at once: one event for each code would copy the mapping as often as there are codes.
    return replace(state, rounds=(replace(state.rounds[0], bidders=bidders),)), announced


class Course:
    """The auction as it went so far. Mutable: one log is judged once, from its first bid on."""

    def __init__(self, terms: Terms, order: Ordered) -> None:
        """Publish the lot under its terms."""
        self.codes = {row.bidder for row in order.rows}
        self.violations: list[Violation] = []
        self.flags: list[Flag] = []
        self.late: set[int] = set()
        self.best: BidRow | None = None
        self._order = order
        self._step_fen = terms.step_fen or Fen(1)
        self._disposal, announced = _state(terms, self.codes)
        self._watch: list[Any] = [
            rule.observe(rule.initial(), 0, announced)[0] for rule in _EACH_BID
        ]
        self._taken: list[str] = []
        self._price_fen = 0
        self._price_run: set[int] | None = None

    @property
    def _round(self) -> Round:
        return self._disposal.rounds[-1]

    @property
    def closes_at(self) -> datetime:
        """Return when bidding closed."""
        return self._round.book.closes_at

    @property
    def extensions(self) -> int:
        """Return how often the close moved."""
        return self._round.book.extensions

    def run(self) -> None:
        """Judge every row, then close the round."""
        for place, (row, at) in enumerate(zip(self._order.rows, self._order.moments, strict=True)):
            code, price = BiddingCode(row.bidder), row.price_fen
            bid = PlaceBid(_LOT, _ROUND, code, price)
            decision = decide(self._disposal, bid, actor=code, now=at, setting=_SETTING)
            if type(decision) is tuple:
                if self._taken and (price - self._price_fen) % self._step_fen:
                    self.flags.append(Flag(row.seq, Oddness.RISE_NOT_WHOLE_STEP.value))
                self._take(row, cast("BidPlaced", decision[0]))
            else:
                self._refuse(row, at, cast("Refused", decision), place)
        self._close()

    def _take(self, row: BidRow, event: BidPlaced) -> None:
        """Let a bid count, and watch it as supervision watches our own hall."""
        self._taken.append(row.bidder)
        self._price_fen = row.price_fen
        self._disposal = evolve(self._disposal, event)
        for index, rule in enumerate(_EACH_BID):
            self._watch[index], findings = rule.observe(self._watch[index], row.seq, event)
            if findings:
                self.flags.append(Flag(row.seq, rule.name))
        if self.best is None or row.price_fen > self.best.price_fen:
            self.best = row

    def _refuse(self, row: BidRow, at: datetime, refused: Refused, place: int) -> None:
        """Name a breach; let the bid count where it counted for what followed on the platform."""
        self.violations.append(Violation(row.seq, refused.code, refused.article, refused.facts))
        if not self._is_taken(refused.code, row, place):
            return
        current = self._round
        closes_at = closes_at_after_bid(
            closes_at=current.book.closes_at, received_at=at, law=current.terms.law
        )
        code = BiddingCode(row.bidder)
        self._take(row, BidPlaced(_ROUND, code, row.price_fen, 0, closes_at))

    def _is_taken(self, code: str, row: BidRow, place: int) -> bool:
        """Say whether a bid in breach counts for what follows, as it did on the platform."""
        if code == Code.BID_AFTER_CLOSE:
            self.late.add(row.line)
            return False
        if code != Code.BID_NOT_HIGHER:
            return True
        if self._price_run is None:
            prices = [one.price_fen for one in self._order.rows]
            self._price_run = set(strictly_longest_run(prices))
        return place in self._price_run

    def _close(self) -> None:
        """Close the round as our own clockwork would, and let the last flag see the sale."""
        command, now = CloseRound(_ROUND), self.closes_at
        decision = decide(self._disposal, command, actor=CLOCKWORK, now=now, setting=_SETTING)
        if isinstance(decision, Refused) or not isinstance(decision[0], RoundSold):
            return
        rows, rule = self._order.rows, CodeOverHalfOfRaises()
        raised = self._taken[1:]
        raises = Raises(len(raised), rows[0].seq, Counter(raised))
        _, findings = rule.observe(raises, rows[-1].seq, decision[0])
        self.flags.extend(Flag(found.last_seq, rule.name) for found in findings)
