"""What the observer runs: detectors, each for one rule, over all that is seen of a lot.

A `Check` judges one event against what is known of its lot and keeps no state. A `TermRule`
keeps the terms that run. A flag is a fold over events alone, wrapped by `OverEvents`, so that the
referee can run it over a bid log, which has no envelope. The same events give the same findings,
in any batching. Where to look next: `supervision.rules`, `supervision.run`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, assert_never

from msgspec import Struct

from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.kernel.event import Event
from mingpai.kernel.ids import RuleId
from mingpai.law.register import RULES as LAW
from mingpai.law.register import LegalRule
from mingpai.supervision.advice import FLAG_TITLES, NEXT
from mingpai.supervision.events import Facts
from mingpai.supervision.lot import Lot
from mingpai.supervision.rule import Finding, Rule, Severity, Status
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, OpenTerm, is_late, opened

Wants = tuple[type[Event], ...]
Move = Begin | End | Drop | Finding
NONE: tuple[Finding, ...] = ()
_BY_ID = {rule.id: rule for rule in LAW}


class Legal(Struct, frozen=True):
    """What every detector of K01-K50 says of itself, from the register of the law."""

    id: RuleId
    wants: Wants
    severity: Severity = Severity.ALERT
    status: Status = Status.LIVE

    @property
    def law(self) -> LegalRule:
        """Return the rule of law as it is registered."""
        return _BY_ID[self.id]

    @property
    def name(self) -> str:
        """Return the rule as an assertion."""
        return self.law.name

    @property
    def ground(self) -> str:
        """Return the ids of its articles, the one it stands or falls with first."""
        return " ".join(self.law.articles)

    @property
    def title_zh(self) -> str:
        """Return in Chinese what holds where the rule is kept."""
        return self.law.title_zh

    @property
    def title_en(self) -> str:
        """Return in English what holds where the rule is kept."""
        return self.law.title_en

    @property
    def next_zh(self) -> str:
        """Return in Chinese what to do about an alert."""
        return NEXT[self.id].zh

    @property
    def next_en(self) -> str:
        """Return in English what to do about an alert."""
        return NEXT[self.id].en


class Check(Legal, frozen=True, kw_only=True):
    """A rule that one event, with what is known of its lot, breaks or does not."""

    finds: Callable[[Seen, Lot], Iterable[Finding]]
    """What an event shows; the lot is as it was before it."""


Terms = tuple[OpenTerm, ...]


class TermRule(Legal, frozen=True, kw_only=True):
    """A rule about terms. `moves` says what an event begins, ends, drops, or breaks by itself."""

    moves: Callable[[Seen, Lot], Iterable[Move]]

    def initial(self) -> Terms:
        """Return no open term."""
        return ()

    def observe(self, state: Terms, seen: Seen, lot: Lot) -> tuple[Terms, tuple[Finding, ...]]:
        """Return the terms that run after an event, and what it shows."""
        found: list[Finding] = []
        for move in self.moves(seen, lot):
            match move:
                case Finding():
                    found.append(move)
                case Begin():
                    begun = opened(move, received_at=seen.received_at)
                    state = (*_without(state, move.key), begun)
                case Drop(key):
                    state = () if key is None else _without(state, key)
                case End(key, at):
                    found += [
                        _breach(one, seen.seq, (("done", _text(at)),))
                        for one in state
                        if one.key == key and is_late(one, at)
                    ]
                    state = _without(state, key)
                case _:
                    assert_never(move)
        return state, tuple(found)

    def due(self, state: Terms) -> datetime | None:
        """Return when the first of the open terms lapses."""
        return min((one.lapses_at for one in state), default=None)

    def lapse(self, state: Terms, seq: int, now: datetime) -> tuple[Terms, tuple[Finding, ...]]:
        """Return a finding for each term that is over, and the terms that are not."""
        over = sorted(
            (one for one in state if one.lapses_at <= now),
            key=lambda one: (one.lapses_at, one.since, one.key),
        )
        found = tuple(_breach(one, seq, (("overdue", True),)) for one in over)
        return tuple(one for one in state if one.lapses_at > now), found


def _without(state: Terms, key: str) -> Terms:
    return tuple(one for one in state if one.key != key)


def _text(at: object) -> str:
    return at.isoformat() if hasattr(at, "isoformat") else str(at)


def _breach(term: OpenTerm, seq: int, how: Facts) -> Finding:
    told = dict((*term.facts, ("until", term.until.text), *how))
    return finding(term.since, seq, verified=term.until.verified, **told)


class OverEvents(Struct, frozen=True):
    """A flag: a fold over the events of a round that needs neither time nor lot."""

    rule: Rule
    wants: Wants

    @property
    def id(self) -> str:
        """Return the flag's name."""
        return self.rule.name

    @property
    def name(self) -> str:
        """Return the flag's name."""
        return self.rule.name

    @property
    def severity(self) -> Severity:
        """Return how far it goes."""
        return self.rule.severity

    @property
    def status(self) -> Status:
        """Return where it stands in its life."""
        return self.rule.status

    @property
    def ground(self) -> str:
        """Return the case type that it answers to."""
        return self.rule.ground

    @property
    def title_zh(self) -> str:
        """Return in Chinese what it says."""
        return FLAG_TITLES[self.id].zh

    @property
    def title_en(self) -> str:
        """Return in English what it says."""
        return FLAG_TITLES[self.id].en

    @property
    def next_zh(self) -> str:
        """Return in Chinese what to do about it."""
        return NEXT[self.id].zh

    @property
    def next_en(self) -> str:
        """Return in English what to do about it."""
        return NEXT[self.id].en

    def initial(self) -> Any:  # noqa: ANN401 - a rule's state is its own
        """Return the state of the flag before any event."""
        return self.rule.initial()

    def observe(
        self,
        state: Any,  # noqa: ANN401 - a rule's state is its own
        seen: Seen,
    ) -> tuple[Any, tuple[Finding, ...]]:
        """Pass on to the flag, which begins anew with each notice: it is about one round."""
        before = self.rule.initial() if type(seen.event) is RoundAnnounced else state
        return self.rule.observe(before, seen.seq, seen.event)


Detector = Check | TermRule | OverEvents
"""One rule over everything that is seen of one lot."""


def finding(
    first_seq: int, last_seq: int, *, verified: bool = True, **facts: int | str | bool | None
) -> Finding:
    """Return a finding with its facts in the order of their names.

    `verified`: every value that it rests on was read; where not, the facts say so.
    """
    told = facts if verified else facts | {"verified": False}
    return Finding(first_seq, last_seq, tuple(sorted(told.items())))
