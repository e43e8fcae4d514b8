"""Objections to a sale and where each stands.

Source: Civil Procedure Law (2023) 236 (a party's objection: 15 days; 复议 within 10 days of
service), 238 (an outsider's claim: 15 days; suit within 15); 法释〔2016〕18号 第三十六条.
"""

import enum
from datetime import date

from msgspec import Struct

from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.model import AnnulmentGround


class ObjectionKind(enum.StrEnum):
    """What is filed."""

    CONDUCT = "conduct"
    """异议: a party or interested person says that the sale's conduct breaks the law (CPL 236)."""
    OUTSIDER_CLAIM = "outsider_claim"
    """案外人异议: an outsider claims a right in the property (CPL 238)."""
    COMPLAINT = "complaint"
    """A complaint about platform, auxiliary firm or officer: answered, it stops nothing."""


class Outcome(enum.StrEnum):
    """What the court decided: whether the objection, or the outsider's claim, is right.

    After a suit too it speaks of the claim, whoever sued.
    """

    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Objection(Struct, frozen=True):
    """One objection. `outcome` is None while it is under review."""

    number: int
    kind: ObjectionKind
    by: Role
    filed_on: date
    ground: AnnulmentGround | None = None
    outcome: Outcome | None = None
    decided_on: date | None = None
    served_on: date | None = None
    """When the decision took effect on whoever filed: the term for 复议 runs from then."""
    review_filed_on: date | None = None
    review_outcome: Outcome | None = None
    suit_filed_on: date | None = None
    suit_outcome: Outcome | None = None
    carried_out_on: date | None = None
    """When the court had undone, or put right, what was objected to with success."""

    @property
    def is_open(self) -> bool:
        """Say whether the court still owes an answer: the objection, its review or its suit."""
        if self.outcome is None:
            return True
        if self.review_filed_on is not None and self.review_outcome is None:
            return True
        return self.suit_filed_on is not None and self.suit_outcome is None

    @property
    def is_upheld(self) -> bool:
        """Say whether the last word so far is that the objection, or the claim, is right.

        Who withdraws a review or a suit leaves the decision before it as it was.
        """
        words = (self.suit_outcome, self.review_outcome, self.outcome)
        last = next((one for one in words if one not in (None, Outcome.WITHDRAWN)), None)
        return last is Outcome.UPHELD

    @property
    def blocks_sale(self) -> bool:
        """Say whether this is an outsider's claim that is open or was upheld (第三十六条第二款)."""
        return self.kind is ObjectionKind.OUTSIDER_CLAIM and (self.is_open or self.is_upheld)

    @property
    def must_be_carried_out(self) -> bool:
        """Say whether the court still owes what an upheld objection to its conduct ordered.

        Source: 民事诉讼法（2023年修正）第二百三十六条 (undone or put right).
        """
        is_conduct = self.kind is ObjectionKind.CONDUCT
        return is_conduct and self.is_upheld and self.carried_out_on is None
