"""Writes the script of one lot, act by act, keeping the price that its bids would lead to.

The book kept here only serves to write plausible bids; what is accepted is for the engine to say.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from random import Random
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.commands import Command
from mingpai.auction.model import Ground, PropertyClass, StepRule
from mingpai.auction.preparation.commands import AnnounceRound
from mingpai.auction.preparation.model import Nature, Role, Trait
from mingpai.demo.faults import bid_bytes
from mingpai.demo.steps import Act, Admit, Bar, Confirm, GrantPriority, Order, Send, Step, stand_in
from mingpai.exchange import paperwork
from mingpai.kernel.ids import BiddingCode, CaseId, LotToken, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen

EXTENSION = timedelta(minutes=5)
_QUIET = timedelta(seconds=2)
_PARTIES = 4
"""Applicant, debtor, and for equity its company and a shareholder."""
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Sale(Struct, frozen=True):
    """What the court fixes for one lot, and the hours of its sale."""

    stream: StreamId
    number: int
    court: OfficeId
    platform: OfficeId
    kind: PropertyClass
    reference_fen: int
    start_fen: int
    step_fen: int
    deposit_fen: int
    step_rule: StepRule
    announced_at: datetime
    opens_at: datetime
    closes_at: datetime
    nature: Nature = Nature.OTHER
    traits: tuple[Trait, ...] = ()

    def price(self) -> paperwork.Price:
        """Return what the court fixes for the first auction."""
        return paperwork.Price(
            reference_fen=Fen(self.reference_fen),
            start_fen=Fen(self.start_fen),
            step_fen=Fen(self.step_fen),
            deposit_fen=Fen(self.deposit_fen),
        )

    @property
    def debt_fen(self) -> int:
        """Return what the sale is to pay, as the papers before the notice have it."""
        return self.reference_fen * paperwork.DEBT_SHARE

    def notice(self) -> AnnounceRound:
        """Return the notice that is lawful."""
        announced = paperwork.notice(
            self.price(),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            step_rule=self.step_rule,
        )
        return paperwork.suited(announced, nature=self.nature, traits=self.traits)


class Taken(Struct, frozen=True):
    """A bid that is to be taken, as it was sent."""

    at: datetime
    code: str
    price_fen: int
    data: bytes


class Roster:
    """Hands out persons and codes: no person twice for one lot, no code twice at all."""

    def __init__(self, rng: Random, count: int) -> None:
        """Begin with so many persons."""
        self._rng = rng
        self._people = list(range(count))
        self._parties = 0
        self._codes: set[str] = set()
        rng.shuffle(self._people)
        self._others = tuple(reversed(self._people))

    def person(self, avoid: Collection[int] = ()) -> int:
        """Return the next bidder: who comes again comes last; who is to be avoided comes later.

        Requires: not everybody is to be avoided.
        """
        place = next(n for n, person in enumerate(self._people) if person not in avoid)
        person = self._people.pop(place)
        self._people.append(person)
        return person

    def party(self) -> int:
        """Return somebody who is concerned by a lot; he bids for others like anybody else."""
        self._parties += 1
        return self._others[(self._parties - 1) % len(self._others)]

    def code(self) -> BiddingCode:
        """Return a code that nobody has."""
        while True:
            code = f"{self._rng.choice(_CODE_LETTERS)}{self._rng.randrange(1000, 10_000)}"
            if code not in self._codes:
                self._codes.add(code)
                return BiddingCode(code)


class LotScript:
    """The script of one lot while it is written. Times must not go back between bids."""

    def __init__(self, sale: Sale, rng: Random, roster: Roster) -> None:
        """Begin with an unopened lot."""
        self.sale = sale
        self.rng = rng
        self.roster = roster
        self.steps: list[Step] = []
        self.codes: list[BiddingCode] = []
        self.people: dict[BiddingCode, int] = {}
        self.price_fen = 0
        self.leader = ""
        self.closes_at = sale.closes_at
        self.at = sale.opens_at
        self.number = 1
        self.parties = tuple(roster.party() for _ in range(_PARTIES))
        self.history: list[Taken] = []
        self._keys = 0

    # Offices -------------------------------------------------------------------------------

    def act(self, at: datetime, act: Act) -> None:
        """Write any act."""
        self.steps.append(Step(at, self.sale.stream, act))

    def order(self, at: datetime, command: Command, *, actor: str | None = None) -> None:
        """Let an office (by default the court) give an order."""
        self.act(at, Order(actor or self.sale.court, command))

    def property(self) -> paperwork.Property:
        """Return what is sold; applicant and debtor are persons whom nobody else is."""
        sale = self.sale
        return paperwork.Property(
            case_id=CaseId(f"DL-2026-ZH-{sale.number:04d}"),
            property_id=PropertyId(f"P-2026-{sale.number:04d}"),
            property_class=sale.kind,
            court=sale.court,
            platform=sale.platform,
            applicant=stand_in(self.parties[0]),
            debtor=stand_in(self.parties[1]),
            nature=sale.nature,
            traits=sale.traits,
            others=self._others(),
        )

    def _others(self) -> tuple[tuple[LotToken, Role], ...]:
        """Return who else is concerned: of equity its company and a shareholder."""
        if self.sale.nature is not Nature.EQUITY:
            return ()
        roles = (Role.COMPANY, Role.SHAREHOLDER)
        return tuple(
            (stand_in(person), role) for person, role in zip(self.parties[2:], roles, strict=True)
        )

    def announce(self, *wrong: dict[str, Any]) -> None:
        """Do the paperwork and publish the notice, after each wrong one was refused."""
        at = self.sale.announced_at
        papers = paperwork.until_notice(self.property(), self.sale.price(), announced_at=at)
        for number, command in enumerate(papers):
            self.order(at - timedelta(minutes=60 - number), command)
        for number, changes in enumerate(wrong, start=1):
            early = at - timedelta(minutes=30) + timedelta(minutes=number)
            self.order(early, replace(self.sale.notice(), **changes))
        self.order(at, self.sale.notice())

    def begin_round(self, sale: Sale) -> None:
        """Go on with another round of the same lot: nobody leads, and nobody holds a code."""
        self.sale = sale
        self.number += 1
        self.price_fen, self.leader = 0, ""
        self.codes.clear()
        self.closes_at, self.at = sale.closes_at, sale.opens_at

    def confirm(self) -> None:
        """Let the platform publish the confirmation, half a minute after the close."""
        self.act(self.closes_at + timedelta(seconds=30), Confirm(self.sale.platform))

    # Bidders -------------------------------------------------------------------------------

    def moment_before_opening(self) -> datetime:
        """Return some instant between the notice and the opening."""
        span = self.sale.opens_at - self.sale.announced_at - timedelta(hours=4)
        seconds = int(span.total_seconds())
        return self.sale.announced_at + timedelta(seconds=3600 + self.rng.randrange(seconds))

    def admit(
        self,
        at: datetime | None = None,
        *,
        person: int | None = None,
        paid_fen: int | None = None,
        claim_fen: int | None = None,
    ) -> BiddingCode:
        """Let the platform confirm a deposit and hand out a code."""
        code = self.roster.code()
        who = self.stranger() if person is None else person
        paid = self.sale.deposit_fen if paid_fen is None else paid_fen
        when = self.moment_before_opening() if at is None else at
        is_restricted = Trait.PURCHASE_RESTRICTED in self.sale.traits
        commitment = paperwork.paper("commitment") if is_restricted else ""
        self.act(when, Admit(self.sale.platform, who, code, paid, claim_fen, commitment))
        self.codes.append(code)
        self.people[code] = who
        return code

    def stranger(self) -> int:
        """Return a person who has nothing to do with this lot."""
        return self.roster.person(avoid={*self.people.values(), *self.parties})

    def admit_many(self, count: int) -> None:
        """Hand out so many codes before bidding opens."""
        for _ in range(count):
            self.admit()

    def admit_ranked(self, rank: int) -> BiddingCode:
        """Let the court confirm a priority right, then hand out the code."""
        person = self.stranger()
        confirmed = self.sale.announced_at + timedelta(hours=3)
        self.act(confirmed, GrantPriority(self.sale.court, person, rank))
        code = self.admit(confirmed + timedelta(days=1, hours=self.rng.randrange(9)), person=person)
        self.codes.remove(code)  # it bids when its plot says so, not in the crowd
        return code

    def bar(self, at: datetime, person: int, ground: Ground) -> None:
        """Let the court bar a person."""
        self.act(at, Bar(self.sale.court, person, ground))

    # Bids ----------------------------------------------------------------------------------

    def least_fen(self) -> int:
        """Return the least amount of the next bid."""
        return self.price_fen + self.sale.step_fen if self.price_fen else self.sale.start_fen

    def key(self) -> str:
        """Return a sender's key that was not used before."""
        self._keys += 1
        return f"k{self._keys:04d}"

    def send(self, at: datetime, code: str, price_fen: int, *, actor: str | None = None) -> bytes:
        """Write a bid, whatever it is worth, and return its bytes."""
        lot, key, number = self.sale.stream, self.key(), self.number
        data = bid_bytes(lot=lot, code=code, price_fen=price_fen, key=key, number=number)
        self.act(at, Send(actor or code, data))
        return data

    def bid(self, at: datetime, code: str, price_fen: int) -> bytes:
        """Write a bid that is to be taken, and keep what it leads to."""
        self.price_fen, self.leader, self.at = price_fen, code, at
        self.closes_at = max(self.closes_at, at + EXTENSION)
        data = self.send(at, code, price_fen)
        self.history.append(Taken(at, code, price_fen, data))
        return data

    def raise_by(self, at: datetime, code: str, steps: int = 1) -> bytes:
        """Write a raise of so many steps (a first bid: the start price and so many less one)."""
        return self.bid(at, code, self.least_fen() + (steps - 1) * self.sale.step_fen)

    def quiet_moment(self) -> Taken:
        """Return a bid after which nothing happens for two seconds."""
        after = [taken.at for taken in self.history[1:]] + [self.closes_at]
        quiet = [
            taken
            for taken, next_at in zip(self.history, after, strict=True)
            if next_at - taken.at > _QUIET
        ]
        return self.rng.choice(quiet)

    def leading_person(self) -> int:
        """Return the person who leads. Requires: a bid was written."""
        return self.people[BiddingCode(self.leader)]

    def paid_in(self, code: str) -> int:
        """Return what was paid in under a code that was handed out."""
        return next(
            step.act.paid_fen
            for step in reversed(self.steps)
            if isinstance(step.act, Admit) and step.act.code == code
        )

    def rival(self) -> BiddingCode:
        """Return a code that does not lead."""
        return self.rng.choice([code for code in self.codes if code != self.leader])
