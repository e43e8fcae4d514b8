"""A core and a board in one, over a court's lots: real rules, and public rows as pages read them.

Loaded by the tests of objections. Nothing is signed and nothing is stored.
"""

from datetime import datetime
from types import ModuleType
from typing import Any

from msgspec import Raw

from mingpai.adapters.memory import FixedClock
from mingpai.affairs.core import CoreBusy
from mingpai.auction.asked import Setting
from mingpai.auction.commands import CloseRound, PlaceBid
from mingpai.auction.decide import decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.auction.record import record
from mingpai.hall.answering import REFUSED, TAKEN
from mingpai.hall.wire import Answered
from mingpai.journal.entry import Entry
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import NATIONAL
from mingpai.ports import PortError
from mingpai.service.orders import Order, print_order
from mingpai.service.projections import LotBoard, LotHead, LotRecord


class Docket:
    """`affairs.core.Core` and `affairs.lots.Lots` over states in memory; `board` is what is shown.

    `busy` orders are not looked at, `lost` ones are carried out unanswered; while `is_behind` the
    board reads nothing new.
    """

    def __init__(self, clock: FixedClock, court: ModuleType, *, bidders: int = 2) -> None:
        """Publish lot 1 with so many bidders, and wait until it opens. The clock is at NOTICE."""
        self.clock = clock
        self.court = court
        self.board = LotBoard(None)  # type: ignore[arg-type]  # rows are folded by hand below
        self.orders: list[Order] = []
        self.busy = self.lost = 0
        self.is_behind = False
        self._behind: list[tuple[Entry, Event]] = []
        self._seq = 0
        self._states: dict[StreamId, Disposal] = {}
        self._answers: dict[tuple[str, str], tuple[bytes, Answered]] = {}
        self.lot: StreamId = court.lot(1)
        for place, (command, actor) in enumerate(court.orders(1, bidders)):
            answer = self.carry_out(Order(self.lot, actor, f"order-{place}", command))
            assert answer.outcome == TAKEN, answer
        clock.move_to(court.OPENS)

    # Core ----------------------------------------------------------------------------------

    async def order(self, order: Order) -> Answered:
        """Carry out an order once."""
        self.orders.append(order)
        if self.busy:
            self.busy -= 1
            raise CoreBusy(3)
        if self.lost:
            self.lost -= 1
            self.carry_out_once(order)
            attempted = "order"
            raise PortError(attempted, retry_is_safe=True)
        return self.carry_out_once(order)

    def carry_out_once(self, order: Order) -> Answered:
        """Carry out an order that was not carried out before."""
        name, content = (order.actor, order.key), print_order(order)
        known = self._answers.get(name)
        if known is None:
            known = self._answers[name] = (content, self.carry_out(order))
        assert known[0] == content, "another content under a known key"
        return known[1]

    async def sign_out(self, session: Any) -> None:
        """Do nothing."""

    def carry_out(self, order: Order) -> Answered:
        """Decide, and write what it leads to."""
        state = self._states.get(order.stream, Disposal(order.stream))
        now, setting = self.clock.now(), Setting(NATIONAL)
        decision = decide(state, order.command, actor=order.actor, now=now, setting=setting)
        seq = self._seq
        if isinstance(decision, Refused):
            event = record(state, order.command, decision, actor=order.actor)
            if event is not None:
                self._write(order, event)
            return Answered(
                frame=0,
                outcome=REFUSED,
                received_at=now,
                receipt="",
                seq=None if event is None else seq,
                code=decision.code,
                article=decision.article,
                facts=decision.facts,
            )
        for one in decision:
            state = evolve(state, one)
            self._write(order, one)
        self._states[order.stream] = state
        return Answered(frame=0, outcome=TAKEN, received_at=now, receipt="", seq=seq)

    def _write(self, order: Order, event: Event) -> None:
        now = self.clock.now()
        entry = Entry(
            actor=order.actor,
            at=now,
            body=Raw(b"{}"),
            cause=None,
            command_id=None,
            epoch=1,
            kind="",
            law=None,
            received_at=now,
            receiver="",
            seq=self._seq,
            source="",
            stream=order.stream,
            v=1,
            ver=1,
        )
        self._seq += 1
        self._behind.append((entry, event))
        if not self.is_behind:
            self.catch_up()

    def catch_up(self) -> None:
        """Let the board read what is new."""
        for entry, event in self._behind:
            self.board._fold(entry, event)
            self.board.position = entry.seq + 1
        self._behind.clear()
        self.is_behind = False

    # Lots ----------------------------------------------------------------------------------

    def heads(self) -> list[LotHead]:
        """Return every lot at a glance."""
        return self.board.lots()

    def head(self, lot: StreamId) -> LotHead | None:
        """Return one lot at a glance."""
        return self.board.head(lot)

    def course(self, lot: StreamId) -> LotRecord | None:
        """Return a lot with its course."""
        return self.board.lot(lot)

    # Driving -------------------------------------------------------------------------------

    def at(self, instant: datetime) -> None:
        """Let time pass until an instant."""
        self.clock.move_by(instant - self.clock.now())

    def now(self) -> datetime:
        """Return the time, as a clock does."""
        return self.clock.now()

    def bid(self, bidder: int, step: int) -> Answered:
        """Bid so many steps above the start."""
        code = self.court.code(bidder)
        command = PlaceBid(self.lot, 1, code, Fen(self.court.price(step)))
        return self.carry_out(Order(self.lot, code, "", command))

    def close(self) -> Answered:
        """Close the round, as the clockwork does."""
        return self.carry_out(Order(self.lot, "clockwork", "", CloseRound(1)))

    def give(self, command: Any) -> Answered:
        """Let the court order something, which is taken."""
        answer = self.carry_out(Order(self.lot, self.court.COURT, "", command))
        assert answer.outcome == TAKEN, answer
        return answer

    @property
    def state(self) -> Disposal:
        """Return where lot 1 stands."""
        return self._states[self.lot]
