"""Writes the script of one lot, act by act, keeping the price that its bids would lead to.

The book kept here only serves to write plausible bids; what is accepted is for the engine to say.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.commands import AnnounceRound, Command, OpenDisposal
from mingpai.auction.model import Ground, PropertyClass, StepRule
from mingpai.demo.faults import bid_bytes
from mingpai.demo.steps import Act, Admit, Bar, Confirm, GrantPriority, Order, Send, Step
from mingpai.kernel.ids import BiddingCode, CaseId, OfficeId, PropertyId, StreamId
from mingpai.kernel.money import Fen

EXTENSION = timedelta(minutes=5)
_QUIET = timedelta(seconds=2)
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

    def notice(self) -> AnnounceRound:
        """Return the notice that is lawful."""
        return AnnounceRound(
            reference_price_fen=Fen(self.reference_fen),
            start_price_fen=Fen(self.start_fen),
            step_fen=Fen(self.step_fen),
            deposit_fen=Fen(self.deposit_fen),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            step_rule=self.step_rule,
        )


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
        self._next = 0
        self._codes: set[str] = set()
        rng.shuffle(self._people)

    def person(self) -> int:
        """Return the next person; everybody comes before anybody comes again."""
        person = self._people[self._next % len(self._people)]
        self._next += 1
        return person

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
        self.history: list[Taken] = []
        self._keys = 0

    # Offices -------------------------------------------------------------------------------

    def act(self, at: datetime, act: Act) -> None:
        """Write any act."""
        self.steps.append(Step(at, self.sale.stream, act))

    def order(self, at: datetime, command: Command, *, actor: str | None = None) -> None:
        """Let an office (by default the court) give an order."""
        self.act(at, Order(actor or self.sale.court, command))

    def opening(self, *, platform: OfficeId | None = None) -> OpenDisposal:
        """Return the order that opens this disposal."""
        sale = self.sale
        return OpenDisposal(
            case_id=CaseId(f"DL-2026-ZH-{sale.number:04d}"),
            property_id=PropertyId(f"P-2026-{sale.number:04d}"),
            property_class=sale.kind,
            court=sale.court,
            platform=platform or sale.platform,
        )

    def announce(self, *wrong: dict[str, Any]) -> None:
        """Open the disposal and publish its notice, after each wrong one was refused."""
        at = self.sale.announced_at
        self.order(at - timedelta(minutes=40), self.opening())
        for number, changes in enumerate(wrong, start=1):
            early = at - timedelta(minutes=30) + timedelta(minutes=number)
            self.order(early, replace(self.sale.notice(), **changes))
        self.order(at, self.sale.notice())

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
        self.act(when, Admit(self.sale.platform, who, code, paid, claim_fen))
        self.codes.append(code)
        self.people[code] = who
        return code

    def stranger(self) -> int:
        """Return a person who has nothing to do with this lot."""
        while True:
            person = self.roster.person()
            if person not in self.people.values():
                return person

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
        data = bid_bytes(lot=self.sale.stream, code=code, price_fen=price_fen, key=self.key())
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

    def rival(self) -> BiddingCode:
        """Return a code that does not lead."""
        return self.rng.choice([code for code in self.codes if code != self.leader])
