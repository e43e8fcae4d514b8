"""Who bids stays a secret until the close: codes alone in public, no identity opened.

What a feed showed is reported as its shape; who opened an identity, by the vault.
Source: 法释〔2016〕18号 第八条第二款, 第十八条第二款, 第二十条第三款.
"""

from collections.abc import Iterator

from mingpai.auction.events import BidderQualified, BidPlaced, RoundSold
from mingpai.kernel.ids import RuleId, well_formed
from mingpai.supervision.detector import NONE, Check, Detector, finding
from mingpai.supervision.lot import Lot
from mingpai.supervision.lot_evolve import span_of
from mingpai.supervision.reports import FeedField, FeedShown, IdentityOpened
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen

_PERSONAL = frozenset(
    {
        FeedField.NAME,
        FeedField.ID_NUMBER,
        FeedField.PHONE,
        FeedField.ADDRESS,
        FeedField.ACCOUNT,
        FeedField.NETWORK_ADDRESS,
    }
)


def _codes_only(seen: Seen, lot: Lot) -> tuple[Finding, ...]:
    """K19: the feed of bids shows no personal field, and what it calls a code is one by its form.

    The buyer's name is public in the confirmation alone.
    """
    event = seen.event
    if isinstance(event, BidPlaced | BidderQualified | RoundSold):
        is_known = lot.round is not None and event.code in lot.round.codes
        if is_known or well_formed("bidding code", event.code):
            return NONE
        return (finding(seen.seq, seen.seq, odd_codes=1),)
    if not isinstance(event, FeedShown):
        return NONE
    shown = [one.value for one in event.fields if one in _PERSONAL]
    if not shown and not event.odd_codes:
        return NONE
    told = finding(seen.seq, seen.seq, fields=" ".join(shown), odd_codes=event.odd_codes)
    return (told,)


def _unopened(seen: Seen, lot: Lot) -> Iterator[Finding]:
    """K20: nobody opens a bidder's identity between the notice and the close.

    Known only later, it counts by when it happened, of whichever round that was.
    """
    event, facts = seen.event, lot.round
    if not isinstance(event, IdentityOpened) or facts is None:
        return
    for span in (*lot.file.spans, span_of(facts, lot.book)):
        if span.holds(event.at):
            yield finding(
                span.seq,
                seen.seq,
                office=event.office,
                fields=" ".join(one.value for one in event.fields),
                at=event.at.isoformat(),
                has_grant=bool(event.grant),
            )


RULES: tuple[Detector, ...] = (
    Check(
        id=RuleId("K19"),
        wants=(FeedShown, BidPlaced, BidderQualified, RoundSold),
        finds=_codes_only,
    ),
    Check(id=RuleId("K20"), wants=(IdentityOpened,), finds=_unopened),
)
