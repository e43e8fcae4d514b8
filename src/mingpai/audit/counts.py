"""Lots and rounds as counted so far by a recount. Mutable on purpose: this is the plain program.

Must not know how anything is judged. Where to look next: `audit.recount` (who counts),
`audit.recount_notice` (notices), `audit.recount_course` (stops), `audit.recount_settled` (what
follows a round).
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mingpai.auction.events import RoundPassedIn, RoundSold
from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.events import DisposalOpened, PanelDecided, RoundAnnounced
from mingpai.law.book import Law

if TYPE_CHECKING:
    from mingpai.auction.objections.model import Outcome
    from mingpai.auction.settlement.events import BuyerDefaulted, SaleAnnulled, SetOffAwarded
    from mingpai.auction.stops.events import BiddingStopped, RoundWithdrawn


class RoundCount:
    """One round as counted so far. Mutable on purpose: this is the plain program."""

    __slots__ = (
        "auction",
        "award",
        "begun",
        "best",
        "bids",
        "cause_ended",
        "closes_at",
        "codes",
        "confirmed",
        "declined",
        "emergency",
        "extension",
        "law",
        "leader",
        "notice",
        "opens_at",
        "price",
        "qualified",
        "quiet_until",
        "rank",
        "ranks",
        "result",
        "revoked",
        "run",
        "seq",
        "since",
        "stopped",
        "struck",
        "undone",
        "undone_at",
        "used",
        "window",
    )

    def __init__(
        self, notice: RoundAnnounced, law: Law, seq: int, auction: RoundKind | None = None
    ) -> None:
        """Begin with the notice, the law of its day, and the entry that the notice is.

        `seq` becomes the entry of the result; `qualified` counts the codes that were handed out,
        whose entries are sealed, `ranks` holds the codes that have bid, and `codes` those whose
        bids were refused too. `auction` is which
        round of the ladder it counts as (of a re-auction the one that is repeated), `run` how long
        a 变卖 runs from its first bid. `since` is the day of a stop that stands, `cause_ended` the
        day on which its cause ended. `undone` is what struck the round, `award` the set-off after
        it, `declined` that no creditor takes the property; `struck` is a set-off that a default
        struck, `revoked` says that the default itself was taken back, `used` that what it kept was
        used. `begun`: bidding was open before a stop; `emergency`: the platform stopped by itself,
        and nobody has resumed since.
        """
        self.notice = notice
        self.seq = seq
        self.auction = auction or notice.kind
        self.qualified = 0
        self.ranks: dict[str, int] = {}
        self.codes: set[str] = set()
        self.law = law.version
        self.extension: timedelta = law.extension
        self.window: timedelta = law.bidding_window_min
        self.run: timedelta | None = None
        self.opens_at = notice.opens_at
        self.closes_at = notice.closes_at
        self.quiet_until = notice.closes_at - law.extension
        self.price = notice.start_price_fen - notice.step_fen
        self.best = 0
        self.rank = 0
        self.leader = ""
        self.bids = 0
        self.result: RoundSold | RoundPassedIn | None = None
        self.confirmed = False
        self.stopped: BiddingStopped | None = None
        self.since: date | None = None
        self.cause_ended: date | None = None
        self.undone: RoundWithdrawn | BuyerDefaulted | SaleAnnulled | None = None
        self.undone_at: datetime | None = None
        self.award: SetOffAwarded | None = None
        self.declined = False
        self.struck: SetOffAwarded | None = None
        self.revoked = self.used = False
        self.begun = self.emergency = False

    @property
    def passed_in(self) -> bool:
        """Say whether the round ended without a bid, on record and as counted."""
        return isinstance(self.result, RoundPassedIn) and not self.bids

    @property
    def holds_sale(self) -> bool:
        """Say whether somebody holds the property as sold, or awarded, after this round."""
        is_sold = isinstance(self.result, RoundSold) and self.undone is None
        return is_sold or self.award is not None

    def outnumbers(self, code: str) -> bool:
        """Note a code that somebody used; say whether it is one more than were handed out."""
        is_new = code not in self.codes
        self.codes.add(code)
        return is_new and len(self.codes) > self.qualified

    def moved(self, *, opens_at: datetime, closes_at: datetime) -> None:
        """Set bidding to other hours."""
        self.opens_at, self.closes_at = opens_at, closes_at
        self.quiet_until = closes_at - self.extension


class LotCount:
    """One lot as counted so far. `over`: nothing more is to be sold."""

    __slots__ = (
        "claims",
        "feed",
        "last",
        "opened",
        "over",
        "own_sale_fen",
        "panel",
        "platform",
        "price_fen",
        "priced_after",
        "priorities",
        "rounds",
        "stronger",
    )

    def __init__(self, opened: DisposalOpened, at: datetime) -> None:
        """Begin with the disposal's opening.

        `own_sale_fen` is what the debtor's own sale brought.
        `claims` holds outsiders' claims by number, with the last word on each (None: none yet);
        `price_fen` is the reference price on file, found after `priced_after` rounds; `panel` is
        what was decided for the next round;
        `stronger` says that somebody is named who may have a priority right; `feed` is where the
        opening came from.
        """
        self.opened = opened
        self.platform = opened.platform
        self.feed = ""
        self.last = at
        self.over = False
        self.own_sale_fen: int | None = None
        self.panel: PanelDecided | None = None
        self.price_fen: int | None = None
        self.priced_after = 0
        self.stronger = False
        self.priorities: set[int] = set()
        self.claims: dict[int, Outcome | None] = {}
        self.rounds: list[RoundCount] = []

    @property
    def law(self) -> str | None:
        """Return the version of the law that binds the lot: that of its last round, if any."""
        return self.rounds[-1].law if self.rounds else None

    @property
    def current(self) -> RoundCount | None:
        """Return the round that runs or was last."""
        return self.rounds[-1] if self.rounds else None
