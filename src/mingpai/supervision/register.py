"""Every rule of supervision: the flags, and all detectors in one tuple."""

from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.events import BalancePaidByAnother
from mingpai.supervision.detector import Detector, OverEvents
from mingpai.supervision.flags import (
    CodeOverHalfOfRaises,
    PaidByAnother,
    RaiseOverTenSteps,
    SelfOutbid,
)
from mingpai.supervision.rule import Rule
from mingpai.supervision.rules import (
    bidding,
    choice,
    money,
    notice,
    outcome,
    preparation,
    records,
    secrecy,
    stops,
)

BIDDING_FLAGS: tuple[Rule, ...] = (SelfOutbid(), RaiseOverTenSteps(), CodeOverHalfOfRaises())
"""The flags that bids alone can raise: what a referee of another platform's bids can say."""

RULES: tuple[Rule, ...] = (*BIDDING_FLAGS, PaidByAnother())
"""The flags, as folds over events alone."""

_FLAGGED = (RoundAnnounced, BidPlaced, RoundSold, BalancePaidByAnother)

_LAW: tuple[Detector, ...] = (
    *choice.RULES,
    *preparation.RULES,
    *notice.RULES,
    *bidding.RULES,
    *secrecy.RULES,
    *money.RULES,
    *outcome.RULES,
    *stops.RULES,
    *records.RULES,
)

DETECTORS: tuple[Detector, ...] = (
    *sorted(_LAW, key=lambda one: one.id),
    *(OverEvents(flag, _FLAGGED) for flag in RULES),
)
"""K01 to K50 in their order, then the flags: what the observer runs."""
