"""A notice while it is judged: what is asked for, of which disposal, under the law of which day.

A round is bound by the law of the day of its notice (ADR: which version of the law binds a lot),
so every value is asked for on that day. Where to look next: `auction.preparation.guards`.
"""

from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct

from mingpai.auction.asked import Asked
from mingpai.auction.model import Disposal, Round, RoundKind
from mingpai.auction.preparation.commands import AnnounceRound
from mingpai.auction.preparation.ladder import measure_of
from mingpai.auction.preparation.model import PriceBasis
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused
from mingpai.law.timeline import Dated, Timeline

T = TypeVar("T")


class Timing(Struct, frozen=True):
    """When a round is to be held. `auction`: which round of the ladder it counts as.

    `published_on` is the day of the notice, or of the correction from which its term begins again.
    `basis` is what its price rests on. Instants are aware.
    """

    state: Disposal
    asked: Asked
    kind: RoundKind
    auction: RoundKind
    basis: PriceBasis
    opens_at: datetime
    closes_at: datetime

    @property
    def published_on(self) -> date:
        """Return the day from which the term of the notice is counted."""
        return self.asked.today

    @property
    def opens_on(self) -> date:
        """Return the day of the auction: that of its opening."""
        return local_date(self.opens_at)

    @property
    def closes_on(self) -> date:
        """Return the day on which bidding is to close."""
        return local_date(self.closes_at)

    def dated(self, timeline: Timeline[T]) -> Dated[T]:
        """Return the value that binds the round. Raises: NoValueInForce."""
        return self.asked.setting.laws.dated(timeline, on=self.published_on)


class Draft(Struct, frozen=True):
    """A notice that is asked for. `auction`: which round of the ladder it counts as."""

    state: Disposal
    asked: Asked
    command: AnnounceRound
    auction: RoundKind

    @property
    def timing(self) -> Timing:
        """Return when the round is to be held."""
        command = self.command
        return Timing(
            self.state,
            self.asked,
            command.kind,
            self.auction,
            self.basis,
            command.opens_at,
            command.closes_at,
        )

    @property
    def basis(self) -> PriceBasis:
        """Return what the price rests on."""
        return basis_of(self.state, self.auction, self.command.basis)

    def dated(self, timeline: Timeline[T]) -> Dated[T]:
        """Return the value that binds the round. Raises: NoValueInForce."""
        return self.asked.setting.laws.dated(timeline, on=self.asked.today)


def basis_of(state: Disposal, auction: RoundKind, own: PriceBasis) -> PriceBasis:
    """Return what the price of a round rests on: `own`, or what the first of its ladder did."""
    if auction is RoundKind.AUCTION_1:
        return own
    first = measure_of(state, RoundKind.AUCTION_2)
    return PriceBasis.REFERENCE if first is None else first.terms.basis


def timing_of(
    state: Disposal, current: Round, asked: Asked, *, opens_at: datetime, closes_at: datetime
) -> Timing:
    """Return when a round that runs is to be held, should these be its times from now on."""
    terms = current.terms
    basis = basis_of(state, terms.auction, terms.basis)
    return Timing(state, asked, terms.kind, terms.auction, basis, opens_at, closes_at)


def drafted(state: Disposal, command: AnnounceRound, asked: Asked) -> Draft:
    """Return a notice as it is to be judged."""
    current = state.current
    repeated = RoundKind.AUCTION_1 if current is None else current.terms.auction
    auction = repeated if command.kind is RoundKind.RERUN else command.kind
    return Draft(state, asked, command, auction)


def by_article(article: str, refusal: Refused) -> Refused:
    """Return a refusal by an article of its own, more exact than that of its code."""
    return Refused(refusal.code, ArticleId(article), refusal.facts, refusal.transient)
