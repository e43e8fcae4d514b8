"""A desk over memory stores and a core of its own: the real rules, and answers that can be lost."""

import asyncio
import hashlib
import itertools
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.accounts.keys import AccountKeys
from mingpai.accounts.model import Account, Caller, Language, Role, SessionId, Viewer
from mingpai.accounts.parts import Parts
from mingpai.accounts.passkeys import Passkeys, Site
from mingpai.accounts.passwords import Cost, Passwords
from mingpai.accounts.places import Place
from mingpai.accounts.sessions import new_session, viewer_of
from mingpai.accounts.signing_in import SignInDesk
from mingpai.accounts.store import Added
from mingpai.adapters.memory import FixedClock, MemorySubjects
from mingpai.adapters.memory_accounts import MemoryAccounts
from mingpai.adapters.memory_affairs import MemoryAffairs
from mingpai.affairs.core import CoreBusy
from mingpai.affairs.desk import AffairsDesk
from mingpai.affairs.model import Capacity, Message, Registration
from mingpai.affairs.notifier import Post
from mingpai.affairs.parts import AffairsParts, Tokens
from mingpai.auction.asked import Setting
from mingpai.auction.commands import PlaceBid
from mingpai.auction.decide import decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.events import DisposalOpened, RoundAnnounced
from mingpai.hall.answering import REFUSED, TAKEN
from mingpai.hall.tickets import TicketOffice
from mingpai.hall.wire import Answered
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.content import Item, SpecialWarning
from mingpai.law.platforms import NATIONAL
from mingpai.ports import PortError
from mingpai.service.orders import Order, print_order
from mingpai.service.projections import LotHead, LotRecord

SECRET = b"tickets".ljust(32, b".")
HOME = Caller("203.0.113.5", "device cookie")


class Rules:
    """A core and a board in one: the rules of a disposal, and a journal that is a list.

    `lose` answers are lost after the order was carried out, `busy` orders are not looked at.
    """

    def __init__(self, clock: FixedClock) -> None:
        """Begin with an empty journal."""
        self.clock = clock
        self.journal: list[tuple[StreamId, Event]] = []
        self.orders: list[Order] = []
        self.signed_out: list[SessionId] = []
        self.lose = self.busy = 0
        self._states: dict[StreamId, Disposal] = {}
        self._answers: dict[tuple[StreamId, str, str], tuple[bytes, Answered]] = {}

    async def order(self, order: Order) -> Answered:
        """Carry out an order once."""
        self.orders.append(order)
        if self.busy:
            self.busy -= 1
            raise CoreBusy(3)
        name, content = (order.stream, order.actor, order.key), print_order(order)
        known = self._answers.get(name)
        if known is None:
            known = self._answers[name] = (content, self.carry_out(order))
        assert known[0] == content, "another content under a known key"
        if self.lose:
            self.lose -= 1
            attempted = "order"
            raise PortError(attempted, retry_is_safe=True)
        return known[1]

    async def sign_out(self, session: SessionId) -> None:
        """Note who signed out."""
        self.signed_out.append(session)

    def carry_out(self, order: Order) -> Answered:
        """Decide, and write what it leads to."""
        state = self._states.get(order.stream, Disposal(order.stream))
        now = self.clock.now()
        decision = decide(
            state, order.command, actor=order.actor, now=now, setting=Setting(NATIONAL)
        )
        seq = len(self.journal)
        if isinstance(decision, Refused):
            return Answered(
                frame=0,
                outcome=REFUSED,
                received_at=now,
                receipt="",
                seq=seq,
                code=decision.code,
                article=decision.article,
                facts=decision.facts,
            )
        for event in decision:
            state = evolve(state, event)
            self.journal.append((order.stream, event))
        self._states[order.stream] = state
        return Answered(frame=0, outcome=TAKEN, received_at=now, receipt="", seq=seq)

    def events(self, kind: type[Event]) -> list[Any]:
        """Return the events of a kind, the oldest first."""
        return [event for _, event in self.journal if isinstance(event, kind)]

    def change(self, lot: StreamId, **changes: Any) -> None:
        """Change the current round of a lot, as a stop or a close would."""
        state = self._states[lot]
        current = replace(state.rounds[-1], **changes)
        self._states[lot] = replace(state, rounds=(*state.rounds[:-1], current))

    def heads(self) -> list[LotHead]:
        """Return every lot at a glance."""
        return [self.at(lot) for lot in self._states]

    def head(self, lot: StreamId) -> LotHead | None:
        """Return one lot at a glance."""
        return self.at(lot) if lot in self._states else None

    def at(self, lot: StreamId) -> LotHead:
        """Return one lot at a glance, which is there."""
        own = [event for stream, event in self.journal if stream == lot]
        (opened,) = (event for event in own if isinstance(event, DisposalOpened))
        notice = next((event for event in own if isinstance(event, RoundAnnounced)), None)
        return LotHead(lot, opened, {}, self._states[lot], notice=notice)

    def course(self, lot: StreamId) -> LotRecord | None:
        """Return a lot with an empty course."""
        head = self.head(lot)
        return None if head is None else LotRecord(head, (), (), ())


class Slips:
    """A way of messages that keeps what it was handed."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.handed: list[Message] = []
        self.is_broken = False

    def notify(self, message: Message) -> None:
        """Keep a message, or fail."""
        if self.is_broken:
            attempted = "send a slip"
            raise PortError(attempted, retry_is_safe=True)
        self.handed.append(message)


class Affairs:
    """A desk, everything behind it, and how tests drive it."""

    def __init__(self, parts: AffairsParts, rules: Rules, slips: Slips, court: ModuleType) -> None:
        """Keep the parts and publish lot 1."""
        self.parts = parts
        self.rules = rules
        self.slips = slips
        self.court = court
        self.clock = rules.clock
        self.desk = AffairsDesk(parts)
        self.lot: StreamId = court.lot(1)
        self.publish(1)

    def publish(self, number: int) -> StreamId:
        """Publish a lot."""
        lot: StreamId = self.court.lot(number)
        for command, actor in self.court.orders(number, 0):
            answer = self.rules.carry_out(Order(lot, actor, "", command))
            assert answer.outcome == TAKEN, answer
        return lot

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do a piece of work on an event loop of its own."""
        return asyncio.run(work)

    def account(self, login: str, role: Role = Role.CITIZEN) -> Account:
        """Keep an account."""
        office = None if role is Role.CITIZEN else self.court.COURT
        subject = self.parts.tokens._subjects.enrol({"phone": "13800000000"})
        account = Account(subject, login, role, office, None, Language.ZH, self.clock.now())
        assert self.parts.accounts.store.add(account, []) is Added.KEPT
        return account

    def viewer(self, login: str, role: Role = Role.CITIZEN) -> Viewer:
        """Return somebody who has an account now and is signed in."""
        return self.signed_in(self.account(login, role))

    def signed_in(self, account: Account) -> Viewer:
        """Sign somebody in."""
        opened = new_session(
            account,
            Place("d" * 22, "a" * 22),
            now=self.clock.now(),
            random=self.parts.accounts.random,
        )
        assert self.parts.accounts.store.open_session(opened.session)
        return viewer_of(opened.session, account)

    def registered(
        self, viewer: Viewer, capacity: Capacity = Capacity.OWN, **papers: Any
    ) -> Registration:
        """Let somebody register and acknowledge."""
        done = self.run(self.desk.register(viewer, self.lot, capacity, **papers))
        assert isinstance(done, Registration), done
        done = self.run(self.acknowledge(viewer))
        assert isinstance(done, Registration), done
        return done

    def acknowledge(self, viewer: Viewer) -> Coroutine[Any, Any, Any]:
        """Acknowledge every part of the notice."""
        items, warnings = [*Item], [*SpecialWarning]
        return self.desk.acknowledge(viewer, self.lot, items=items, warnings=warnings)

    def coded(self, viewer: Viewer, clerk: Viewer) -> Registration:
        """Let somebody register, and a clerk confirm his deposit."""
        known = self.registered(viewer)
        done = self.run(self.desk.confirm_deposit(clerk, self.lot, known.token, paid_fen=700_000))
        assert isinstance(done, Registration), done
        return done

    def entered(self, viewer: Viewer, clerk: Viewer) -> tuple[Registration, str]:
        """Let somebody into the hall; return his registration and password."""
        self.coded(viewer, clerk)
        issued = self.run(self.desk.reveal(viewer, self.lot))
        self.clock.move_by(self.court.OPENS - self.clock.now())
        store = self.parts.accounts.store
        store.hold(viewer.session, self.clock.now() + timedelta(minutes=1))  # still signed in
        done = self.run(
            self.desk.enter(viewer, HOME, self.lot, code=issued.code, password=issued.password)
        )
        assert isinstance(done, Registration), done
        return done, issued.password

    def bid(self, known: Registration, step: int) -> Answered:
        """Bid so many steps above the start."""
        code = known.code or ""
        command = PlaceBid(self.lot, 1, code, Fen(self.court.price(step)))
        return self.rules.carry_out(Order(self.lot, code, "", command))

    def wait(self, **by: float) -> None:
        """Let time pass."""
        self.clock.move_by(timedelta(**by))


@pytest.fixture
def affairs(court: ModuleType) -> Iterator[Affairs]:
    """Return a desk over an empty store, with lot 1 published and its day begun."""
    numbers = itertools.count()

    def random(many: int) -> bytes:
        return hashlib.shake_256(str(next(numbers)).encode()).digest(many)

    subjects, clock = MemorySubjects(), FixedClock(court.NOTICE)
    keys = AccountKeys(b"s" * 32, random)
    site = Site("paimai.example", ("https://paimai.example",), "明拍")
    passwords = Passwords(Cost(memory_kib=8, passes=1, lanes=1))
    accounts = MemoryAccounts(subjects)
    parts = Parts(accounts, passwords, Passkeys(site, keys, random), keys, clock, random)
    store, rules, slips = MemoryAffairs(accounts), Rules(clock), Slips()
    made = AffairsParts(
        store=store,
        accounts=parts,
        sign_in=SignInDesk(parts),
        tokens=Tokens(subjects),
        lots=rules,
        core=rules,
        tickets=TicketOffice(SECRET),
        post=Post(store, [slips]),
        platform=court.PLATFORM,
    )
    yield Affairs(made, rules, slips, court)
    passwords.close()
