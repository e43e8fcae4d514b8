"""Which round may follow which: first auction, second, 变卖, a re-auction, the same once more.

Online there are two auctions and then the 变卖; a default or an annulment leads to a re-auction
of the round it struck, and a round that was withdrawn for its notice or its price to the same.
A price that is found anew begins the ladder anew: nobody has bid, or declined to, at that price.
Source: 法释〔2016〕18号 第二十四, 二十六, 三十一, 三十七条; 法释〔2018〕15号 第二十七条第三款 (of
the ladder, a reading); legal reference, section 7.2.
Where to look next: `auction.preparation.guards`.
"""

from datetime import date

from msgspec import Struct

from mingpai.auction.model import Disposal, Phase, Round, RoundKind
from mingpai.auction.preparation.model import PriceBasis, Trait
from mingpai.kernel.moments import local_date

_FOLLOWS = {RoundKind.AUCTION_1: RoundKind.AUCTION_2, RoundKind.AUCTION_2: RoundKind.SALE}
_LAST = (RoundKind.AUCTION_2, RoundKind.SALE)
_MEASURE = {RoundKind.AUCTION_2: RoundKind.AUCTION_1, RoundKind.SALE: RoundKind.AUCTION_2}


class Next(Struct, frozen=True):
    """The round that may be announced next.

    `auction` is which round of the ladder it counts as, and differs from `kind` in a re-auction
    alone. `after_failure`: creditors must have been asked first whether they take the property;
    after a taker's default nobody need be asked again, but whoever was must have answered.
    """

    kind: RoundKind
    auction: RoundKind
    after_failure: bool = False


def next_round(state: Disposal, *, basis: PriceBasis = PriceBasis.REFERENCE) -> Next | None:
    """Return the round that comes next, or None where none does: one runs, was sold, or was last.

    After a default the auction is held again: of whoever bid, and of whoever was to take the
    property in kind (法释〔2004〕16号 第二十二条).
    Property of a criminal case may be auctioned once more, without reserve, after its last auction
    failed: it is announced as a first auction, with the whole term (a reading; 法释〔2014〕13号).
    """
    current = state.current
    if current is None:
        return Next(RoundKind.AUCTION_1, RoundKind.AUCTION_1)
    auction = current.terms.auction
    match current.phase:
        case Phase.CLOSED_UNSOLD:
            return _after_failure(state, auction, basis)
        case Phase.DEFAULTED | Phase.ANNULLED:
            return Next(RoundKind.RERUN, auction, after_failure=current.is_passed_in)
        case Phase.WITHDRAWN:
            kind = current.terms.kind
            is_anew = kind in _LAST and is_priced_anew(state)
            return (
                Next(RoundKind.AUCTION_1, RoundKind.AUCTION_1) if is_anew else Next(kind, auction)
            )
        case _:
            return None


def _after_failure(state: Disposal, auction: RoundKind, basis: PriceBasis) -> Next | None:
    is_criminal = Trait.CRIMINAL in state.file.preparation.traits
    if basis is PriceBasis.CRIMINAL_NO_RESERVE and is_criminal and auction in _LAST:
        return Next(RoundKind.AUCTION_1, RoundKind.AUCTION_1, after_failure=True)
    following = _FOLLOWS.get(auction)
    if following is None:
        return None
    if is_priced_anew(state):
        following = RoundKind.AUCTION_1
    return Next(following, following, after_failure=True)


def is_priced_anew(state: Disposal) -> bool:
    """Say whether the price on file was found after the notice of the last round."""
    price = state.file.preparation.price
    return price is not None and bool(state.rounds) and price.after_round >= len(state.rounds)


def measure_of(state: Disposal, auction: RoundKind) -> Round | None:
    """Return the failed round whose start price measures that of `auction`, or None.

    Of a second auction it is the first that was passed in last, of a 变卖 the second.
    """
    wanted = _MEASURE.get(auction)
    found = (
        one
        for one in reversed(state.rounds)
        if one.phase is Phase.CLOSED_UNSOLD and one.terms.auction is wanted
    )
    return next(found, None)


def creditors_declined(state: Disposal) -> bool:
    """Say whether creditors were asked after the last failure and nobody took the property.

    Whoever was to take it and did not pay, or whose taking was annulled, has not taken it.
    Source: 法释〔2004〕16号 第十六, 二十二条.
    """
    done = state.file.settlement
    offer = done.set_off
    if offer is None:
        return False
    came_to_nothing = done.defaulted_on is not None or done.annulled is not None
    return offer.declined or (offer.award is not None and came_to_nothing)


def told_from(state: Disposal) -> date:
    """Return from which day on telling somebody counts for the round that runs or comes next.

    Nobody can be told of a round before the one ahead of it ended. Of a round that runs it is the
    day from which telling somebody counted for that one. A reading.
    Source: 法释〔2016〕18号 第十六条第一款.
    """
    ended = [one for one in state.rounds if not one.is_running]
    if not ended:
        return date.min
    closed_at = ended[-1].closed_at
    return ended[-1].terms.announced_on if closed_at is None else local_date(closed_at)
