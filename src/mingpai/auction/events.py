"""What happened to a disposal. Past tense; names and versions are for ever.

No personal data: a bidder is a code, a person a token that is keyed per disposal. Here: persons,
codes, bids, the end of a round; `KINDS` are those of all parts of the domain.
"""

from datetime import date, datetime

from mingpai.auction import papers, presence
from mingpai.auction.model import Ground, Keeper, Standing
from mingpai.auction.objections import events as objections
from mingpai.auction.preparation import events as preparation
from mingpai.auction.settlement import events as settlement
from mingpai.auction.stops import events as stops
from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import ArticleId, BiddingCode, LotToken
from mingpai.kernel.money import Fen


class PriorityConfirmed(Event, frozen=True, gc=False):
    """The court confirmed a priority right. Rank 1 is the strongest."""

    token: LotToken
    rank: int


class PersonBarred(Event, frozen=True, gc=False):
    """The court recorded that a person may not bid for this property."""

    token: LotToken
    ground: Ground


class BidderQualified(Event, frozen=True, gc=False):
    """A bidding code was handed out. `paid_fen` is the confirmed deposit (or top-up).

    `claim_fen` is the applicant's claim, which stands for the rest of his deposit; None for
    everybody else. `rank` is the confirmed priority (0: none), of an applicant too. `held_by` has
    what was paid; `on` is the day of it (None: not said in versions 1 and 2); `commitment` is the
    digest of what they promised of their eligibility for a home (empty: none).
    Restricted: who registered, and as what, stays secret while bidding runs (第十八条); how many
    did can be counted, for kind and stream of a sealed leaf are public.
    """

    round: int
    code: BiddingCode
    token: LotToken
    standing: Standing
    rank: int
    paid_fen: Fen
    claim_fen: Fen | None = None
    agent: LotToken | None = None
    joint: tuple[LotToken, ...] = ()
    held_by: Keeper = Keeper.PLATFORM
    on: date | None = None
    commitment: str = ""


class BidPlaced(Event, frozen=True, gc=False):
    """A bid was taken; it holds the price now, and bidding closes at `closes_at`.

    `rank` is the bidder's priority (0: none), so that a tie can be recounted from public data;
    at an equal price the stronger rank holds, and the earlier bid among equals.
    """

    round: int
    code: BiddingCode
    price_fen: Fen
    rank: int
    closes_at: datetime


FactPairs = tuple[tuple[str, int | str | bool | None], ...]
"""The facts of a refusal as pairs in the order of their names."""


class CommandRefused(Event, frozen=True, gc=False):
    """Somebody who holds a code, or an office, asked for what the law or the notice forbids.

    `command` is the kind of command, `by` the bidding code or the office, `code` the refusal.
    """

    command: str
    by: str
    code: str
    article: ArticleId
    facts: FactPairs


class FilingRefused(Event, frozen=True, gc=False):
    """An office was refused a filing about a person: a code, a priority right, a bar.

    The fields of `CommandRefused`. Restricted: who tried to register, as what and with how much
    stays secret while bidding runs (第十八条).
    """

    command: str
    by: str
    code: str
    article: ArticleId
    facts: FactPairs


class RoundSold(Event, frozen=True, gc=False):
    """Bidding closed at `closed_at` and the leading bid won."""

    round: int
    code: BiddingCode
    price_fen: Fen
    bids: int
    closed_at: datetime


class RoundPassedIn(Event, frozen=True, gc=False):
    """Bidding closed at `closed_at` without a bid (流拍)."""

    round: int
    closed_at: datetime


class ConfirmationPublished(Event, frozen=True, gc=False):
    """The confirmation of the sale was published; the buyer's name stands in the document.

    `buyer` is a keyed commitment to the name and `document` the SHA-256 of the confirmation,
    both in base64url: a published leaf can never be redacted, the document can.
    """

    round: int
    code: BiddingCode
    price_fen: Fen
    buyer: str
    document: str


def without_agents(body: dict[str, object]) -> dict[str, object]:
    """Return a body of version 1, which knew neither agents nor joint bidders."""
    return body


def held_by_platform(body: dict[str, object]) -> dict[str, object]:
    """Return a body of version 2: every deposit was taken to be with the platform."""
    return body


_OWN: tuple[EventKind, ...] = (
    EventKind("auction.priority_confirmed", 1, Visibility.PUBLIC, PriorityConfirmed),
    EventKind("auction.person_barred", 1, Visibility.RESTRICTED, PersonBarred),
    EventKind(
        "auction.bidder_qualified",
        3,
        Visibility.RESTRICTED,
        BidderQualified,
        {1: without_agents, 2: held_by_platform},
    ),
    EventKind("auction.bid_placed", 1, Visibility.PUBLIC, BidPlaced),
    EventKind("auction.command_refused", 1, Visibility.PUBLIC, CommandRefused),
    EventKind("auction.filing_refused", 1, Visibility.RESTRICTED, FilingRefused),
    EventKind("auction.round_sold", 1, Visibility.PUBLIC, RoundSold),
    EventKind("auction.round_passed_in", 1, Visibility.PUBLIC, RoundPassedIn),
    EventKind("auction.confirmation_published", 1, Visibility.PUBLIC, ConfirmationPublished),
)

KINDS: tuple[EventKind, ...] = (
    *preparation.KINDS,
    *_OWN,
    *stops.KINDS,
    *settlement.KINDS,
    *objections.KINDS,
    *papers.KINDS,
    *presence.KINDS,
)
"""Every kind of event that a disposal knows."""
