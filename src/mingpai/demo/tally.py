"""What a day comes to: its figures, counted from the answers and read back from the journal."""

from collections import Counter

from msgspec import Struct

from mingpai.auction.events import BidderQualified, RoundPassedIn, RoundSold
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.events import (
    BuyerDefaulted,
    DepositReturned,
    PropertyDelivered,
    SaleAnnulled,
    SetOffAwarded,
)
from mingpai.auction.stops.events import BiddingStopped
from mingpai.demo.steps import Act, Flood, Send
from mingpai.service.answers import Answer
from mingpai.service.projections import LotBoard


class Tally:
    """Counts answers as they are given. A bid answered a second time is not counted again."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.accepted = 0
        self.repeated = 0
        self.deposits = 0
        self.refunds = 0
        self.bids_refused: Counter[str] = Counter()
        self.orders_refused: Counter[str] = Counter()

    def take(self, act: Act, answer: Answer) -> None:
        """Count one answer."""
        is_bid = isinstance(act, Send | Flood)
        if answer.repeated:
            self.repeated += 1
        elif answer.refused is not None:
            (self.bids_refused if is_bid else self.orders_refused)[answer.refused.code] += 1
        elif is_bid:
            self.accepted += 1
        else:
            self.refunds += sum(isinstance(event, DepositReturned) for event in answer.events)
            self.deposits += sum(
                isinstance(event, BidderQualified) and event.paid_fen > 0 for event in answer.events
            )


class Figures(Struct, frozen=True):
    """The day in figures; the keys are a contract (commands reference), more may be added.

    `bids` = `accepted` + `refused`; `refused_by_code` sums to `refused`. `orders_refused_by_code`
    counts what courts and platforms were refused. `sold` and `passed_in` are how the last round of
    each lot closed, whatever became of it; `rounds` to `delivered` count entries. `refunds` are
    deposits recorded as returned; `draws` is 0: they are not built.
    """

    synthetic: bool
    seed: int
    lots: int
    sold: int
    passed_in: int
    bids: int
    accepted: int
    refused: int
    refused_by_code: dict[str, int]
    orders_refused_by_code: dict[str, int]
    repeated: int
    extensions: int
    deposits: int
    refunds: int
    draws: int
    alerts: int
    alerts_by_rule: dict[str, int]
    journal_size: int
    rounds: int
    stops: int
    set_offs: int
    defaults: int
    annulments: int
    delivered: int


def figures(seed: int, tally: Tally, board: LotBoard) -> Figures:
    """Return the figures of a day that was played to its end and folded onto `board`."""
    heads = board.lots()
    alerts = Counter(flag.alert.rule for flag in board.flags())
    refused = tally.bids_refused.total()
    steps = _steps(board)
    return Figures(
        synthetic=True,
        seed=seed,
        lots=len(heads),
        sold=sum(isinstance(head.result, RoundSold) for head in heads),
        passed_in=sum(isinstance(head.result, RoundPassedIn) for head in heads),
        bids=tally.accepted + refused,
        accepted=tally.accepted,
        refused=refused,
        refused_by_code=dict(sorted(tally.bids_refused.items())),
        orders_refused_by_code=dict(sorted(tally.orders_refused.items())),
        repeated=tally.repeated,
        extensions=sum(one.book.extensions for head in heads for one in head.state.rounds),
        deposits=tally.deposits,
        refunds=tally.refunds,
        draws=0,
        alerts=alerts.total(),
        alerts_by_rule=dict(sorted(alerts.items())),
        journal_size=board.position,
        rounds=steps[RoundAnnounced],
        stops=steps[BiddingStopped],
        set_offs=steps[SetOffAwarded],
        defaults=steps[BuyerDefaulted],
        annulments=steps[SaleAnnulled],
        delivered=steps[PropertyDelivered],
    )


def _steps(board: LotBoard) -> Counter[type]:
    """Return how often each kind of step is on record."""
    records = (board.lot(head.stream) for head in board.lots())
    return Counter(type(row.event) for one in records if one is not None for row in one.steps)
