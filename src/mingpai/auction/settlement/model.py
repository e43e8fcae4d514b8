"""What follows a round: who takes the property, what is paid, ruled, served, handed over, paid out.

Money arrives as recorded facts. Source: legal reference, sections 7.2-7.4 (D6-D17).
"""

import enum
from datetime import date, datetime

from msgspec import Struct

from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen


class AwardBasis(enum.StrEnum):
    """Why one of several creditors takes the property. Source: 法释〔2004〕16号 第十六条."""

    ONLY_ONE = "only_one"
    RANK = "rank"
    LOT = "lot"
    """Same rank: drawn by lot (in set-off alone; an online tie never is)."""


class AnnulmentGround(enum.StrEnum):
    """Why a sale is annulled (撤销). Source: 法释〔2016〕18号 第三十一条, item by item."""

    MISDESCRIPTION = "misdescription"
    SYSTEM_FAILURE = "system_failure"
    COLLUSION = "collusion"
    BUYER_INELIGIBLE = "buyer_ineligible"
    UNEQUAL_CONDITIONS = "unequal_conditions"
    OTHER_SERIOUS_BREACH = "other_serious_breach"


class Ending(enum.StrEnum):
    """How a disposal ended for good."""

    DISTRIBUTED = "distributed"
    WITHDRAWN = "withdrawn"
    SELF_DISPOSED = "self_disposed"
    ADMINISTERED = "administered"
    """Put under administration for the creditor (强制管理)."""
    RETURNED = "returned"
    """The seizure was lifted and the property given back."""


class Bucket(enum.StrEnum):
    """To what a forfeited deposit goes, in this order. Source: 法释〔2016〕18号 第二十四条."""

    COSTS = "costs"
    SHORTFALL = "shortfall"
    CASE_DEBT = "case_debt"
    RELATED_DEBT = "related_debt"
    REST = "rest"
    """What is left after all four: kept all the same. The article does not say to whom it goes."""


class DefaultGround(enum.StrEnum):
    """Why a buyer counts as a defaulter.

    Source: 法释〔2016〕18号 第二十四条; 法释〔2021〕18号 第三条; 法释〔2021〕20号 第十五条.
    """

    BALANCE_UNPAID = "balance_unpaid"
    INELIGIBLE = "ineligible"
    """He may not buy a home there, and the court treats it as a default."""
    APPROVAL_REFUSED = "approval_refused"
    """The authority refused; he did not know that he could not get it: his money goes back."""
    APPROVAL_REFUSED_KNOWINGLY = "approval_refused_knowingly"
    """The same, and he knew it when he bid: the deposit is kept."""


class Payer(enum.StrEnum):
    """Who paid for a buyer, where it was not himself.

    The rules ask for his real name with the deposit alone (法释〔2016〕18号 第十七条), and for the
    balance in the court's account in time (第二十五条), whoever sends it.
    """

    LENDER = "lender"
    """A lender who was named, by a contract that is on file."""
    OTHER = "other"


class Offer(Struct, frozen=True):
    """A creditor who would take the property in kind. `rank` 1 is the strongest by law.

    `made_on` is the day on which his offer was put on record (None: not said then).
    """

    token: LotToken
    claim_fen: Fen
    rank: int
    made_on: date | None = None


class SetOff(Struct, frozen=True):
    """The offer to creditors after a round was passed in: price is that round's reserve.

    `asked_on` opens it; `award` is who takes it; `due_fen` is the difference he pays by `due_on`.
    """

    round: int
    price_fen: Fen
    asked_on: date
    offers: tuple[Offer, ...] = ()
    award: LotToken | None = None
    due_fen: Fen = Fen(0)
    due_on: date | None = None
    declined: bool = False


class Eligibility(Struct, frozen=True):
    """The court's review of who may buy a home: held without a break from `held_from` on."""

    is_eligible: bool
    applied_on: date
    held_from: date
    held_to: date


class Forfeit(Struct, frozen=True):
    """A deposit that a defaulter lost. It is used once the price of the re-auction is known.

    `price_fen` is what he had promised, `amount_fen` what he lost of what he had paid, `parts` what
    it was used for in the end.
    """

    round: int
    price_fen: Fen
    amount_fen: Fen
    claims_shortfall: bool
    decided_on: date
    parts: tuple[tuple[Bucket, Fen], ...] = ()

    @property
    def is_applied(self) -> bool:
        """Say whether its use is on record."""
        return bool(self.parts)


class SelfDisposal(Struct, frozen=True):
    """The debtor sells by himself, with the court's leave, above the failed price.

    `approved_on` is when leave was given (None: not said then); the last leave given, where one
    follows another.
    """

    price_fen: Fen
    until: date
    approved_on: date | None = None


def money_key(number: int, code: str) -> str:
    """Return under which key the money of a code of round `number` stands in a settlement.

    No code: the creditor to whom the property was awarded after that round.
    """
    return f"{number}/{code}"


class Settlement(Struct, frozen=True):
    """What was done since the last round closed (or set-off was taken).

    Empty at each new round, but for what money is still owed: see `carried`. `buyer` is the
    winner's or taker's token; `price_fen` what he owes in all, `deposit_fen` what of it his
    deposit (or claim) covers. `covered_on` is when all that he owes was there, wherever it lies;
    `paid_on` when all of it was in the court's account. After the debtor's own sale nobody is the
    buyer here, and these are what it brought. Amounts in fen, days in Shanghai.
    Mappings never change in place.
    """

    buyer: LotToken | None = None
    code: BiddingCode | None = None
    price_fen: Fen = Fen(0)
    deposit_fen: Fen = Fen(0)
    balance_due_on: date | None = None
    paid_fen: Fen = Fen(0)
    covered_on: date | None = None
    paid_on: date | None = None
    forwarded_at: datetime | None = None
    forwarded_fen: Fen = Fen(0)
    set_off: SetOff | None = None
    eligibility: Eligibility | None = None
    is_approved: bool | None = None
    approved_on: date | None = None
    ruled_on: date | None = None
    title_on: date | None = None
    """When the ruling was served with effect: title passed then (第二十二条第二款)."""
    delivered_on: date | None = None
    plan_on: date | None = None
    plan_objected: bool = False
    defaulted_on: date | None = None
    annulled: AnnulmentGround | None = None
    annulled_on: date | None = None
    self_disposal: SelfDisposal | None = None
    own_sale_since: date | None = None
    """When the debtor was first let sell by himself since the last round."""
    returned: dict[str, Fen] = {}
    """What went back so far, by `money_key`; of every round."""
    owed_back: dict[str, Fen] = {}
    """What winners and takers get back after a default or an annulment, by `money_key`."""
    forfeits: tuple[Forfeit, ...] = ()
    defaults: dict[int, DefaultGround] = {}
    """On which ground the last default of each round was decided, by round."""
    to_forward: dict[int, Fen] = {}
    """What of a winner's deposit a platform still holds for the court, by round (第二十五条)."""
    costs_paid_fen: Fen = Fen(0)
    creditors_paid_fen: Fen = Fen(0)
    paid_out_on: date | None = None
    """When the proceeds were paid out; undone by an annulment."""

    @property
    def is_sold(self) -> bool:
        """Say whether somebody holds the property as sold: neither defaulted nor annulled."""
        has_buyer = self.code is not None or self.buyer is not None
        return has_buyer and self.defaulted_on is None and self.annulled is None

    @property
    def in_kind_fen(self) -> Fen:
        """Return what of the price a taker's claim stands for: of a sale nothing."""
        return self.deposit_fen if self.code is None else Fen(0)

    @property
    def money_in_fen(self) -> Fen:
        """Return what the buyer paid in money: a taker's claim is none."""
        return Fen(self.paid_fen - self.in_kind_fen)

    def carried(self) -> "Settlement":
        """Return what outlives the round: money that went back or must, and what was forfeited."""
        return Settlement(
            returned=self.returned,
            owed_back=self.owed_back,
            forfeits=self.forfeits,
            defaults=self.defaults,
            to_forward=self.to_forward,
        )
