"""Registrations for lots, codes on their way, entries into halls, messages: frozen values.

Kept beside the journal, in the subjects' schema, because they join an account to lots. The journal
knows the person by his lot token and his code alone. Where to look next: `affairs.store`.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from mingpai.accounts.model import SessionId
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId


class Capacity(StrEnum):
    """In which capacity somebody registers. Source: 法释〔2016〕18号 第十五, 十六, 十九条."""

    OWN = "own"
    """For himself."""
    AGENT = "agent"
    """For somebody else, whom the court must have confirmed before the start."""
    JOINT = "joint"
    """Together with others, whom the court must have confirmed before the start."""
    PRIORITY = "priority"
    """As a holder of a priority right that the court must have confirmed before the start."""
    APPLICANT = "applicant"
    """As the applicant, who pays no deposit as far as his claim covers it."""


class Registration(Struct, frozen=True):
    """One account's registration for one round of one lot.

    `token` is his token for this lot. `paper` is the digest of his authority, where he acts for or
    with others; `commitment` that of his promise to be eligible for a restricted home, where he
    gave one. `acknowledged_at`: every item and warning was acknowledged then, on record.
    `confirmed_at`: the court confirmed then for whom (`others`: one) or with whom he bids. `code`
    and `password_hash` are set together when the deposit was confirmed and the journal has the
    code; `sealed_password` only until he has seen it once.
    """

    lot: StreamId
    round: int
    account: SubjectId
    token: LotToken
    capacity: Capacity
    made_at: datetime
    paper: str = ""
    commitment: str = ""
    acknowledged_at: datetime | None = None
    others: tuple[LotToken, ...] = ()
    confirmed_at: datetime | None = None
    code: BiddingCode | None = None
    password_hash: str = ""
    sealed_password: bytes | None = None

    def __repr__(self) -> str:
        """Name the lot, and neither person nor secret."""
        return f"Registration({self.lot}, round {self.round})"


class Waiting(Struct, frozen=True):
    """A registration as the clerk who confirms deposits sees it: a token, and never a person."""

    lot: StreamId
    round: int
    token: LotToken
    capacity: Capacity
    made_at: datetime
    acknowledged: bool
    paper: str = ""
    others: tuple[LotToken, ...] = ()
    confirmed: bool = False


class Pending(Struct, frozen=True):
    """A code on its way: kept before the core is asked, and finished or dropped by its answer.

    `order` is the whole order as it goes out (`service.orders.print_order`), so that what a crash
    cut off is asked again word for word, under the same key.
    """

    lot: StreamId
    round: int
    token: LotToken
    code: BiddingCode
    password_hash: str
    sealed_password: bytes
    order: bytes
    begun_at: datetime

    def __repr__(self) -> str:
        """Name the lot, and neither code nor secret."""
        return f"Pending({self.lot}, round {self.round})"


class Entry(Struct, frozen=True):
    """Somebody entered the hall of a lot in one sign-in."""

    session: SessionId
    lot: StreamId
    round: int
    account: SubjectId
    at: datetime


class Kind(StrEnum):
    """What a message tells. No message carries a link to pay."""

    CODE_ISSUED = "code_issued"
    OPENING_SOON = "opening_soon"
    OUTBID = "outbid"
    EXTENDED = "extended"
    STOPPED = "stopped"
    RESUMING = "resuming"
    CORRECTED = "notice_corrected"
    WON = "won"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class Message(Struct, frozen=True):
    """One message to one account about one lot. `seq` is the entry that it rests on."""

    id: str
    account: SubjectId
    lot: StreamId
    round: int
    kind: Kind
    at: datetime
    seq: int | None = None
    price_fen: int | None = None
    when: datetime | None = None
    """The instant it speaks of: opening, new close, resumption."""
    read_at: datetime | None = None


class Hint(StrEnum):
    """One thing that the pre-flight panel looks at, in this order."""

    SIGNED_IN = "signed_in"
    REGISTERED = "registered"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    """The court confirmed agent, joint bidders or priority right, where there are any."""
    DEPOSIT = "deposit"
    CODE = "code"
    PASSWORD_SEEN = "password_seen"  # noqa: S105 - a step, no password
    OPEN = "open"
    ENTERED = "entered"


class Preflight(Struct, frozen=True):
    """Whether somebody can bid now, and otherwise exactly what is missing.

    `done` are the steps that are behind him; `missing` the first that is not, None where he can
    bid now. `until` is when the missing step must be done, where there is such an instant.
    """

    done: tuple[Hint, ...]
    missing: Hint | None
    until: datetime | None = None
