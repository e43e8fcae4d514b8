"""Plays a day: every bid as bytes through the reception, into the real sequencer and journal.

Time moves only as the player moves it: to the next act of the script, or to the next close if
that comes first, so that every close is carried out at its instant. Must not know what is lawful.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict, replace

from mingpai import house
from mingpai.adapters.clock import DrivenClock
from mingpai.auction.commands import (
    BarPerson,
    Command,
    ConfirmPriority,
    PublishConfirmation,
    QualifyApplicant,
    QualifyBidder,
)
from mingpai.auction.decide import Setting, decide
from mingpai.auction.events import BidderQualified, BidPlaced
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.commands import AssignPlatform, RecordChoice
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.commands import RecordDepositReturned
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped, RoundWithdrawn
from mingpai.demo.day import Day
from mingpai.demo.places import COURTS, OUR_HALL, PLATFORMS
from mingpai.demo.steps import (
    Act,
    Admit,
    Bar,
    Confirm,
    Flood,
    GrantPriority,
    Order,
    Refund,
    Send,
    Step,
    person_of,
)
from mingpai.demo.tally import Tally
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import BiddingCode, LotToken, OfficeId, StreamId, SubjectId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import NATIONAL
from mingpai.ports import SubjectStore
from mingpai.service.answers import Answer
from mingpai.service.core import Core
from mingpai.service.reception import Reception
from mingpai.service.requests import Request

_HALF_AN_HOUR = timedelta(minutes=30)
_AFTER = timedelta(minutes=6)
"""How long the clock runs on after the last act, so that every count of a minute is over."""


class Pace(Struct, frozen=True):
    """How long the whole day is to last in real seconds; 0 is as fast as it goes."""

    seconds: float = 0.0


class Progress(Struct, frozen=True):
    """How far a day has come."""

    done: int
    of: int
    at: datetime
    tally: Tally


Watcher = Callable[[Progress], None]


class Player:
    """Plays one day on a started core. Used once, in the core's event loop."""

    def __init__(self, day: Day, core: Core, subjects: SubjectStore, clock: DrivenClock) -> None:
        """Keep the script and where it goes."""
        self.tally = Tally()
        self._day = day
        self._core = core
        self._clock = clock
        self._subjects = subjects
        self._reception = Reception(core.sequencer, clock)
        self._enrolled: list[SubjectId] = []
        self._tokens: dict[tuple[StreamId, int], LotToken] = {}
        self._buyers: dict[tuple[StreamId, str], int] = {}
        self._winners: dict[StreamId, str] = {}
        self._closes: dict[StreamId, datetime] = {}
        self._rounds: dict[StreamId, int] = {}
        self._paid: dict[StreamId, dict[BiddingCode, Fen]] = {}
        self._orders = 0

    async def play(self, pace: Pace, watch: Watcher) -> Tally:
        """Play the day to its end and return what it came to.

        Raises: Stopped where the core ends; PortError from the subject store.
        """
        await self._open_offices()
        await asyncio.to_thread(self._enrol_everybody)
        began, steps = time.monotonic(), self._day.steps
        for done, step in enumerate(steps):
            await _keep_pace(began + pace.seconds * done / len(steps))
            await self._move_to(step.at)
            await self._do(step)
            watch(Progress(done + 1, len(steps), step.at, self.tally))
        await self._move_to(steps[-1].at + _AFTER)
        await self._core.clockwork.count_junk()
        await self._core.settle()
        return self.tally

    # Before the first act ------------------------------------------------------------------

    async def _open_offices(self) -> None:
        for office in (*COURTS, *PLATFORMS):
            command = house.OpenOffice(house.OfficeOpened(OfficeId(office)))
            now = self._clock.now()
            request = Request(house.STREAM, house.ACTOR, command, received_at=now)
            await self._core.sequencer.submit(request)

    def _enrol_everybody(self) -> None:
        """Put every person into the subject store and fetch the tokens that the day will need."""
        self._enrolled = [self._subjects.enrol(person.fields()) for person in self._day.people]
        for step in self._day.steps:
            for person in _persons_in(step.act):
                place = (step.lot, person)
                if place not in self._tokens:
                    token = self._subjects.token(self._enrolled[person], purpose=step.lot)
                    self._tokens[place] = LotToken(token)

    # Time ----------------------------------------------------------------------------------

    async def _move_to(self, instant: datetime) -> None:
        """Move the clock on, stopping at every close on the way."""
        while self._closes:
            lot, closes_at = min(self._closes.items(), key=lambda item: item[1])
            if closes_at > instant:
                break
            del self._closes[lot]
            self._clock.advance_to(max(closes_at, self._clock.now()))
            await self._core.clockwork.tick()
        self._clock.advance_to(max(instant, self._clock.now()))
        await self._core.clockwork.tick()

    # Acts ----------------------------------------------------------------------------------

    async def _do(self, step: Step) -> None:
        """Carry out one act and take in its answer."""
        act = step.act
        if isinstance(act, Flood):
            answers = await asyncio.gather(
                *(
                    self._reception.bid(data, lot=step.lot, actor=act.actor, sender=act.sender)
                    for data in act.data
                )
            )
        elif isinstance(act, Refund):
            answers = [await self._refund(step, code, paid) for code, paid in self._owed(step.lot)]
        elif isinstance(act, Send):
            answers = [await self._reception.bid(act.data, lot=step.lot, actor=act.actor)]
        else:
            answers = [await self._order(step.lot, act)]
        for answer in answers:
            self.tally.take(act, answer)
            self._learn(step.lot, act, answer)

    def _owed(self, lot: StreamId) -> list[tuple[BiddingCode, Fen]]:
        """Return what was paid under each code of a lot's round but the winner's."""
        winner = self._winners.get(lot, "")
        paid = self._paid.get(lot, {})
        return [(code, sum_) for code, sum_ in paid.items() if code != winner and sum_]

    async def _refund(self, step: Step, code: BiddingCode, paid: Fen) -> Answer:
        returned = RecordDepositReturned(code, paid, step.at - _HALF_AN_HOUR)
        return await self._order(step.lot, Order(step.act.actor, returned))

    async def _order(self, lot: StreamId, act: Act) -> Answer:
        command = await self._command(lot, act)
        self._orders += 1
        key = f"order-{self._orders}"
        return await self._reception.order(command, stream=lot, actor=act.actor, key=key)

    async def _command(self, lot: StreamId, act: Act) -> Command:
        """Return an act as a command, with the person's token in the person's place."""
        match act:
            case Order(command=command):
                return self._with_tokens(lot, command)
            case GrantPriority():
                return ConfirmPriority(self._tokens[lot, act.person], act.rank)
            case Bar():
                return BarPerson(self._tokens[lot, act.person], act.ground)
            case Admit(claim_fen=None):
                token = self._tokens[lot, act.person]
                paid = Fen(act.paid_fen)
                return QualifyBidder(act.code, token, paid, commitment=act.commitment)
            case Admit(claim_fen=claim_fen):
                token = self._tokens[lot, act.person]
                return QualifyApplicant(act.code, token, Fen(claim_fen or 0), Fen(act.paid_fen))
            case Confirm():
                return await asyncio.to_thread(self._confirmation, lot)
            case Send() | Flood() | Refund():
                msg = "no single order"
                raise TypeError(msg)

    def _with_tokens(self, lot: StreamId, command: Command) -> Command:
        """Return an order with tokens in the place of its stand-ins."""
        named = {field: person_of(value) for field, value in asdict(command).items()}
        tokens = {
            field: self._tokens[lot, person]
            for field, person in named.items()
            if person is not None
        }
        return replace(command, **tokens)

    def _confirmation(self, lot: StreamId) -> PublishConfirmation:
        """Write the confirmation with the buyer's name; its digest alone goes on record."""
        number = self._rounds.get(lot, 1)
        person = self._buyers.get((lot, self._winners.get(lot, "")))
        if person is None:
            nothing = b64url(hashlib.sha256(lot.encode()).digest())
            return PublishConfirmation(number, buyer=nothing, document=nothing)
        subject = self._enrolled[person]
        name = self._subjects.fields(subject)["name"]
        document = f"{lot} {self._winners[lot]} {name}\n".encode()
        return PublishConfirmation(
            number,
            buyer=self._subjects.commit(subject, field="name"),
            document=b64url(hashlib.sha256(document).digest()),
        )

    def _learn(self, lot: StreamId, act: Act, answer: Answer) -> None:
        """Keep what later acts need: when a lot closes, who leads it, whose a code is."""
        if answer.refused is not None or answer.repeated:
            return
        for event in answer.events:
            match event:
                case RoundAnnounced():
                    self._closes[lot] = event.closes_at
                    self._rounds[lot] = event.round
                    self._winners.pop(lot, None)
                    self._paid.pop(lot, None)
                case BiddingStopped() | RoundWithdrawn():
                    self._closes.pop(lot, None)
                case BiddingResumed(closes_at=closes_at):
                    self._closes[lot] = closes_at
                case BidPlaced():
                    self._closes[lot] = event.closes_at
                    self._winners[lot] = event.code
                case BidderQualified() if isinstance(act, Admit):
                    self._buyers[lot, event.code] = act.person
                    self._paid.setdefault(lot, {})[event.code] = event.paid_fen
                case _:
                    continue


def _persons_in(act: Act) -> Iterator[int]:
    """Yield each person whose token an act needs."""
    if isinstance(act, Admit | GrantPriority | Bar):
        yield act.person
    elif isinstance(act, Order):
        named = (person_of(value) for value in asdict(act.command).values())
        yield from (person for person in named if person is not None)


async def _keep_pace(due: float) -> None:
    """Wait until the monotonic clock shows `due`, if it does not yet."""
    ahead_s = due - time.monotonic()
    if ahead_s > 0:
        await asyncio.sleep(ahead_s)


def refused_under_national_list(day: Day) -> Refused | None:
    """Ask the engine to put a lot on our own hall under the national list (K01).

    The same `decide` as in the day, but for the list; the day's journal runs under a sandbox
    list, so that this refusal is shown beside it and is no entry of it.
    """
    sale = next(sale for sale in day.sales if sale.platform == OUR_HALL)
    state, setting = Disposal(sale.stream), Setting(NATIONAL)
    for step in day.steps:
        if step.lot != sale.stream or not isinstance(step.act, Order):
            continue
        command, actor = step.act.command, step.act.actor
        result = decide(state, command, actor=actor, now=step.at, setting=setting)
        if isinstance(result, Refused):
            return result if isinstance(command, RecordChoice | AssignPlatform) else None
        for event in result:
            state = evolve(state, event)
    return None
