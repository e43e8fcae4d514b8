"""A machine that plays whole disposals at random, watched by a clerk who keeps plain lists.

Courts, platforms, bidders and strangers ask for everything that can be asked, sensible or
hostile, at random later times. The clerk shares no code with the auction: he reads the events
alone and works out from them, in the plainest way, what must never happen.
Where to look next: `clerk.py` (what must hold), `asking.py` (what is asked).
"""

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mingpai.auction.commands import PlaceBid
from mingpai.auction.decide import CLOCKWORK, Setting, decide
from mingpai.auction.duties import duties
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal, PropertyClass, RoundKind, Stage, stage_at
from mingpai.auction.preparation.model import Nature, PanelMatter, Trait
from mingpai.auction.refusals import explain
from mingpai.exchange import paperwork
from mingpai.exchange.scenario_words import Told, read_phrase, token_of
from mingpai.kernel.ids import BiddingCode, CaseId, PropertyId
from mingpai.kernel.moments import SHANGHAI, local_date
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import NATIONAL

pytestmark = pytest.mark.slow


def _beside(name: str) -> ModuleType:
    """Load a module that lies beside this one: test folders are no packages."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


asking, clerk = _beside("asking"), _beside("clerk")
LOT, COURT, PLATFORM = asking.LOT, asking.COURT, asking.PLATFORM
NOTICE = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
SETTING = Setting(NATIONAL)
REFERENCE, START, STEP, DEPOSIT = 10_000_000, 7_000_000, 50_000, 700_000
DAY = timedelta(days=1)
THINGS = (
    (PropertyClass.MOVABLE, Nature.VEHICLE, ()),
    (PropertyClass.IMMOVABLE, Nature.HOME, (Trait.PURCHASE_RESTRICTED,)),
    (PropertyClass.MOVABLE, Nature.GOODS, (Trait.CRIMINAL,)),
)


TURNS = st.tuples(st.integers(0, 23), st.integers(0, 5), st.integers(0, 4))
"""Which act, which variant of it, and by or about whom."""
WAITS = {"open", "close", "wait"}
AHEAD = tuple(
    tuple(act for act in asking.NEXT[stage] if act not in WAITS)
    for stage in (
        *(Stage.PAID, Stage.RULED, Stage.TITLE_PASSED, Stage.CONFIRMED, Stage.SET_OFF_ASKED),
        *(Stage.ASSIGNED, Stage.PUBLISHED, Stage.CLOSED_UNSOLD, Stage.STOPPED),
    )
)
"""What is worth trying where it does not belong."""
_REGISTER = ("registers {p} as {code} paying 7,000.00",) * 2
_TO_SALE = ("asks the creditors on {today}", "notes that nobody takes it, all declined")
_WAIVED = ("notes that applicant waived the notice", "notes that debtor waived the notice")
_FAILED = ("notice", "close", *_TO_SALE, *_WAIVED, "panel", "notice")
_SOLD = ("notice", *_REGISTER, "open", "bid", "bid", "close")
COURSES: tuple[tuple[str, ...], ...] = (
    (),
    ("notice",),
    ("notice", *_REGISTER, "open", "bid"),
    _SOLD,
    (*_SOLD, "publishes the confirmation", "receives {rest} from {p} on {today}"),
    (*_SOLD, "publishes the confirmation"),
    (*_SOLD, "wait", "wait", "decides that the buyer defaulted", *_WAIVED, "panel", "notice"),
    ("notice", "close"),
    ("notice", "close", _TO_SALE[0]),
    _FAILED,
    (*_FAILED, "close", *_TO_SALE, "panel", "notice"),
    (*_FAILED, "close", *_TO_SALE, "panel", "notice", "open", "close"),
)
"""How far a disposal has come when the machine begins to play with it."""


class WholeDisposal(RuleBasedStateMachine):
    """Everybody asks for everything, at random times."""

    @initialize(thing=st.sampled_from(THINGS), course=st.sampled_from(COURSES))
    def begin(self, thing: Any, course: tuple[str, ...]) -> None:
        """Open a disposal and go some way with it, so that what comes late is met as well."""
        self.now = NOTICE
        self.state = Disposal(LOT)
        self.clerk = clerk.Clerk()
        self.history = []
        lot = paperwork.Property(
            case_id=CaseId("c-1"),
            property_id=PropertyId("p-1"),
            property_class=thing[0],
            court=COURT,
            platform=PLATFORM,
            applicant=token_of("applicant"),
            debtor=token_of("debtor"),
            nature=thing[1],
            traits=thing[2],
        )
        price = paperwork.Price(Fen(REFERENCE), Fen(START), Fen(STEP), Fen(DEPOSIT))
        papers = list(paperwork.until_notice(lot, price, announced_at=NOTICE))
        for command in papers if course else papers[:3]:
            assert self.ask(command, COURT)
        for who, act in enumerate(course):
            self._act(act, 0, who % 2)

    def ask(self, command: Any, actor: str) -> bool:
        """Decide, check what was decided, and take what follows."""
        before = msgspec.json.encode(self.state)
        decision = decide(self.state, command, actor=actor, now=self.now, setting=SETTING)
        assert msgspec.json.encode(self.state) == before
        if isinstance(decision, Refused):
            self._explained(decision)
            return False
        for event in decision:
            self.clerk.take(event, self.now)
            self.history.append(event)
            self.state = evolve(self.state, event)
        return True

    @staticmethod
    def _explained(refusal: Refused) -> None:
        for language in ("zh", "en"):
            words = explain(refusal.code, refusal.facts, language=language)
            assert words is not None
            assert "?" not in words.text + words.next, (refusal, words)

    # time

    @rule(days=st.sampled_from([0, 1, 3, 10]), seconds=st.integers(0, 90_000))
    def wait(self, days: int, seconds: int) -> None:
        """Let time pass."""
        self.now += timedelta(days=days, seconds=seconds)

    @rule(micros=st.sampled_from([-300_000_000, -1_000_000, -1, 0, 1]), opening=st.booleans())
    def wait_for_the_clock(self, micros: int, *, opening: bool) -> None:
        """Go to about the opening or the close of the round."""
        if self.state.current is not None:
            terms, book = self.state.current.terms, self.state.current.book
            at = terms.opens_at if opening else book.closes_at
            self.now = max(self.now, at + timedelta(microseconds=micros))

    # acts

    @rule(choices=st.lists(TURNS, min_size=1, max_size=10))
    def go_on(self, choices: list[tuple[int, int, int]]) -> None:
        """Do what leads on from here, a few times over."""
        for which, number, who in choices:
            acts = asking.NEXT.get(stage_at(self.state, now=self.now))
            if acts:
                self._act(acts[which % len(acts)], number, who)
                self.money_and_title_are_in_order()

    @rule(choices=st.lists(TURNS, min_size=4, max_size=10))
    def get_ahead(self, choices: list[tuple[int, int, int]]) -> None:
        """Do what would lead on from elsewhere."""
        for which, number, who in choices:
            acts = AHEAD[which % len(AHEAD)]
            self._act(acts[number % len(acts)], number, who)

    @rule(
        texts=st.lists(
            st.sampled_from([*asking.BEFORE, *asking.DURING, *asking.AFTER]), max_size=6
        ),
        number=st.integers(0, 3),
        who=st.integers(0, 4),
        actor=st.sampled_from([COURT, COURT, PLATFORM, "court/other"]),
    )
    def ask_for_anything(self, texts: list[str], number: int, who: int, actor: str) -> None:
        """Ask for what makes sense at some time, though perhaps not now."""
        for text in texts:
            self._say(text, number, who, actor)

    @rule(command=asking.HOSTILE, actor=asking.ACTORS)
    def ask_for_nonsense(self, command: Any, actor: str) -> None:
        """Send what nobody would write in good faith."""
        self.ask(command, actor)

    @rule(who=st.integers(0, 4), steps=st.integers(0, 3), fen=st.sampled_from([0, 0, 0, 1, -1]))
    def bid(self, who: int, steps: int, fen: int) -> None:
        """Bid about what stands, whether or not bidding runs."""
        current = self.state.current
        number = 1 if current is None else current.terms.number
        standing = START if current is None else current.book.price_fen or START
        code = BiddingCode(f"A000{who}")
        self.ask(PlaceBid(LOT, number, code, Fen(standing + steps * STEP + fen)), code)

    # how they are done

    def _act(self, act: str, number: int, who: int) -> None:
        match act:
            case "wait":
                self.now += 11 * DAY
            case "open":
                self.wait_for_the_clock(0, opening=True)
            case "close":
                self.wait_for_the_clock(0, opening=False)
                self._say("closes", number, who, CLOCKWORK)
            case "closes":
                self._say("closes", number, who, CLOCKWORK)
            case "bid":
                self.bid(who, 1 + number % 3, 0)
            case "resume":
                self._resume(number)
            case "panel" | "notice":
                self._next_round(act, number)
            case _:
                self._say(act, number, who, COURT)

    def _say(self, text: str, number: int, who: int, actor: str) -> None:
        command = read_phrase(text.format_map(self._filled(number, who)), self._told(actor))
        assert command is not None, text
        self.ask(command, actor)

    def _told(self, actor: str) -> Told:
        current = self.state.current
        return Told(2026, LOT, 1 if current is None else current.terms.number, actor)

    def _filled(self, number: int, who: int) -> dict[str, str]:
        today = local_date(self.now)
        done = self.state.file.settlement
        buyer = asking.PEOPLE[who] if done.buyer is None else done.buyer.lstrip("0")
        lost = sum(one.amount_fen for one in done.forfeits if not one.is_applied)
        rest = max(0, done.price_fen - done.paid_fen) or sum(done.owed_back.values())
        return {
            "today": today.isoformat(),
            "past": (today - 40 * DAY).isoformat(),
            "soon": (today + 10 * DAY).isoformat(),
            "far": (today + 200 * DAY).isoformat(),
            "now": self.now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            "p": asking.PEOPLE[who] if number % 4 == 3 else buyer,
            "q": asking.PEOPLE[(who + 1) % len(asking.PEOPLE)],
            "code": f"A000{who}",
            "n": str(number),
            "rest": _yuan(rest),
            "all": _yuan(max(0, done.price_fen - done.in_kind_fen - 50_000)),
            "lost": _yuan(lost),
        }

    def _resume(self, number: int) -> None:
        current = self.state.current
        if current is None or current.stop is None:
            return
        opens = max(self.now + timedelta(hours=1), current.terms.opens_at)
        left = current.stop.left or current.terms.closes_at - current.terms.opens_at
        closes = opens + left - timedelta(minutes=number % 2)
        command = read_phrase(f"resumes bidding from {_at(opens)} to {_at(closes)}", self._told(""))
        self.ask(command, COURT)

    def _next_round(self, act: str, number: int) -> None:
        """Decide or publish the round that comes next, or one that is a little wrong."""
        kind, like, start = self._following()
        if number == 4:  # another round than is due
            kind = like = tuple(RoundKind)[len(self.history) % 3]
        start -= number % 3 == 2  # a fen too little
        price = paperwork.Price(Fen(REFERENCE), Fen(start), Fen(STEP), Fen(start // 10))
        if act == "panel":
            self.ask(paperwork.panel(price, tuple(PanelMatter)), COURT)
            return
        days = clerk.NOTICE_DAYS[self.state.file.property_class.value][like.value] - (
            number % 4 == 3
        )
        opens = self.now + days * DAY + timedelta(hours=1)
        closes = opens + (60 * DAY if like is RoundKind.SALE else DAY)
        self.ask(paperwork.notice(price, opens_at=opens, closes_at=closes, kind=kind), COURT)

    def _following(self) -> tuple[RoundKind, RoundKind, int]:
        if not self.clerk.rounds:
            return RoundKind.AUCTION_1, RoundKind.AUCTION_1, START
        last = self.clerk.round
        like = RoundKind(last["kind"])
        if last["phase"] == "passed in":
            following = RoundKind.AUCTION_2 if like is RoundKind.AUCTION_1 else RoundKind.SALE
            is_cut = following is RoundKind.AUCTION_2
            return following, following, last["start"] * 4 // 5 if is_cut else last["start"]
        kind = RoundKind.RERUN if last["phase"] in ("defaulted", "annulled") else like
        return kind, like, last["start"]

    # what must hold

    @invariant()
    def money_and_title_are_in_order(self) -> None:
        """No more goes out than came in, and title has its ruling and its service."""
        self.clerk.money_is_there()
        stage = stage_at(self.state, now=self.now)
        if stage in (Stage.TITLE_PASSED, Stage.DELIVERED):
            title_on = self.clerk.title_on()
            assert title_on is not None
            assert title_on <= local_date(self.now)
        if self.clerk.ended:
            assert stage in (Stage.ENDED, Stage.WITHDRAWN)

    @invariant()
    def duties_are_told_in_order(self) -> None:
        """Duties are worked out in any state, the soonest first."""
        ends = [_ends(duty) for duty in duties(self.state, SETTING)]
        assert ends == sorted(ends)

    def teardown(self) -> None:
        """Fold the whole history again: it gives the very same state."""
        state = Disposal(LOT)
        for event in getattr(self, "history", []):
            state = evolve(state, event)
        assert state == getattr(self, "state", state)


def _ends(duty: Any) -> datetime:
    at = duty.since if duty.until is None else duty.until
    if isinstance(at, datetime):
        return at
    day = at if duty.until is None else at + DAY
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _at(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _yuan(amount_fen: int) -> str:
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


@pytest.mark.rule("K22")
@pytest.mark.rule("K29")
def test_a_disposal_agrees_with_a_plain_clerk() -> None:
    """Whatever is asked, by whom and when, nothing happens that a plain clerk would not allow."""
    run_state_machine_as_test(
        WholeDisposal,
        settings=settings(
            max_examples=60,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
